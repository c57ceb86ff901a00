"""The evidence for a verdict on who speaks, in words. Not responsible for weighing it (`runtime.hearing.judge`)."""

from math import exp

_LEAST = float("-inf")
_NAMES: dict[str, tuple[tuple[float, str], ...]] = {
    "prior": ((_LEAST, "on hold"),),
    "repetition": ((_LEAST, "heard before"),),
    "words": ((_LEAST, "said"),),
    "before": ((_LEAST, "after a ring-back"),),
    "duration": ((0.0, "short"), (_LEAST, "long")),
    "answer": ((0.0, "answers us"), (_LEAST, "talks over us")),
    "novelty": ((0.0, "new"), (_LEAST, "not new")),
    "timing": ((_LEAST, "by the clock"),),
    "after": ((0.0, "waits"), (-1.0, "talks on"), (_LEAST, "music follows")),
}
"""What each kind of evidence is called where it is worth more than this, positive for a person."""

_CERTAIN = 0.995
"""From here on the percentage would be rounded to 100, which no evidence is."""


def tell(evidence: dict[str, float]) -> str:
    """The log-odds of each kind, the strongest first, their sum, and how sure that makes of the likelier answer:
    `waits +4.6, on hold −1.5, short +0.4 = +3.5, 97 %`. Positive speaks for a person."""
    if not evidence:
        return "nothing in particular"
    ranked = sorted(evidence.items(), key=lambda pair: -abs(pair[1]))
    parts = ", ".join(f"{name(kind, worth)} {signed(worth)}" for kind, worth in ranked)
    odds = sum(evidence.values())
    return f"{parts} = {signed(odds)}, {_sure(odds)}"


def name(kind: str, worth: float) -> str:
    """What a kind of evidence is called, given what it is worth; one that is not known here keeps its name."""
    return next((called for least, called in _NAMES.get(kind, ()) if worth > least), kind)


def signed(odds: float) -> str:
    """Log-odds with their sign and one digit."""
    return f"{odds:+.1f}".replace("-", "−")


def sure(chance: float) -> str:
    """How sure a verdict is: `97% sure`, and never 100."""
    return f"{'over 99%' if chance >= _CERTAIN else f'{chance:.0%}'} sure"


def _sure(odds: float) -> str:
    chance = 1 / (1 + exp(-min(abs(odds), 50.0)))
    return "over 99 %" if chance >= _CERTAIN else f"{100 * chance:.0f} %"
