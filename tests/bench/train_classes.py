"""Train the weights of `runtime.hearing.classes` and say how good they are.

    python -m tests.bench.train_classes FOLDER... --held-out PATTERN... [--write]

Each FOLDER holds mono 16 bit WAV files at 8 kHz, labelled by the folder they lie in: `music/`, `noise/`, and `speech/`,
`announce/` or `human/`. Synthesised voices and music are added. Files whose name holds one of the PATTERNs are for
testing only. Not responsible for the measures (see `runtime.hearing.features`).
"""

import argparse
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from runtime.hearing.classes import CLASSES, WEIGHTS, Weights, save
from runtime.hearing.features import Features
from runtime.hearing.loudness import Loudness
from runtime.hearing.spectrum import RATE, STEP, Spectra, Steps, levels
from tests.hearing import sounds
from tests.hearing.sounds import Sound
from tests.hearing.voices import VOICES, say

LABELS = {"music": "music", "noise": "noise", "speech": "speech", "announce": "speech", "human": "speech"}
HIDDEN = 24


@dataclass(frozen=True)
class Clip:
    name: str
    label: str
    sound: Sound


def clips(folders: list[Path], texts: list[str]) -> Iterator[Clip]:
    """Every labelled clip: those of the folders, then the synthesised ones."""
    for folder in folders:
        for path in sorted(folder.glob("*/*.wav")):
            if path.parent.name in LABELS:
                with wave.open(str(path)) as file:
                    raw = np.frombuffer(file.readframes(file.getnframes()), np.int16)
                    yield Clip(path.name, LABELS[path.parent.name], raw.astype(np.float64) / 32768)
    rng = np.random.default_rng(5)
    for i, text in enumerate(texts):
        voice = VOICES[i % len(VOICES)]
        yield Clip(
            f"espeak_{voice}_{i}", "speech", say(text, voice, int(rng.integers(130, 200)), int(rng.integers(30, 70)))
        )
    for style in sounds.STYLES:
        for seed in range(8):
            yield Clip(f"synth_{style}_{seed}", "music", sounds.music(style, 30, seed))
    for seed in range(30):
        yield Clip(f"synth_noise_{seed:02}", "noise", room(seed))


def room(seed: int) -> Sound:
    """The noise of a room or a line: falling by 0–9 dB an octave from some corner, perhaps with mains hum."""
    rng = np.random.default_rng([7, seed])
    spectrum = np.fft.rfft(rng.normal(size=20 * RATE))
    hz = np.fft.rfftfreq(20 * RATE, 1 / RATE)
    shaped = spectrum * (hz > rng.uniform(30, 250)) / (1 + hz / rng.uniform(100, 1500)) ** rng.uniform(0, 1.5)
    sound = sounds.at_level(np.fft.irfft(shaped, 20 * RATE), -20)
    if rng.random() < 0.3:
        t = np.arange(len(sound)) / RATE
        mains = float(rng.choice([50, 60]))
        sound += sum(rng.uniform(0, 0.05) * np.sin(2 * np.pi * mains * k * t) for k in range(1, 6))
    return sound


def babble(speech: list[Clip], rng: np.random.Generator) -> Sound:
    """Eight people at once, as in the office behind an agent: noise, not speech."""
    parts = [sounds.at_level(speech[i].sound, -26) for i in rng.integers(len(speech), size=8)]
    return np.sum([np.resize(part, 5 * RATE) for part in parts], axis=0)


