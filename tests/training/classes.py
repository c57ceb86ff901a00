"""Train the weights of `runtime.hearing.classes` and say how good they are.

    python -m tests.training.classes [--write]

Learns from the recordings of `TRAINED_ON` that this machine has (`tests.recordings` says which packages to install) and
is measured on those of all other sources. The same recordings and seed give the same weights, to the last bit on the
same processor. Not responsible for the measures (`runtime.hearing.features`), what calls are made of
(`tests.training.streams`) or how to learn (`tests.training.network`).
"""

import argparse
from collections.abc import Iterator, Sequence
from hashlib import sha256

import numpy as np

from runtime.hearing.classes import CLASSES, LABELS, WEIGHTS, Classifier, Weights, save
from runtime.hearing.measuring import Measuring
from runtime.hearing.spectrum import Floats, Steps
from tests.hearing import sounds
from tests.recordings import RATE, TRAINED_ON, Recording, Sound, recordings
from tests.training.network import Labels, fit
from tests.training.streams import MUSIC, NOISE, SPEECH, UNLABELLED, Pool, Stream, some, stream

SEED = 1
STREAMS = 1200
EPOCHS = 25
VERSION = 2
"""Raised by whoever changes what is learned from the same recordings."""

_TRUTH = {"person": SPEECH, "announcement": SPEECH, "music": MUSIC, "sung": MUSIC, "noise": NOISE}


def measured(streams: Sequence[Stream]) -> Iterator[tuple[Floats, Labels]]:
    """Of each stream the measures that the ear would take, and the label of each; none where there is no sound."""
    for each in streams:
        measuring, rows, labels, at = Measuring(), [], [], 0
        for _, sound in Steps(RATE).feed(each.samples):
            measures = measuring.step(sound)
            rows.append(measures.rows)
            labels += [each.labels[at + i] if measures.active[i] else UNLABELLED for i in measures.told]
            at += len(sound)
        yield np.concatenate(rows), np.array(labels, np.int8)


def train(found: Sequence[Recording], streams: int, epochs: int, seed: int) -> Weights:
    """Weights from calls made of these recordings."""
    pool, rng = Pool(found), np.random.default_rng(seed)
    return fit(list(measured([stream(pool, rng) for _ in range(streams)])), epochs, seed)


def digest(found: Sequence[Recording], streams: int, epochs: int, seed: int) -> str:
    """Of all that decides what the weights become."""
    parts = [f"{VERSION} {streams} {epochs} {seed}", *(f"{r.source} {r.kind} {r.name}" for r in found)]
    return sha256("\n".join(parts).encode()).hexdigest()[:16]


def confusion(weights: Weights, streams: Sequence[Stream]) -> str:
    """Per cent of steps, a line for each of `LABELS`; speech over music counts as speech."""
    called: list[list[int]] = [[] for _ in LABELS]
    for rows, labels in measured(streams):
        chances = Classifier(weights).step(rows)
        for label, chance in zip(labels, chances, strict=True):
            if label != UNLABELLED:
                called[label].append(_called(chance))
    lines = []
    for label, answers in zip(LABELS, called, strict=True):
        shares = np.bincount(np.array(answers, int), minlength=len(CLASSES)) / max(len(answers), 1)
        told = ", ".join(f"{name} {100 * share:.1f} %" for name, share in zip(CLASSES, shares, strict=True))
        lines.append(f"{label} ({len(answers)} steps) called {told}")
    return "\n".join(lines)


def by_source(weights: Weights, found: Sequence[Recording]) -> str:
    """Per cent of the steps of each source that are called what they are, at −20 dBFS through mu-law."""
    groups: dict[tuple[str, str], list[Sound]] = {}
    for recording in some(found):
        if recording.kind in _TRUTH:
            groups.setdefault((recording.kind, recording.source), []).append(recording.load())
    lines = []
    for (kind, source), parts in sorted(groups.items()):
        samples = sounds.mu_law(np.concatenate([sounds.at_level(part, -20) for part in parts]))
        labels = np.full(len(samples) // 800 + 1, _TRUTH[kind], np.int8)
        ((rows, truth),) = measured([Stream(samples, labels)])
        right = np.array([_called(chance) for chance in Classifier(weights).step(rows)]) == truth
        known = truth != UNLABELLED
        lines.append(f"{kind} of {source}: {100 * right[known].mean():.1f} % of {known.sum() / 600:.1f} minutes")
    return "\n".join(lines)


def _called(chance: Floats) -> int:
    speech, music, noise, over = chance
    return int(np.argmax([speech + over, music, noise]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="replace the weights that are shipped")
    options = parser.parse_args()
    known = [recording for recording in recordings() if recording.source in TRAINED_ON]
    others = [recording for recording in recordings() if recording.source not in TRAINED_ON]
    missing = TRAINED_ON - {recording.source for recording in known}
    if missing:
        raise SystemExit(f"not on this machine: {', '.join(sorted(missing))} (see tests/recordings/packages.py)")
    weights = train(known, STREAMS, EPOCHS, SEED)
    rng = np.random.default_rng(SEED + 1)
    pool = Pool(others)
    unheard = [stream(pool, rng) for _ in range(STREAMS // 8)]
    facts = "\n".join(
        [
            f"python -m tests.training.classes, {STREAMS} minutes from {', '.join(sorted(TRAINED_ON))}",
            f"digest {digest(known, STREAMS, EPOCHS, SEED)}",
            "calls made of other sources:",
            confusion(weights, unheard),
            "recordings of other sources:",
            by_source(weights, others),
        ]
    )
    print(facts)
    if options.write:
        save(WEIGHTS, weights, facts)
        print("wrote", WEIGHTS.name)


if __name__ == "__main__":
    main()
