"""Tells a segment that holds a voice from one of noise, tones or music, so that what a recogniser invents there never
gets out.

Not responsible for finding speech in a call (`runtime.hearing`), which knows music much better: this asks only whether
enough of a segment is periodic as voiced speech is, and whether its loudness and its pitch move as those of speech do.
"""

import numpy as np

from runtime.ports import Samples

FRAME = 256
"""Samples a frame: 32 ms at 8 kHz, two periods of the lowest voice (de Cheveigné & Kawahara 2002)."""

LAGS = slice(20, 114)
"""Periods of a voice in samples at 8 kHz: 400 to 70 Hz."""

LOWEST = 200.0
"""Hz; below lie mains hum and rumble, which are periodic too. A deep voice is known by its harmonics."""

PERIODIC = 0.6
"""Least share of a frame's energy that repeats after a period; noise of telephone bandwidth stays under 0.5."""

AUDIBLE = 32768 * 10 ** (-58 / 20)
"""Root mean square below which a frame is silence: mu-law's smallest steps are periodic too (−72 dBFS, ITU-T G.711)."""

ENOUGH = 0.1
"""Seconds of voice that make a word: shorter than the vowel of a quick "yes"."""

LIVELY = 3.0
"""Least standard deviation of the audible frames' levels, in dB. In pieces of 0.6 to 3 s, speech has 5 to 20, and with
music 10 dB under it 3 and more; of music half has less (tests/engines/test_voice_in_recordings.py)."""

STEADY = 0.8
"""Most of the voiced frames whose period is that of the frame before, to the sample: up to 0.6 in speech, 0.9 and more
in ring-back, busy and dial tones. Both bounds together let 1 of 100 pieces of tones pass and 48 of 100 of music (99 and
98 without them), and 98 of 100 of speech (98), 99 with music under it."""


class VoiceFinder:
    """Judges one segment at 8 kHz as it comes."""

    def __init__(self) -> None:
        self.found = False
        """Whether the segment, or its beginning, held enough voice for a word."""
        self._voiced = 0
        self._pairs = self._steady = 0
        """Voiced frames after another one, and those of them with the same period."""
        self._levels: list[float] = []
        self._last = -1
        """The period of the last frame in samples; -1 if it had none."""

    def hear(self, samples: Samples) -> None:
        """Take the next block; what is left of it after whole frames is not looked at."""
        if self.found:
            return
        frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME).astype(np.float64)
        frames = frames - frames.mean(axis=1, keepdims=True)
        spectrum = np.abs(np.fft.rfft(frames, 2 * FRAME)) ** 2
        spectrum[:, : round(LOWEST * 2 * FRAME / 8000)] = 0.0
        correlation = np.fft.irfft(spectrum)[:, :FRAME]
        # The overlap shrinks as the lag grows; without this a slow voice would seem less periodic.
        correlation *= FRAME / (FRAME - np.arange(FRAME))
        energy = correlation[:, 0]
        audible = energy > FRAME * AUDIBLE**2
        periodic = audible & (correlation[:, LAGS].max(axis=1) > PERIODIC * energy)
        periods = np.where(periodic, correlation[:, LAGS].argmax(axis=1), -1)
        before = np.concatenate([[self._last], periods[:-1]])
        self._voiced += int(np.count_nonzero(periodic))
        self._pairs += int(np.count_nonzero(periodic & (before >= 0)))
        self._steady += int(np.count_nonzero(periodic & (before == periods)))
        self._levels += (10 * np.log10(energy[audible])).tolist()
        self._last = int(periods[-1]) if len(periods) else self._last
        self.found = self._voiced * FRAME / 8000 >= ENOUGH and self._moves()

    def _moves(self) -> bool:
        return float(np.std(self._levels)) >= LIVELY and self._steady <= STEADY * self._pairs
