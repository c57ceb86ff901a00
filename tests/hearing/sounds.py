"""Test sound made from arithmetic: tones, noise, music, and what a telephone line does to it. Sound is float, ±1."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Sound = npt.NDArray[np.float64]
RATE = 8000


def silence(seconds: float, rate: int = RATE) -> Sound:
    return np.zeros(round(seconds * rate))


def tone(frequencies: Sequence[float], seconds: float, rate: int = RATE) -> Sound:
    """The frequencies together, with edges of 4 ms."""
    t = np.arange(round(seconds * rate)) / rate
    sound = sum((np.sin(2 * np.pi * f * t) for f in frequencies), np.zeros(len(t))) / max(len(frequencies), 1)
    edge = np.minimum(1, np.minimum(t, t[::-1]) / 0.004)
    return sound * edge * 0.7


def cadence(frequencies: Sequence[float], on_off: Sequence[float], seconds: float, rate: int = RATE) -> Sound:
    """The tone switched on and off in turn (seconds), repeated."""
    parts: list[Sound] = [silence(0.0, rate)]
    while sum(map(len, parts)) < seconds * rate:
        for i, part in enumerate(on_off):
            parts.append(tone(frequencies, part, rate) if i % 2 == 0 else silence(part, rate))
    return np.concatenate(parts)[: round(seconds * rate)]


def noise(seconds: float, seed: int = 0, rate: int = RATE) -> Sound:
    return np.random.default_rng(seed).normal(0, 0.2, round(seconds * rate))


def _note(frequency: float, seconds: float, style: str, rng: np.random.Generator, rate: int) -> Sound:
    t = np.arange(round(seconds * rate)) / rate
    sound = np.zeros(len(t))
    attack, decay, partials = {
        "piano": (0.005, 2.5 / seconds, 8),
        "pad": (0.25, 0.0, 10),
        "guitar": (0.003, 5.0, 12),
        "flute": (0.06, 0.0, 3),
        "organ": (0.02, 0.0, 6),
    }[style]
    vibrato = 1 + (0.003 * np.sin(2 * np.pi * rng.uniform(4.5, 6) * t) if style in ("pad", "flute") else 0 * t)
    phase = 2 * np.pi * np.cumsum(frequency * vibrato) / rate
    for k in range(1, partials + 1):
        if k * frequency < 0.45 * rate:
            sound += (
                np.sin(k * phase + rng.uniform(0, 6)) / k ** rng.uniform(0.9, 1.5) * np.exp(-decay * 0.3 * (k - 1) * t)
            )
    envelope = np.minimum(1, t / attack) * np.exp(-decay * t) * np.minimum(1, t[::-1] / min(0.05, seconds / 4))
    return sound * envelope


def _drum(kind: int, rng: np.random.Generator, rate: int) -> Sound:
    t = np.arange(round(0.25 * rate)) / rate
    if kind == 0:
        return 1.5 * np.sin(2 * np.pi * (50 * t + 30 * (1 - np.exp(-20 * t)) / 20)) * np.exp(-12 * t)
    return rng.normal(0, 0.6, len(t)) * np.exp(-(18 if kind == 1 else 60) * t)


STYLES = ("piano", "pad", "guitar", "flute", "organ", "band")


def music(style: str, seconds: float, seed: int = 0, rate: int = RATE) -> Sound:
    """A piece in one of `STYLES`: chords, arpeggios or a tune over a progression, with drums for the band."""
    rng = np.random.default_rng([seed, STYLES.index(style)])
    beat = 60 / rng.uniform(65, 130)
    root = rng.uniform(45, 57)
    progression = [(0, 4, 7), (-3, 0, 4), (5, 9, 12), (7, 11, 14)]
    out = np.zeros(round((seconds + 8) * rate))

    def put(at: float, sound: Sound, gain: float = 1.0) -> None:
        start = round(at * rate)
        out[start : start + len(sound)] += gain * sound[: max(0, len(out) - start)]

    def pitch(semitone: float) -> float:
        return float(440 * 2 ** ((semitone - 69) / 12))

    at, bar = 0.0, 0
    while at < seconds:
        chord = [root + s for s in progression[bar % 4]]
        if style in ("pad", "organ"):
            for s in chord:
                put(at, _note(pitch(s + (12 if style == "organ" else 0)), 4 * beat, style, rng, rate), 0.5)
        elif style == "flute":
            length = 0.0
            while length < 4 - 1e-6:
                step = float(rng.choice([0.5, 1.0, 1.0, 2.0]))
                step = min(step, 4 - length)
                put(at + length * beat, _note(pitch(float(rng.choice(chord)) + 24), step * beat, style, rng, rate))
                length += step
        else:
            voice = "guitar" if style == "guitar" else "piano"
            for eighth in range(8):
                s = chord[[0, 1, 2, 1, 0, 2, 1, 2][eighth]] + (12 if eighth % 3 else 0)
                put(at + eighth * beat / 2, _note(pitch(s), 1.5 * beat, voice, rng, rate), 0.7)
            if rng.random() < 0.7:
                put(at, _note(pitch(chord[0] - 12), 3 * beat, voice, rng, rate), 0.8)
        if style == "band":
            for eighth in range(8):
                put(
                    at + eighth * beat / 2,
                    _drum([0, 2, 1, 2][eighth // 2 % 4] if eighth % 2 == 0 else 2, rng, rate),
                    0.6,
                )
        at += 4 * beat
        bar += 1
    return out[: round(seconds * rate)]


def at_level(sound: Sound, dbfs: float) -> Sound:
    """The sound at an RMS level in dB below full scale, over what of it is not silent."""
    loud = sound[np.abs(sound) > 1e-4]
    rms = np.sqrt(np.mean(loud**2)) if len(loud) else 1.0
    return sound * 10 ** (dbfs / 20) / rms


def mu_law(sound: Sound) -> npt.NDArray[np.int16]:
    """Through G.711 mu-law and back (the continuous law, quantised to 8 bits)."""
    x = np.clip(sound, -1, 1)
    coded = np.round(np.sign(x) * np.log1p(255 * np.abs(x)) / np.log(256) * 127) / 127
    return (np.sign(coded) * np.expm1(np.abs(coded) * np.log(256)) / 255 * 32767).astype(np.int16)


def a_law(sound: Sound) -> npt.NDArray[np.int16]:
    """Through G.711 A-law and back (the continuous law, quantised to 8 bits)."""
    size, a, scale = np.minimum(np.abs(sound), 1), 87.6, 1 + np.log(87.6)
    coded = np.round(np.where(size < 1 / a, a * size, 1 + np.log(np.maximum(a * size, 1))) / scale * 127) / 127
    back = np.where(coded < 1 / scale, coded * scale, np.exp(coded * scale - 1)) / a
    return (np.sign(sound) * back * 32767).astype(np.int16)


def with_loss(samples: npt.NDArray[np.int16], share: float, seed: int = 0, rate: int = RATE) -> npt.NDArray[np.int16]:
    """Packets of 20 ms lost at random; the packet before is repeated at half its level."""
    rng = np.random.default_rng(seed)
    size = rate // 50
    out = samples.copy()
    for start in range(size, len(out) - size, size):
        if rng.random() < share:
            out[start : start + size] = out[start - size : start] // 2
    return out
