"""The signals of a telephone network as samples (ringing, busy, reorder, special information), and a machine's beep.

Pure. Not responsible for telling them apart (`runtime.hearing.tones`). Frequencies, cadences and levels are those of
North America: the Precise Tone Plan as in ITU-T E.180/Q.35 (03/98), its supplement 2 (01/94), and Telcordia
GR-506-CORE. The special information tone is the same everywhere: ITU-T E.180, section 8.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from holdlang.model.tree import ToneName
from runtime.ports import Samples
from runtime.rehearse.instruments import RATE

OVERLOAD_DBM0 = 3.17
"""dBm0 of a sine that fills the range of mu-law (ITU-T G.711)."""


@dataclass(frozen=True)
class Part:
    """`frequencies` in Hz for `seconds`, each at `level` dBm0; none of them is quiet."""

    frequencies: tuple[float, ...]
    seconds: float
    level: float = 0.0


SIGNALS: dict[ToneName, tuple[Part, ...]] = {
    "ringing": (Part((440, 480), 2.0, -19), Part((), 4.0)),
    "busy": (Part((480, 620), 0.5, -24), Part((), 0.5)),
    "reorder": (Part((480, 620), 0.25, -24), Part((), 0.25)),
    "sit": tuple(Part((hz,), 0.33, -15) for hz in (950, 1400, 1800)),
}
"""One time through the cadence of each."""

BEEP = Part((1000,), 0.5, -13)
"""Well inside what `runtime.hearing.beeps` takes for a machine's."""

EDGE_SECONDS = 0.003
"""A tone comes and goes this softly, so that it does not click (E.180 asks for no more than that)."""


def tone(name: ToneName, seconds: float | None = None) -> Samples:
    """`seconds` of a signal, mono at `RATE`; None: one time through."""
    cadence = _sound(SIGNALS[name])
    return cadence if seconds is None else np.resize(cadence, round(seconds * RATE))


def beep() -> Samples:
    """The beep of a voicemail."""
    return _sound((BEEP,))


def _sound(parts: Sequence[Part]) -> Samples:
    sounds = [np.zeros(0)]
    for part in parts:
        t = np.arange(round(part.seconds * RATE)) / RATE
        amplitude = 32768 * 10 ** ((part.level - OVERLOAD_DBM0) / 20)
        edge = np.minimum(1, np.minimum(t, part.seconds - t) / EDGE_SECONDS)
        sounds.append(edge * amplitude * sum((np.sin(2 * np.pi * hz * t) for hz in part.frequencies), np.zeros(len(t))))
    return np.round(np.concatenate(sounds)).astype(np.int16)