def stream(pool: dict[str, list[Clip]], rng: np.random.Generator) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.int8]]:
    """About a minute of a call: clips with gaps, a line's colour, noise, level, mu-law and loss; and a label a step.

    Labels are indices of `CLASSES`, −1 where nothing can be asked: in gaps and within 0.2 s of a change.
    """
    parts: list[Sound] = []
    marks: list[npt.NDArray[np.int8]] = []
    base = rng.uniform(-6, 6)

    def add(sound: Sound, label: int) -> None:
        parts.append(sound)
        marks.append(np.full(len(sound), label, np.int8))

    while sum(map(len, parts)) < 60 * RATE:
        label = str(rng.choice(["music", "speech", "noise"], p=[0.4, 0.46, 0.14]))
        if not pool[label]:
            continue
        clip = pool[label][rng.integers(len(pool[label]))]
        length = int(rng.uniform(*{"music": (2, 9), "speech": (0.6, 7), "noise": (1, 8)}[label]) * RATE)
        if label == "speech" and rng.random() < 0.5:  # as short as "hello?"
            length = int(rng.uniform(0.35, 1.0) * RATE)
        whole = babble(pool["speech"], rng) if label == "noise" and rng.random() < 0.4 else clip.sound
        start = int(rng.integers(max(1, len(whole) - length)))
        sound = sounds.at_level(whole[start : start + length], base + rng.normal(0, 4) - 20)
        if label == "noise":
            sound = sound * 10 ** (-rng.uniform(0, 35) / 20)
        if label == "speech" and rng.random() < 0.12:
            under = pool["music"][rng.integers(len(pool["music"]))].sound[: len(sound)]
            sound[: len(under)] += sounds.at_level(under, base - 20 - rng.uniform(12, 28))
        add(sound, CLASSES.index(label))
        if rng.random() < 0.7:
            add(sounds.silence(float(rng.choice([0.05, 0.2, 0.4, 0.8, 1.5]))), -1)
    sound, mark = np.concatenate(parts), np.concatenate(marks)
    if rng.random() < 0.5:
        sound = np.convolve(sound, [1, rng.uniform(-0.7, 0.5)], "same")
    sound = sounds.at_level(sound, rng.uniform(-45, -10))
    floor = rng.uniform(-80, -55) if rng.random() < 0.7 else -100
    sound = sound + sounds.at_level(sounds.noise(len(sound) / RATE, int(rng.integers(1 << 30))), floor)[: len(sound)]
    samples = sounds.mu_law(sound) if rng.random() < 0.8 else (np.clip(sound, -1, 1) * 32767).astype(np.int16)
    if rng.random() < 0.4:
        samples = sounds.with_loss(samples, 0.03, int(rng.integers(1 << 30)))
    steps = len(samples) // STEP
    by_step = mark[: steps * STEP].reshape(steps, STEP)
    before = np.concatenate([np.full((1, STEP), -1, np.int8), by_step[:-1]])
    same = (by_step == by_step[:, -1:]).all(axis=1) & (before == by_step[:, -1:]).all(axis=1)
    return samples, np.where(same, by_step[:, -1], -1).astype(np.int8)


def measure(
    samples: npt.NDArray[np.int16], labels: npt.NDArray[np.int8]
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int8]]:
    """The summaries of the steps that have a label and sound."""
    spectra, features, loudness, rows, kept = Spectra(), Features(), Loudness(), [], []
    labelled = iter(labels)
    for _, sound in Steps(RATE).feed(samples):
        summaries = features.step(spectra.power(sound))
        for row, loud, label in zip(summaries, levels(sound), labelled, strict=False):
            if loudness.step(loud) and label >= 0:
                rows.append(row)
                kept.append(label)
    return np.array(rows), np.array(kept, np.int8)


