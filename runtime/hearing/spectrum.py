"""Blocks of any size into steps of 100 ms, and steps into short-time spectra. Not responsible for what they mean.

Analysis runs at 8 kHz whatever the call's rate: all that telephony can tell lies below 4 kHz, and the cost stays the
same. Frames are 32 ms long and 10 ms apart.

Steps that come together are measured together, since calling numpy costs more than what it does for one. What is
measured of a step is the same to the last bit, however many came with it: matrices are multiplied a step at a time.
"""

import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from runtime.ports import Samples

Floats = npt.NDArray[np.float32]
"""32 bit floats; full scale is ±1 for sound."""

RATE = 8000
"""Sampling rate of the analysis, in Hz."""
STEP = 800
"""Samples of the analysis in a step (100 ms): the interval of every decision."""
STEP_SECONDS = STEP / RATE
HOP = 80
"""Samples between frames (10 ms)."""
WINDOW = 256
"""Samples in a frame (32 ms): two periods of the lowest voice, and 31 Hz between the bins."""
FRAMES = STEP // HOP
"""Frames in a step."""
AT_ONCE = 10
"""Steps measured together, at most. A step of music takes 400 µs by itself, 130 µs with four others, 90 with nine."""

_FRAMED = np.arange(AT_ONCE * FRAMES)[:, None] * HOP + np.arange(WINDOW)
_HANN = np.hanning(WINDOW + 1)[:-1].astype(np.float32)


def _half_band(taps: int = 47) -> Floats:
    """A low-pass at a quarter of the sampling rate (windowed sinc), for halving the rate."""
    n = np.arange(taps) - (taps - 1) / 2
    kernel = np.sinc(n * 0.47) * 0.47 * np.blackman(taps)
    low_pass: Floats = (kernel / kernel.sum()).astype(np.float32)
    return low_pass


class Steps:
    """Cuts a stream into steps and brings each to the analysis rate."""

    def __init__(self, rate: int) -> None:
        """`rate` is 8000 or 16000 Hz; anything else raises `ValueError`."""
        if rate not in (RATE, 2 * RATE):
            raise ValueError(f"hearing works at 8000 or 16000 Hz, not {rate}")
        self._length = rate // 10
        self._waiting: Samples = np.zeros(0, np.int16)
        self._kernel = _half_band()
        self._tail: Floats = np.zeros(len(self._kernel) - 1, np.float32)
        self._halve = rate != RATE

    def feed(self, samples: Samples) -> Iterator[tuple[Samples, Floats]]:
        """Yield the complete steps, up to `AT_ONCE` together, as they came and as floats at `RATE`.

        Their shapes are (steps, samples of a step at the call's rate) and (steps, STEP).
        """
        waiting = np.concatenate([self._waiting, np.asarray(samples, np.int16)])
        whole = len(waiting) - len(waiting) % self._length
        self._waiting = waiting[whole:].copy()
        steps = waiting[:whole].reshape(-1, self._length)
        for start in range(0, len(steps), AT_ONCE):
            together = steps[start : start + AT_ONCE]
            yield together, self._analysis(together)

    def _analysis(self, steps: Samples) -> Floats:
        sound = steps.astype(np.float32) * np.float32(1 / 32768)
        if not self._halve:
            return sound
        joined = np.concatenate([self._tail, sound.ravel()])
        self._tail = joined[-len(self._tail) :]
        return np.convolve(joined, self._kernel, "valid")[::2].reshape(-1, STEP).astype(np.float32)


class Spectra:
    """Power spectra of the frames of steps; remembers what the first frames need of the step before."""

    def __init__(self) -> None:
        self._tail: Floats = np.zeros(WINDOW - HOP, np.float32)

    def power(self, sound: Floats) -> Floats:
        """Take steps, shape (n, STEP); returns power, shape (n, FRAMES, WINDOW // 2 + 1)."""
        joined = np.concatenate([self._tail, sound.ravel()])
        self._tail = joined[-len(self._tail) :]
        spectra = np.fft.rfft(joined[_FRAMED[: len(sound) * FRAMES]] * _HANN)
        power = (spectra.real**2 + spectra.imag**2).astype(np.float32)
        return power.reshape(len(sound), FRAMES, -1)


def levels(sound: Floats) -> list[float]:
    """Root mean square level of each step in dB below full scale; −120 for digital silence."""
    energies: list[float] = np.einsum("ij,ij->i", sound, sound).tolist()
    return [10 * math.log10(max(energy / STEP, 1e-12)) for energy in energies]
