"""The one or two spectral lines that a step is nothing but, if it is. Not responsible for which signal they make.

A long window tells the frequencies, and lines 40 Hz apart; where it sees a tone, short ones tell when it came and went.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from runtime.hearing.spectrum import AT_ONCE, FRAMES, HOP, RATE, STEP, WINDOW, Floats

_TAIL = 224
"""Samples of the step before that the windows reach into."""
_WEAKEST = 0.02
"""Share of the whole power that a line has at least."""
_TWIST = 0.1
"""The weaker of two lines has at least this share of the power of the stronger (10 dB; Q.24 demands 8)."""
_LOWEST = 300.0
"""Hz below which a line is of a voice or an instrument: the channel of telephones, and all their tones, lie above."""
_HARMONIC = 0.02
"""Share by which a line may miss a multiple of another and be its harmonic: two such are a note, or a vowel. The tones
of telephones were chosen so that none comes nearer than 4 % to a multiple of another (Q.23)."""
_PURE = 0.9
"""Share of the power in two lines; mu-law's own noise leaves 0.99, music with harmonics less than 0.8."""
_MOSTLY = 7
"""Frames of a step that are a tone for the most part; three are lost where one tone gives way to another."""
_PAUSE = 14.0
"""dB within a step that make a pause."""
_BEGINS = 2
"""Steps in which a tone that comes out of quiet is seen: the first may hold too little of it."""
_LIKELY, _CERTAIN = 0.35, 0.8
"""Share in two lines above which a tone may come, go or change in the step (two keys in turn are four lines): after
quiet or a tone, and after other sound."""


class Window:
    """Looks through a Hann window of `length` samples."""

    def __init__(self, length: int, lobe: int, blur: float) -> None:
        """`lobe` is the number of bins either side of a peak that count as its line; two lines closer than `blur` (Hz)
        are one, as the window sees them come and go."""
        self._bin = RATE / length
        self._blur = blur
        self._lobe = np.arange(-lobe, lobe + 1)
        self._hann = np.hanning(length + 1)[:-1].astype(np.float32)
        self._band = np.ones(length // 2 + 1, np.float32)
        self._band[: int(70 / self._bin) + 2] = self._band[-lobe:] = 0

    def lines(self, frames: Floats) -> list[tuple[tuple[float, ...], float]]:
        """For each frame its lines in Hz, rising, none if it is more than they, and the two strongest's share."""
        spectra = np.fft.rfft(frames * self._hann)
        power = ((spectra.real**2 + spectra.imag**2) * self._band).astype(np.float32)
        totals = (np.add.reduce(power, axis=1) + np.float32(1e-12)).tolist()
        peaks = zip(self._strongest(power), self._strongest(power), strict=True)
        return [self._pure(total, *two) for total, two in zip(totals, peaks, strict=True)]

    def _strongest(self, power: Floats) -> list[tuple[float, float]]:
        """Take the strongest line out of each spectrum; returns their frequencies in Hz and their energies."""
        lobes = power.argmax(axis=1)[:, None] + self._lobe
        rows = np.arange(len(power))[:, None]
        energies = power[rows, lobes]
        power[rows, lobes] = 0
        energy = np.add.reduce(energies, axis=1)
        centre = np.add.reduce(energies * lobes, axis=1) / (energy + 1e-30)
        return list(zip((centre * self._bin).tolist(), energy.tolist(), strict=True))

    def _pure(
        self, total: float, first: tuple[float, float], second: tuple[float, float]
    ) -> tuple[tuple[float, ...], float]:
        """The lines of a spectrum, given the frequencies and energies of the two strongest, and their share."""
        (one, strong), (other, weak) = first, second
        both = strong + weak
        share = both / total
        low, high = min(one, other), max(one, other)
        if weak < max(_WEAKEST * total, _TWIST * strong):
            lines: tuple[float, ...] = (one,) if strong > _PURE * total else ()
        elif both <= _PURE * total or _is_harmonic(low, high):
            lines = ()
        elif high - low < self._blur:
            lines = ((one * strong + other * weak) / both,)
        else:
            lines = low, high
        return (lines if lines and lines[0] >= _LOWEST else ()), share


def _is_harmonic(low: float, high: float) -> bool:
    """Whether the higher of two lines in Hz is a multiple of the other."""
    order = round(high / low)
    return order > 1 and abs(high - order * low) <= _HARMONIC * high


@dataclass(frozen=True)
class Frame:
    """The last 10 ms: their level in dB, and the lines in Hz that the last 32 are nothing but."""

    level: float
    lines: tuple[float, ...]


@dataclass(frozen=True)
class Look:
    """What a step is: the lines in Hz of its last 128 ms if they are nothing else, and its frames if they tell more."""

    lines: tuple[float, ...] = ()
    frames: tuple[Frame, ...] = ()


_NOTHING = Look()
_LONG, _SHORT = Window(1024, 3, 0.0), Window(WINDOW, 2, 80.0)
_FRAMED = np.arange(AT_ONCE)[:, None] * STEP + np.arange(1024)
_ENDS = _TAIL + (np.arange(FRAMES)[:, None] + 1) * HOP
_FRAMED_SHORT = _ENDS + np.arange(-WINDOW, 0)
_HOPS = _ENDS + np.arange(-HOP, 0)


class Lines:
    """Follows one call, some steps at a time."""

    def __init__(self) -> None:
        self._tail: Floats = np.zeros(_TAIL, np.float32)
        self._may_begin = _BEGINS
        """Steps in which a tone may begin, as there was quiet or a tone before: music is not looked at twice."""

    def step(self, sound: Floats, active: npt.NDArray[np.bool_]) -> list[Look]:
        """Take n steps, shape (n, STEP), and which of them hold sound (`active`): the others are not looked at."""
        joined = np.concatenate([self._tail, sound.ravel()])
        self._tail = joined[-_TAIL:]
        heard = active.nonzero()[0]
        seen = iter(_LONG.lines(joined[_FRAMED[heard]]) if len(heard) else ())
        return [
            self._look(*next(seen), joined[index * STEP :]) if active[index] else self._quiet()
            for index in range(len(sound))
        ]

    def _quiet(self) -> Look:
        self._may_begin = _BEGINS
        return _NOTHING

    def _look(self, lines: tuple[float, ...], share: float, joined: Floats) -> Look:
        """What a step with sound is; it begins after the first `_TAIL` samples."""
        if share <= (_LIKELY if self._may_begin else _CERTAIN):
            self._may_begin = max(0, self._may_begin - 1)
            return _NOTHING
        frames = _frames(joined)
        self._may_begin = _BEGINS if _is_tone(frames) else max(0, self._may_begin - 1)
        return Look(lines, frames)


def _is_tone(frames: tuple[Frame, ...]) -> bool:
    """Whether a step is a tone for the most part, or has a pause in it, as keys do."""
    levels = [frame.level for frame in frames]
    return sum(bool(frame.lines) for frame in frames) >= _MOSTLY or min(levels) < max(levels) - _PAUSE


def _frames(joined: Floats) -> tuple[Frame, ...]:
    """The frames of a step that begins after the first `_TAIL` samples."""
    hops = joined[_HOPS]
    levels = 10 * np.log10(np.einsum("ij,ij->i", hops, hops) / HOP + 1e-12)
    found = _SHORT.lines(joined[_FRAMED_SHORT])
    return tuple(Frame(level, lines) for level, (lines, _) in zip(levels.tolist(), found, strict=True))
