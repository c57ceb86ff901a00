"""Reads `greetings.txt`: how people and machines answer, in parts. Not responsible for sound (see `answers`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from holdlang.calllog import Who

FILE = Path(__file__).with_suffix(".txt")


@dataclass(frozen=True)
class Tones:
    """Bursts of (frequencies in Hz, seconds), one after the other; no frequency is quiet."""

    bursts: tuple[tuple[tuple[float, ...], float], ...]


TONES = {
    "beep": Tones((((1000,), 0.4), ((), 4.0))),
    "sit": Tones((((985.2,), 0.38), ((1370.6,), 0.274), ((1776.7,), 0.38))),
    "intercept": Tones((((913.8,), 0.274), ((1370.6,), 0.274), ((1776.7,), 0.38))),
    "fax": Tones((((2100,), 3.0), ((), 4.0))),
    "reorder": Tones((((480, 620), 0.25), ((), 0.25)) * 16),
    "ringback": Tones((((440, 480), 2.0), ((), 4.0)) * 2),
}
"""Special information tones: Telcordia SR-2275, table 6-1 (vacant code, intercept). Fax: ITU-T T.30. Others: Precise
Tone Plan (ITU-T E.180, supplement 2)."""

Part = str | float | Tones


@dataclass(frozen=True)
class Answered:
    """`who` answers with `parts`: words, seconds of quiet, tones."""

    who: Who
    parts: Sequence[Part]

    @property
    def text(self) -> str:
        """What is said."""
        return " ".join(part for part in self.parts if isinstance(part, str))

    @property
    def beeps(self) -> bool:
        """Whether it ends with the beep of a machine that takes messages."""
        return self.parts[-1] is TONES["beep"]


def greetings() -> list[Answered]:
    """The whole set."""
    lines = (line for line in FILE.read_text("utf-8").splitlines() if line and not line.startswith("#"))
    return [_answered(*line.split(": ", 1)) for line in lines]


def _answered(who: str, heard: str) -> Answered:
    return Answered(cast(Who, who), tuple(map(_part, heard.split(" | "))))


def _part(text: str) -> Part:
    if text.startswith("<"):
        return TONES[text.strip("<>")]
    return float(text) if text.replace(".", "").isdigit() else text
