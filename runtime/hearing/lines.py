"""The one or two spectral lines that a step is nothing but, if it is. Not responsible for which signal they make."""

import numpy as np
import numpy.typing as npt

from runtime.hearing.spectrum import AT_ONCE, RATE, STEP, Floats

_LENGTH = 1024
"""Samples looked at (128 ms, bins of 7.8 Hz)."""
_FRAMED = np.arange(AT_ONCE)[:, None] * STEP + np.arange(_LENGTH)
_HANN = np.hanning(_LENGTH + 1)[:-1].astype(np.float32)
_LOBE = np.arange(-3, 4)
"""Bins either side of a peak that the window spreads it over."""
_BAND = np.ones(_LENGTH // 2 + 1, np.float32)
_BAND[:10] = _BAND[-3:] = 0
"""Bins that count: above 70 Hz, and with room for the lobe of a peak."""
_WEAKEST = 0.02
"""Share of the whole power that a line has at least."""
_TWIST = 0.1
"""The weaker of two lines has at least this share of the power of the stronger (10 dB; Q.24 demands 8)."""
_PURE = 0.9
"""Share of the power in two lines; mu-law's own noise leaves 0.99, music with harmonics less than 0.8."""


class Lines:
    """Follows one call, some steps at a time."""

    def __init__(self) -> None:
        self._tail: Floats = np.zeros(_LENGTH - STEP, np.float32)

    def step(self, sound: Floats, active: npt.NDArray[np.bool_]) -> list[tuple[float, ...]]:
        """Take n steps, shape (n, STEP); returns the lines of each in Hz, rising; none if not `active`, or not pure."""
        joined = np.concatenate([self._tail, sound.ravel()])
        self._tail = joined[-len(self._tail) :]
        found: list[tuple[float, ...]] = [()] * len(sound)
        heard = active.nonzero()[0]
        if len(heard):
            for index, lines in zip(heard, _lines(joined[_FRAMED[heard]]), strict=True):
                found[index] = lines
        return found


def _lines(frames: Floats) -> list[tuple[float, ...]]:
    spectra = np.fft.rfft(frames * _HANN)
    power = ((spectra.real**2 + spectra.imag**2) * _BAND).astype(np.float32)
    total = np.add.reduce(power, axis=1) + np.float32(1e-12)
    found = [values.tolist() for values in (total, *_strongest(power), *_strongest(power))]
    return [_pure(*values) for values in zip(*found, strict=True)]


def _pure(total: float, first: float, strong: float, second: float, weak: float) -> tuple[float, ...]:
    """The lines of a spectrum, given the frequencies and energies of the two strongest."""
    single = weak < max(_WEAKEST * total, _TWIST * strong)
    if (strong if single else strong + weak) <= _PURE * total:
        return ()
    return (first,) if single else (min(first, second), max(first, second))


def _strongest(power: Floats) -> tuple[Floats, Floats]:
    """Take the strongest line out of each spectrum; returns their frequencies in Hz and their energies."""
    lobes = power.argmax(axis=1)[:, None] + _LOBE
    rows = np.arange(len(power))[:, None]
    energies = power[rows, lobes]
    power[rows, lobes] = 0
    energy = np.add.reduce(energies, axis=1)
    centre = np.add.reduce(energies * lobes, axis=1) / (energy + 1e-30)
    return centre * (RATE / _LENGTH), energy
