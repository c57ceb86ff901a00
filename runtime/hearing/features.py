"""What is measured in sound to tell speech from music and noise. Not responsible for the decision (see `classes`).

Every measure is relative to the loudest frame of the last second, so that the level of a call does not matter. The
measures are those of Scheirer & Slaney, "Construction and evaluation of a robust multifeature speech/music
discriminator" (ICASSP 1997): energy modulation at 4 Hz, the share of low-energy frames, spectral flux, roll-off, and
their spread; and beside them cepstra and their movement, the strength and steadiness of pitch, and how long the fine
structure of the spectrum persists (a held note stays, a voice glides).
"""

import numpy as np
import numpy.typing as npt

from runtime.hearing.spectrum import AT_ONCE, FRAMES, RATE, WINDOW, Floats

SPAN = 100
"""Frames looked back over (1 s)."""
RECENT = 40
"""Frames of the short look, for quick reaction (0.4 s)."""

_BANDS = 20
_CEPSTRA = 12
_RANGE = 4.5
"""How far below the loudest band of the last second anything counts, in log10 of power (45 dB: mu-law's own noise)."""
_LAGS = slice(RATE // 400, RATE // 70)
"""Pitch between 70 and 400 Hz, as lags in samples."""


def _mel_bank() -> Floats:
    """Triangular bands of equal width on the mel scale, 100–3800 Hz; shape (bins, bands)."""
    top, low = 2595 * np.log10(1 + 3800 / 700), 2595 * np.log10(1 + 100 / 700)
    edges = 700 * (10 ** (np.linspace(low, top, _BANDS + 2) / 2595) - 1)
    bins = np.arange(WINDOW // 2 + 1)[:, None] * RATE / WINDOW
    up = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    down = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    return np.clip(np.minimum(up, down), 0, None).astype(np.float32)


def _cosines() -> Floats:
    """The cosine transform that turns log bands into cepstra 1…12; shape (bands, cepstra)."""
    order = np.arange(1, _CEPSTRA + 1)[None, :]
    return (np.cos(np.pi * order * (np.arange(_BANDS)[:, None] + 0.5) / _BANDS) / _BANDS).astype(np.float32)


def _shares() -> Floats:
    """Sums of all bins above 60 Hz, of 90–400 Hz and of all above 2 kHz; shape (bins, 3)."""
    bins = np.arange(WINDOW // 2 + 1)
    return np.stack([bins >= 3, (bins >= 3) & (bins < 13), bins >= 64], axis=1).astype(np.float32)


_SUMS = np.concatenate([_mel_bank(), _shares()], axis=1)
_DCT = _cosines()
_HANN = np.hanning(WINDOW + 1)[:-1]
_WINDOW_SHAPE = np.fft.irfft(np.abs(np.fft.rfft(_HANN, 2 * WINDOW)) ** 2)[: WINDOW // 2]
_LAG_GAIN = (_WINDOW_SHAPE[0] / _WINDOW_SHAPE[_LAGS]).astype(np.float32)
_FINE = slice(6, 122)
"""Bins of 190–3800 Hz, for the fine structure."""
_LAG_OCTAVES = np.log2(np.arange(_LAGS.start, _LAGS.stop)).astype(np.float32)
_BACK = 5
"""Frames between the two spectra that are compared for persistence (50 ms)."""
_EPS = np.float32(1e-10)
_SPANS = np.arange(AT_ONCE)[:, None] * FRAMES + np.arange(SPAN)
"""The rows of the second that each step ends, given those of the nine steps before the first."""


class Features:
    """Measures of each frame over the last second, and their summary once a step."""

    def __init__(self) -> None:
        self._bands: Floats = np.full((1, _BANDS), -9, np.float32)
        self._fine: Floats = np.zeros((_BACK, _FINE.stop - _FINE.start), np.float32)
        self._peaks: Floats = np.full(SPAN // FRAMES - 1, -9, np.float32)
        self._rows: Floats = np.zeros((SPAN - FRAMES, 8 + _CEPSTRA), np.float32)

    def step(self, power: Floats) -> Floats:
        """Take the spectra of n steps (see `Spectra.power`).

        Returns the summary of the second up to the end of each and of the step itself, shape (n, COUNT).
        """
        sums = power @ _SUMS
        bands = np.log10(sums[:, :, :_BANDS] + _EPS)
        peaks = np.concatenate([self._peaks, bands.max(axis=(1, 2))])
        self._peaks = peaks[len(power) :]
        loudest = peaks[np.arange(len(power))[:, None] + np.arange(SPAN // FRAMES)].max(axis=1)
        floor = (loudest - np.float32(_RANGE))[:, None, None]
        bands = np.maximum(bands, floor) - floor
        frames = self._frame_rows(power, sums[:, :, _BANDS:], bands, floor)
        rows = np.concatenate([frames, (bands @ _DCT).reshape(-1, _CEPSTRA)], axis=1)
        joined = np.concatenate([self._rows, rows])
        self._rows = joined[len(rows) :]
        return np.concatenate([summaries(joined[_SPANS[: len(power)]]), _latest(rows)], axis=1)

    def _frame_rows(self, power: Floats, sums: Floats, bands: Floats, floor: Floats) -> Floats:
        """Energy, flux, persistence, harmonicity, pitch lag, flatness, low share, high share; shape (n * FRAMES, 8)."""
        fine = np.log10(np.maximum(power[:, :, _FINE], np.float32(10) ** (floor - 1)))
        fine = fine.reshape(-1, fine.shape[2])
        floor = np.repeat(floor.ravel(), FRAMES)
        bands = bands.reshape(-1, _BANDS)
        power = power.reshape(-1, power.shape[2])
        total, low, high = sums.reshape(-1, 3).T

        total = total + _EPS
        energy = np.maximum(np.log10(total), floor) - floor
        before = np.concatenate([self._bands, bands[:-1]])
        self._bands = bands[-1:]
        flux = _mean(np.abs(bands - before))

        fine -= _mean(fine)[:, None]
        fine /= np.sqrt(np.einsum("ij,ij->i", fine, fine))[:, None] + _EPS
        joined = np.concatenate([self._fine, fine])
        self._fine = joined[-_BACK:]
        persistence = np.einsum("ij,ij->i", fine, joined[: len(fine)])

        correlation = np.fft.irfft(power)
        lags = correlation[:, _LAGS] * _LAG_GAIN
        best = lags.argmax(axis=1)
        harmonicity = lags[np.arange(len(lags)), best] / (correlation[:, 0] + _EPS)

        flatness = _mean(bands) - np.log10(_mean(np.float32(10) ** bands))
        columns = [energy, flux, persistence, harmonicity, _LAG_OCTAVES[best], flatness, low / total, high / total]
        return np.stack(columns, axis=1).astype(np.float32)


def _mean(values: Floats | npt.NDArray[np.bool_]) -> Floats:
    """Over the second axis. (numpy's own `mean` is written in Python, and takes twice as long for so few.)"""
    mean: Floats = np.add.reduce(values, axis=1, dtype=np.float32) / np.float32(values.shape[1])
    return mean


def summaries(rows: Floats) -> Floats:
    """Summarise the rows of n seconds, shape (n, SPAN, 8 + cepstra)."""
    recent = rows[:, -RECENT:]
    change = np.abs(rows[:, 1:] - rows[:, :-1])
    energy = rows[:, :, 0]
    ordered = np.sort(energy, axis=1)
    mean = _mean(rows)
    centred = rows - mean[:, None]
    recent_mean = _mean(recent)
    recent_centred = recent - recent_mean[:, None]

    modulation = np.abs(np.fft.rfft(centred[:, :, 0]))
    slow, syllabic, fast, rough, _ = np.add.reduceat(modulation, (1, 3, 7, 13, 21), axis=1).T
    loud = slow + syllabic + fast + rough + np.float32(1e-3)

    voiced = rows[:, :, 3] > 0.55
    both = voiced[:, 1:] & voiced[:, :-1]
    turn = change[:, :, 4]
    pairs, held, followed = np.add.reduce([both, both & (turn < 0.004), both & (turn < 0.12)], axis=2, dtype=np.float32)
    """Neighbouring frames with a pitch; those where it stays; those where it stays or glides."""
    at_least_one = np.maximum(pairs, 1)
    extra = [
        _mean(energy < mean[:, :1] * np.float32(0.6)),
        ordered[:, 90] - ordered[:, 10],
        ordered[:, 50] - ordered[:, 10],
        slow / loud,
        syllabic / loud,
        fast / loud,
        np.maximum(_mean(voiced), np.float32(1 / SPAN)),
        _mean(voiced[:, -RECENT:]),
        held / at_least_one,
        (followed - held) / at_least_one,
        (pairs - followed) / at_least_one,
        _mean(np.maximum(rows[:, 1:, 1] - np.float32(0.12), 0)),
    ]
    spread = np.sqrt(np.einsum("nij,nij->nj", centred, centred) / SPAN)
    recent_spread = np.sqrt(np.einsum("nij,nij->nj", recent_centred, recent_centred) / RECENT)
    parts = [mean, spread, _mean(change), recent_mean, recent_spread, np.stack(extra, axis=1)]
    return np.concatenate(parts, axis=1, dtype=np.float32)


def _latest(rows: Floats) -> Floats:
    """Mean and spread over the frames of each step alone, shape (n, 2 * (8 + cepstra)): what is new at once."""
    steps = rows.reshape(-1, FRAMES, rows.shape[1])
    mean = _mean(steps)
    centred = steps - mean[:, None]
    spread = np.sqrt(np.einsum("nij,nij->nj", centred, centred) / FRAMES)
    return np.concatenate([mean, spread], axis=1, dtype=np.float32)


COUNT = 7 * (8 + _CEPSTRA) + 12
"""Length of a summary."""
