"""Builds a telephone language model: a trigram with Witten–Bell smoothing.

Not responsible for the sentences (`sentences.txt`) nor for pronunciations (`pronounce`). The counts are not those of
sampled sentences but their expectation over all that the patterns can say, so the result is the same each time.

Witten & Bell 1991: in a history seen C times before T different words, the words seen share C/(C+T) by their counts,
and T/(C+T) is left to the shorter history. Interpolated, and written with back-off weights as ARPA wants it.

    python -m runtime.engines.telephone.build       # after a change to the sentences
"""

import gzip
from collections import defaultdict
from pathlib import Path

from runtime.engines.telephone.grammar import Choice, Pattern, Sequence, Weighted, Word, parse
from runtime.engines.telephone.model import END, START, Gram, LanguageModel, write_arpa

SENTENCES = Path(__file__).with_name("sentences.txt")
SHIPPED = Path(__file__).with_name("telephone.arpa.gz")

SENTENCE_COUNT = 8.0
"""How often a sentence of weight 1 counts as heard; chosen by eye."""

RARE = 0.1
"""Histories rarer than this many hearings are shortened by a word, which bounds the work."""

PRUNED = {1: 0.0, 2: 0.01, 3: 0.05}
"""N-grams (by length) expected less often are left to back-off: a third of the size for the same word errors."""

Counts = dict[Gram, float]


def build(text: str) -> LanguageModel:
    """Return the model of what the sentence patterns in `text` say. Raises `ValueError` for a fault in them."""
    return smooth(expected_counts(parse(text)))


def expected_counts(sentences: list[Weighted]) -> Counts:
    """Return how often each n-gram of up to three words is expected."""
    counts: Counts = defaultdict(float)
    for weight, sentence in sentences:
        _say(END, _walk(sentence, {(START,): weight * SENTENCE_COUNT}, counts), counts)
    for length in (3, 2):
        for gram in [gram for gram in counts if len(gram) == length]:
            counts[gram[1:]] += counts[gram]
    return counts


def _walk(pattern: Pattern, before: Counts, counts: Counts) -> Counts:
    """Say `pattern` after the weighted histories `before`; returns the histories after it."""
    match pattern:
        case Word(text):
            return _say(text, before, counts)
        case Sequence(parts):
            for part in parts:
                before = _walk(part, before, counts)
            return before
        case Choice(options):
            total = sum(weight for weight, _ in options)
            after: Counts = defaultdict(float)
            for weight, option in options:
                share = {history: count * weight / total for history, count in before.items()}
                for history, count in _walk(option, share, counts).items():
                    after[history] += count
            return after


def _say(word: str, before: Counts, counts: Counts) -> Counts:
    after: Counts = defaultdict(float)
    for history, weight in before.items():
        gram = (*history, word)
        counts[gram] += weight
        after[gram[-2:] if weight >= RARE else gram[-1:]] += weight
    return after


def smooth(counts: Counts) -> LanguageModel:
    """Return the interpolated Witten–Bell model of n-gram counts; the share of what is pruned goes to back-off."""
    total: dict[Gram, float] = defaultdict(float)
    for gram, count in counts.items():
        total[gram[:-1]] += count
    following: dict[Gram, list[str]] = defaultdict(list)
    for gram in _kept(counts):
        following[gram[:-1]].append(gram[-1])
    model = LanguageModel({(START,): 0.0}, {})
    for history in sorted(following, key=len):
        words = following[history]
        mass = total[history] + len(words)
        shared = mass - sum(counts[(*history, word)] for word in words)
        for word in words:
            shorter = model.probability_of(word, history[1:]) if history else 1 / len(words)
            model.probability[(*history, word)] = (counts[(*history, word)] + shared * shorter) / mass
        if history:
            model.backoff[history] = shared / mass
    return model


def _kept(counts: Counts) -> set[Gram]:
    """Return the n-grams to keep; each comes with its prefix and its suffix, as back-off needs them."""
    kept = {gram for gram, count in counts.items() if count >= PRUNED[len(gram)]}
    return kept | {part for gram in kept if len(gram) == 3 for part in (gram[:2], gram[1:])}


if __name__ == "__main__":
    arpa = write_arpa(build(SENTENCES.read_text("utf-8")))
    SHIPPED.write_bytes(gzip.compress(arpa.encode(), mtime=0))