def fit(x: npt.NDArray[np.float32], y: npt.NDArray[np.int8], epochs: int = 25, seed: int = 1) -> Weights:
    """Adam (Kingma & Ba 2015) on the cross-entropy, classes weighted equally, weight decay 1e-4."""
    rng = np.random.default_rng(seed)
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-3
    z = np.clip((x - mean) / scale, -4, 4).astype(np.float32)
    share = np.bincount(y, minlength=len(CLASSES)) / len(y)
    importance = (1 / np.maximum(share, 0.15)).astype(np.float32)[y]
    shapes = [(x.shape[1], HIDDEN), (HIDDEN,), (HIDDEN, len(CLASSES)), (len(CLASSES),)]
    p = [
        rng.normal(0, 1 / np.sqrt(s[0]), s).astype(np.float32) if len(s) == 2 else np.zeros(s, np.float32)
        for s in shapes
    ]
    m, v = [np.zeros_like(a) for a in p], [np.zeros_like(a) for a in p]
    step = 0
    for epoch in range(epochs):
        order = rng.permutation(len(z))
        for chunk in np.array_split(order, len(order) // 256):
            step += 1
            a = z[chunk] + rng.normal(0, 0.1, (len(chunk), z.shape[1])).astype(np.float32)
            h = np.tanh(a @ p[0] + p[1])
            logits = h @ p[2] + p[3]
            e = np.exp(logits - logits.max(axis=1, keepdims=True))
            e /= e.sum(axis=1, keepdims=True)
            e[np.arange(len(chunk)), y[chunk]] -= 1
            e *= (importance[chunk] / importance.mean() / len(chunk))[:, None]
            back = (e @ p[2].T) * (1 - h * h)
            grads = [a.T @ back + 1e-4 * p[0], back.sum(axis=0), h.T @ e + 1e-4 * p[2], e.sum(axis=0)]
            rate = 2e-3 * (1 - epoch / epochs)
            for i, g in enumerate(grads):
                m[i] = 0.9 * m[i] + 0.1 * g
                v[i] = 0.999 * v[i] + 0.001 * g * g
                p[i] -= rate * (m[i] / (1 - 0.9**step)) / (np.sqrt(v[i] / (1 - 0.999**step)) + 1e-8)
    return Weights(mean.astype(np.float32), scale.astype(np.float32), p[0], p[1], p[2], p[3])


def report(name: str, weights: Weights, x: npt.NDArray[np.float32], y: npt.NDArray[np.int8]) -> str:
    """Confusion in per cent of steps, rows the truth, and the area under the ROC curve of speech."""
    chance = weights.posterior(x)
    lines = []
    for i, label in enumerate(CLASSES):
        called = np.bincount(chance[y == i].argmax(axis=1), minlength=len(CLASSES)) / max((y == i).sum(), 1)
        lines.append(
            f"{label} called " + ", ".join(f"{c} {100 * s:.1f} %" for c, s in zip(CLASSES, called, strict=True))
        )
    ranks = chance[:, 0].argsort().argsort()
    speech = y == 0
    area = (ranks[speech].mean() - (speech.sum() - 1) / 2) / max((~speech).sum(), 1)
    return f"{name} ({len(y)} steps): " + "; ".join(lines) + f"; ROC area of speech {area:.4f}"


def gather(pool: list[Clip], streams: int, seed: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int8]]:
    by_label = {label: [c for c in pool if c.label == label] for label in CLASSES}
    rng = np.random.default_rng(seed)
    measured = [measure(*stream(by_label, rng)) for _ in range(streams)]
    return np.concatenate([x for x, _ in measured]), np.concatenate([y for _, y in measured])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--held-out", nargs="*", default=[])
    parser.add_argument("--texts", type=Path, required=True, help="one sentence a line, for the synthesised voices")
    parser.add_argument("--streams", type=int, default=200)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    everything = list(clips(options.folders, options.texts.read_text().splitlines()))
    held = [c for c in everything if any(p in c.name for p in options.held_out)]
    kept = [c for c in everything if c not in held]
    x, y = gather(kept, options.streams, 1)
    weights = fit(x, y)
    minutes = sum(len(clip.sound) for clip in kept) / RATE / 60
    facts = [
        f"trained on {len(kept)} clips, {minutes:.0f} minutes, in {options.streams} streams of a minute",
        report("training", weights, x, y),
    ]
    if held:
        facts.append(f"held out: {len(held)} clips of sources not trained on: {', '.join(options.held_out)}")
        facts.append(report("held out", weights, *gather(held, max(20, options.streams // 5), 2)))
    print("\n".join(facts))
    if options.write:
        save(weights, "\n".join(facts))
        print("wrote", WEIGHTS)


if __name__ == "__main__":
    main()
