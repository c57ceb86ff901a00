"""The words of a recording, out of what a recogniser made of it each time. Not responsible for recognising."""

from collections.abc import Sequence
from difflib import SequenceMatcher


def agreed(texts: Sequence[str]) -> str:
    """The one of the texts that is most like the others; of several, the longest, and of those the latest."""

    def worth(place: int) -> tuple[float, int, int]:
        words = texts[place].split()
        likeness = sum(_likeness(words, other.split()) for number, other in enumerate(texts) if number != place)
        return round(likeness, 6), len(words), place

    return texts[max(range(len(texts)), key=worth)] if texts else ""


def _likeness(one: list[str], other: list[str]) -> float:
    """From 0 (no word in common) to 1 (the same), the same both ways."""
    first, second = sorted((one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()
