"""Songs: what voices say, sung to a tune and accompanied. Not responsible for songs that people sang (see `shared`).

A voice is taken apart into its spectral envelope and what excites it; the excitation is replaced by a tone that
follows a tune with vibrato and glides, vowels are drawn out, and what has no pitch stays noise. That keeps consonants
and vowels of a voice that speaks, so that nothing but the singing tells it from speech.
"""

from collections.abc import Iterator
from functools import partial

import numpy as np
import numpy.typing as npt

from tests.hearing import sounds
from tests.recordings import spoken
from tests.recordings.recording import RATE, Recording, Sound

_WINDOW, _HOP = 256, 64
_SMOOTH = 26
"""Cepstral coefficients that make an envelope: below the period of voices up to 300 Hz."""
_SCALE = np.array([0, 2, 4, 5, 7, 9, 11, 12])


def sing(speech: Sound, rng: np.random.Generator) -> Sound:
    """Speech at 8 kHz, sung: slower by 1.2 to 2.5, to a tune within an octave from 90–350 Hz."""
    frames, noisy = _frames(speech)
    read = np.arange(0, len(frames) - 1, 1 / rng.uniform(1.2, 2.5))
    held = frames[read.astype(int)]
    voiced = 1 - noisy[read.astype(int)]
    pitch = _tune(len(held), rng)
    tone = _pulses(np.repeat(pitch, _HOP), rng)
    hiss = rng.normal(0, 1, len(tone)) * 0.3
    window = np.hanning(_WINDOW)
    out = np.zeros(len(tone) + _WINDOW)
    starts = np.arange(len(held)) * _HOP
    index = np.minimum(starts[:, None] + np.arange(_WINDOW), len(tone) - 1)
    share = voiced[:, None]
    excited = (tone[index] * share + hiss[index] * (1.02 - share)) * window
    pieces = np.fft.irfft(np.fft.rfft(excited) * held) * window
    for start, piece in zip(starts, pieces, strict=True):
        out[start : start + _WINDOW] += piece
    return sounds.at_level(out, -20)


def song(voice: Sound, accompaniment: Sound, rng: np.random.Generator, above: float) -> Sound:
    """The voice sung, `above` dB over what accompanies it, with an echo, as long as the singing."""
    sung = sing(voice, rng)
    delay = round(rng.uniform(0.03, 0.25) * RATE)
    sung[delay:] += rng.uniform(0, 0.5) * sung[:-delay]
    under = sounds.at_level(np.resize(accompaniment, len(sung)), -20 - above)
    return sounds.at_level(sung + under, -20)


def found() -> Iterator[Recording]:
    """Eight songs a voice that can be had; the accompaniment is arithmetic."""
    for recording in spoken.found():
        if recording.kind == "person":
            make = partial(_accompanied, recording)
            yield Recording(f"sung {recording.name}", "sung", recording.source, recording.transcript, make)


def _accompanied(recording: Recording) -> Sound:
    rng = np.random.default_rng(list(recording.name.encode()))
    style = str(rng.choice(sounds.STYLES))
    voice = np.resize(recording.load(), 12 * RATE)
    return song(voice, sounds.music(style, 20, int(rng.integers(1000))), rng, float(rng.uniform(-3, 6)))


def _frames(speech: Sound) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Envelopes, shape (frames, bins), and how noisy each frame is, 0 to 1."""
    count = max(2, (len(speech) - _WINDOW) // _HOP)
    index = np.minimum(np.arange(count)[:, None] * _HOP + np.arange(_WINDOW), len(speech) - 1)
    windowed = speech[index] * np.hanning(_WINDOW)
    spectrum = np.abs(np.fft.rfft(windowed)) + 1e-6
    cepstra = np.fft.irfft(np.log(spectrum))
    cepstra[:, _SMOOTH:-_SMOOTH] = 0
    crossings = (np.diff(np.sign(windowed), axis=1) != 0).mean(axis=1)
    return np.exp(np.fft.rfft(cepstra).real), np.clip((crossings - 0.3) / 0.15, 0, 1)


def _tune(count: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """A pitch in Hz a frame: notes of a major scale, with glides between them and vibrato in the longer ones."""
    root = rng.uniform(90, 250)
    beat = rng.uniform(0.18, 0.5) * RATE / _HOP
    semitones = np.zeros(0)
    place = int(rng.integers(len(_SCALE)))
    while len(semitones) < count:
        place = int(np.clip(place + rng.integers(-2, 3), 0, len(_SCALE) - 1))
        length = max(2, round(beat * float(rng.choice([0.5, 1, 1, 2, 4]))))
        t = np.arange(length) * _HOP / RATE
        depth = rng.uniform(0, 0.6) * np.clip((t - 0.15) / 0.2, 0, 1)
        semitones = np.concatenate([semitones, _SCALE[place] + depth * np.sin(2 * np.pi * rng.uniform(4.5, 6.5) * t)])
    glide = np.ones(int(rng.integers(3, 9)))
    smooth = np.convolve(np.pad(semitones[:count], len(glide), "edge"), glide / len(glide), "same")
    pitch: npt.NDArray[np.float64] = root * 2 ** (smooth[len(glide) : -len(glide)] / 12)
    return pitch


def _pulses(pitch: npt.NDArray[np.float64], rng: np.random.Generator) -> Sound:
    """A voice's excitation: harmonics up to 3.6 kHz of equal strength, each with a phase of its own."""
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    out = np.zeros(len(pitch))
    for k in range(1, int(3600 / pitch.min()) + 1):
        out += np.sin(k * phase + rng.uniform(0, 0.5)) * (k * pitch < 3600)
    sound: Sound = out / np.sqrt(3600 / pitch.mean())
    return sound
