"""Fit the weights of `runtime.hearing.words` and say how good they are.

    python -m tests.training.words [--write]

Logistic regression on the beginnings of lines: those of `words.heard.gz` as the recogniser heard them, and the same as
they were written, since a rehearsal has no recogniser. Not responsible for hearing (`tests.training.words_heard`).
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log
from zlib import crc32

import numpy as np
import numpy.typing as npt

from runtime.hearing.words import MOST, WEIGHTS, grams
from tests.training.words_heard import Utterance, read, utterances

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

MOMENTS = (0.5, 1.0, 1.5, 2.0, 3.0, 60.0)
"""Seconds after the first sample of speech at which words are judged; the last is when all has been said."""
PACE = 17.0
"""Letters and marks that our voices say in a second."""
LINES = 3
"""What is said in fewer lines than these has no weight."""
SHRINKAGE = 6e-4
"""Weight of half the sum of squares beside the mean cross-entropy. In cross-validation 1e-3 was best for words as heard
and 3e-4 for words as written; this lies between, so both are a little off."""
STEPS = 400
"""Steps of the fit; from then on no weight changes by as much as is written down."""
FOLDS = 5
TOLD = log(4)
"""Log-odds from which the report says that words have told who speaks."""


@dataclass(frozen=True)
class Example:
    """Words as they stood at one moment."""

    line: str
    voice: str
    """Who was heard; "" for words as written."""
    moment: float
    text: str
    person: bool
    weight: float
    """How often it is heard, beside the others of its side."""


def examples(spoken: Sequence[Utterance], heard: Sequence[Utterance]) -> list[Example]:
    """What was spoken, as written, and what was heard of it, at every moment."""
    return [
        *(Example(u.line, "", t, _written(u.said, t), u.side == "person", u.weight) for u in spoken for t in MOMENTS),
        *(Example(u.line, u.voice, t, u.words_at(t), u.side == "person", u.weight) for u in heard for t in MOMENTS),
    ]


def _written(said: str, moment: float) -> str:
    """The words that have been said by then."""
    letters = int(PACE * moment)
    return said if letters >= len(said) else said[:letters].rpartition(" ")[0]


def fit(known: Sequence[Example], shrinkage: float = SHRINKAGE) -> dict[str, float]:
    """Log-odds by gram. Both sides count the same, however many lines they have, and there is no constant: who speaks
    more often is not for words to say."""
    said = [grams(example.text) for example in known]
    lines: dict[str, set[str]] = {}
    for example, found in zip(known, said, strict=True):
        for gram in found:
            lines.setdefault(gram, set()).add(example.line)
    names = sorted(gram for gram, where in lines.items() if len(where) >= LINES)
    place = {gram: number for number, gram in enumerate(names)}
    pairs = [(row, place[gram]) for row, found in enumerate(said) for gram in found if gram in place]
    rows, columns = np.array(pairs, np.int64).T
    sign = np.array([1.0 if example.person else -1.0 for example in known])
    share = shares(known)

    def slope(weights: Numbers) -> Numbers:
        odds = np.bincount(rows, weights[columns], len(known))
        pull = share * sign / (1 + np.exp(np.clip(sign * odds, -30, 30)))
        return np.asarray(shrinkage * weights - np.bincount(columns, pull[rows], len(names)))

    bend = _largest_bend(rows, columns, share, len(names)) / 4 + shrinkage
    return dict(zip(names, _lowest(slope, np.zeros(len(names)), bend, shrinkage).tolist(), strict=True))


def shares(known: Sequence[Example]) -> Numbers:
    """What each example counts; each side counts a half."""
    person = np.array([example.person for example in known])
    weight = np.array([example.weight for example in known])
    return np.asarray(weight * np.where(person, 0.5 / weight[person].sum(), 0.5 / weight[~person].sum()))


def _largest_bend(rows: Places, columns: Places, share: Numbers, count: int) -> float:
    """The largest eigenvalue of the second moments of what was said, by power iteration, with a margin."""
    vector: Numbers = np.ones(count)
    for _ in range(30):
        vector /= np.linalg.norm(vector)
        seen = share * np.bincount(rows, vector[columns], len(share))
        vector = np.bincount(columns, seen[rows], count).astype(np.float64)
    return 1.1 * float(np.linalg.norm(vector))


def _lowest(slope: Callable[[Numbers], Numbers], at: Numbers, most: float, least: float) -> Numbers:
    """Where a function that bends by no less than `least` and no more than `most` is lowest (Nesterov 2004, 2.2.1)."""
    keep = (np.sqrt(most) - np.sqrt(least)) / (np.sqrt(most) + np.sqrt(least))
    ahead = at
    for _ in range(STEPS):
        after = ahead - slope(ahead) / most
        at, ahead = after, after + keep * (after - at)
    return at


def odds(weights: dict[str, float], text: str) -> float:
    """What `runtime.hearing.words.score` gives with these weights."""
    return max(-MOST, min(MOST, sum(weights.get(gram, 0.0) for gram in grams(text))))


def cross_validated(known: Sequence[Example], shrinkage: float = SHRINKAGE) -> Numbers:
    """The odds of each example by weights that do not know its line, whoever said it."""
    fold = np.array([crc32(example.line.encode()) % FOLDS for example in known])
    found = np.zeros(len(known))
    for number in range(FOLDS):
        weights = fit([example for example, f in zip(known, fold, strict=True) if f != number], shrinkage)
        tested = fold == number
        found[tested] = [odds(weights, example.text) for example, t in zip(known, tested, strict=True) if t]
    return found


def cross_entropy(known: Sequence[Example], found: Numbers) -> float:
    """Of the odds that were found, in nats: 0.693 is knowing nothing."""
    sign = np.array([1.0 if example.person else -1.0 for example in known])
    return float((shares(known) * np.log1p(np.exp(-sign * found))).sum())


def calibration_error(known: Sequence[Example], found: Numbers, bins: int = 10) -> float:
    """Mean distance of the chance that was given from the share that were people, over bins of equal width (Naeini,
    Cooper & Hauskrecht 2015)."""
    person = np.array([example.person for example in known])
    chance = 1 / (1 + np.exp(-found))
    into = np.minimum((chance * bins).astype(np.int64), bins - 1)
    return float(np.abs(np.bincount(into, shares(known) * (chance - person), bins)).sum())


def report(name: str, known: Sequence[Example], found: Numbers) -> list[str]:
    """A table, a row a moment: how good the odds are, and how many are told apart at 4 to 1."""
    rows = [
        f"{name:12} cross-entropy  calibration error  recordings known  people mistaken  people known  rec. mistaken"
    ]
    for moment in MOMENTS:
        chosen = [row for row, example in enumerate(known) if example.moment == moment]
        these, at = [known[row] for row in chosen], found[chosen]
        share, person = shares(these), np.array([example.person for example in these])
        sides = ((~person, -1), (person, -1), (person, 1), (~person, 1))
        told = [200 * float(share[side & (sign * at > TOLD)].sum()) for side, sign in sides]
        rows.append(
            f"{'the end' if moment == MOMENTS[-1] else f'{moment} s':12} {cross_entropy(these, at):13.3f}"
            f"  {calibration_error(these, at):17.3f}  {told[0]:14.0f} %  {told[1]:13.1f} %  {told[2]:10.0f} %"
            f"  {told[3]:11.1f} %"
        )
    return rows


def write(weights: dict[str, float], facts: Sequence[str]) -> None:
    """Keep the weights that matter, the heaviest first, under what is known of them."""
    rows = sorted(
        ((round(weight, 2), gram) for gram, weight in weights.items()), key=lambda row: (-abs(row[0]), row[1])
    )
    kept = [f"{weight:+.2f} {gram}" for weight, gram in rows if weight]
    WEIGHTS.write_text("\n".join([*(f"# {fact}" for fact in facts), *kept, ""]), "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"keep the weights in {WEIGHTS.name}")
    options = parser.parse_args()
    heard = read()
    known = examples(list(utterances()), heard)
    found = cross_validated(known)
    facts = [
        "Log-odds of a live person by what was said; made by `python -m tests.training.words --write`.",
        f"{len({e.line for e in known})} lines as written, {len(heard)} utterances as heard. Cross-validated by line:",
    ]
    for name, chosen in (("as heard", True), ("as written", False)):
        rows = [row for row, example in enumerate(known) if bool(example.voice) is chosen]
        facts += report(name, [known[row] for row in rows], found[rows])
    print("\n".join(facts))
    if options.write:
        write(fit(known), facts)


if __name__ == "__main__":
    main()
