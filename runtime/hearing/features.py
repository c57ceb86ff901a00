"""What is measured in sound to tell speech from music and noise. Not responsible for the decision (see `classes`).

Every measure is relative to the loudest frame of the last second, so that the level of a call does not matter. The
measures are those of Scheirer & Slaney, "Construction and evaluation of a robust multifeature speech/music
discriminator" (ICASSP 1997): energy modulation at 4 Hz, the share of low-energy frames, spectral flux, roll-off, and
their spread; and beside them cepstra and their movement, the strength and steadiness of pitch, and how long the fine
structure of the spectrum persists (a held note stays, a voice glides).
"""

import numpy as np

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


_MEL = _mel_bank()
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

        Returns the summary of the second up to the end of each, shape (n, COUNT).
        """
        bands = np.log10(power @ _MEL + _EPS)
        peaks = np.concatenate([self._peaks, bands.max(axis=(1, 2))])
        self._peaks = peaks[len(power) :]
        loudest = peaks[np.arange(len(power))[:, None] + np.arange(SPAN // FRAMES)].max(axis=1)
        floor = (loudest - np.float32(_RANGE))[:, None, None]
        bands = np.maximum(bands, floor) - floor
        rows = np.concatenate([self._frame_rows(power, bands, floor), (bands @ _DCT).reshape(-1, _CEPSTRA)], axis=1)
        joined = np.concatenate([self._rows, rows])
        self._rows = joined[len(rows) :]
        return summaries(joined[_SPANS[: len(power)]])

    def _frame_rows(self, power: Floats, bands: Floats, floor: Floats) -> Floats:
        """Energy, flux, persistence, harmonicity, pitch lag, flatness, low share, high share; shape (n * FRAMES, 8)."""
        fine = np.log10(np.maximum(power[:, :, _FINE], np.float32(10) ** (floor - 1)))
        fine = fine.reshape(-1, fine.shape[2])
        floor = np.repeat(floor.ravel(), FRAMES)
        bands = bands.reshape(-1, _BANDS)
        power = power.reshape(-1, power.shape[2])

        total = power[:, 3:].sum(axis=1) + _EPS
        energy = np.maximum(np.log10(total), floor) - floor
        before = np.concatenate([self._bands, bands[:-1]])
        self._bands = bands[-1:]
        flux = np.abs(bands - before).mean(axis=1)

        fine -= fine.mean(axis=1, keepdims=True)
        fine /= np.sqrt(np.einsum("ij,ij->i", fine, fine))[:, None] + _EPS
        joined = np.concatenate([self._fine, fine])
        self._fine = joined[-_BACK:]
        persistence = np.einsum("ij,ij->i", fine, joined[: len(fine)])

        correlation = np.fft.irfft(power)
        lags = correlation[:, _LAGS] * _LAG_GAIN
        best = lags.argmax(axis=1)
        harmonicity = lags[np.arange(len(lags)), best] / (correlation[:, 0] + _EPS)

        flatness = bands.mean(axis=1) - np.log10((np.float32(10) ** bands).mean(axis=1))
        low = power[:, 3:13].sum(axis=1) / total
        high = power[:, 64:].sum(axis=1) / total
        columns = [energy, flux, persistence, harmonicity, _LAG_OCTAVES[best], flatness, low, high]
        return np.stack(columns, axis=1).astype(np.float32)


def summaries(rows: Floats) -> Floats:
    """Summarise the rows of n seconds, shape (n, SPAN, 8 + cepstra)."""
    recent = rows[:, -RECENT:]
    change = np.abs(np.diff(rows, axis=1))
    energy = rows[:, :, 0]
    ordered = np.sort(energy, axis=1)
    mean = rows.mean(axis=1)
    centred = rows - mean[:, None]
    recent_mean = recent.mean(axis=1)
    modulation = np.abs(np.fft.rfft(centred[:, :, 0]))
    loud = modulation[:, 1:21].sum(axis=1) + 1e-3
    voiced = rows[:, :, 3] > 0.55
    turn = change[:, :, 4]
    both = voiced[:, 1:] & voiced[:, :-1]
    both_count = np.maximum(both.sum(axis=1), 1)
    extra = [
        (energy < mean[:, :1] * 0.6).mean(axis=1),
        ordered[:, 90] - ordered[:, 10],
        ordered[:, 50] - ordered[:, 10],
        modulation[:, 1:3].sum(axis=1) / loud,
        modulation[:, 3:7].sum(axis=1) / loud,
        modulation[:, 7:13].sum(axis=1) / loud,
        np.maximum(voiced.sum(axis=1), 1) / SPAN,
        voiced[:, -RECENT:].mean(axis=1),
        (both & (turn < 0.004)).sum(axis=1) / both_count,
        (both & (turn >= 0.004) & (turn < 0.12)).sum(axis=1) / both_count,
        (both & (turn >= 0.12)).sum(axis=1) / both_count,
        np.maximum(rows[:, 1:, 1] - 0.12, 0).mean(axis=1),
    ]
    spread = np.sqrt(np.einsum("nij,nij->nj", centred, centred) / SPAN)
    recent_centred = recent - recent_mean[:, None]
    recent_spread = np.sqrt(np.einsum("nij,nij->nj", recent_centred, recent_centred) / RECENT)
    parts = [mean, spread, change.mean(axis=1), recent_mean, recent_spread, np.stack(extra, axis=1)]
    return np.concatenate(parts, axis=1, dtype=np.float32)


COUNT = 5 * (8 + _CEPSTRA) + 12
"""Length of a summary."""
