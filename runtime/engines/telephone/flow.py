"""Mixes a flow's own phrases into the telephone language model.

Not responsible for pronunciations (`pronounce`). A small model of the phrases in their usual surroundings
(`carriers.txt`) is interpolated with the large one, only in the histories that the small one knows; elsewhere the
large one stays as it is, but for the back-off weights.
"""

import gzip
import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from runtime.engines.telephone.build import SHIPPED, build
from runtime.engines.telephone.model import Gram, LanguageModel, read_arpa

CARRIERS = Path(__file__).with_name("carriers.txt")

FLOW_SHARE = 0.5
"""Weight of the flow's model where it has a say; chosen by eye."""

_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@cache
def telephone_model() -> LanguageModel:
    """Return the model that comes with this package; nobody changes it."""
    return read_arpa(gzip.decompress(SHIPPED.read_bytes()).decode())


def words_of(phrase: str) -> tuple[str, ...]:
    """Return a phrase as the recogniser's words: lower case, digits spelt out, no punctuation."""
    found: list[str] = re.findall(r"[a-z][a-z']*|\d", phrase.lower().replace("’", "'"))
    return tuple(_DIGITS[int(word)] if word.isdigit() else word for word in found)


def with_phrases(base: LanguageModel, phrases: Iterable[str]) -> LanguageModel:
    """Return `base` with `phrases` made likelier."""
    spelt = sorted({words_of(phrase) for phrase in phrases} - {()})
    if not spelt:
        return base
    definition = " | ".join(" ".join(words) for words in spelt)
    return mix(base, build(f"<phrase> = {definition}\n{CARRIERS.read_text('utf-8')}"), FLOW_SHARE)


def mix(base: LanguageModel, other: LanguageModel, share: float) -> LanguageModel:
    """Return the model that gives `other` the weight `share` in each history it knows, and is `base` elsewhere."""
    following: dict[Gram, set[str]] = defaultdict(set)
    for model in (base, other):
        for gram in model.probability:
            following[gram[:-1]].add(gram[-1])
    known = {gram[:-1] for gram in other.probability}
    mixed = LanguageModel(dict(base.probability), {})
    for history in sorted(following, key=len):
        if history in known:
            for word in following[history]:
                mixed.probability[(*history, word)] = (1 - share) * base.probability_of(
                    word, history
                ) + share * other.probability_of(word, history)
    for history in sorted(following, key=len):
        if history:
            words = following[history]
            left = 1 - sum(mixed.probability[(*history, word)] for word in words)
            lower = 1 - sum(mixed.probability_of(word, history[1:]) for word in words)
            mixed.backoff[history] = left / lower
    return mixed
