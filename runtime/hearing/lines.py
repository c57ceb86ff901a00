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
_BAND = slice(10, -3)
"""Bins in which a peak may lie: above 70 Hz, and with room for its lobe."""
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
    power = np.zeros(spectra.shape, np.float32)
    power[:, _BAND] = spectra.real[:, _BAND] ** 2 + spectra.imag[:, _BAND] ** 2
    total = power.sum(axis=1) + np.float32(1e-12)
    first, strong = _strongest(power)
    second, weak = _strongest(power)
    single = (weak < _WEAKEST * total) | (weak < _TWIST * strong)
    pure = (strong >= _WEAKEST * total) & ((strong + np.where(single, 0, weak)) / total > _PURE)
    both = np.sort(np.stack([first, second], axis=1), axis=1)
    return [
        () if not clear else (float(alone),) if one else (float(low), float(high))
        for clear, one, alone, (low, high) in zip(pure, single, first, both, strict=True)
    ]


def _strongest(power: Floats) -> tuple[Floats, Floats]:
    """Take the strongest line out of each spectrum; returns their frequencies in Hz and their energies."""
    lobes = power.argmax(axis=1)[:, None] + _LOBE
    rows = np.arange(len(power))[:, None]
    energies = power[rows, lobes]
    power[rows, lobes] = 0
    energy = energies.sum(axis=1)
    centre = (energies * lobes).sum(axis=1) / (energy + 1e-30)
    return centre * (RATE / _LENGTH), energy
