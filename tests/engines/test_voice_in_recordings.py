"""What the gate of the engines lets pass of real sound: the figures that `runtime.engines.voice` gives."""

from collections.abc import Iterator

import numpy as np
import pytest

from runtime.engines.onlyspeech import SLICE, Gate
from runtime.ports import Samples
from tests.engines.sound import RATE, read_wav
from tests.recordings import shared

pytestmark = pytest.mark.engine

LOUD_ENOUGH = 60
"""Root mean square of a piece that is worth asking about: −55 dBFS."""


def recordings(label: str) -> Iterator[Samples]:
    files = sorted((shared.folder() / label).glob("*.wav"))
    if not files:
        pytest.skip("no folder of sound beside the checkout (HOLDLANG_AUDIO)")
    yield from map(read_wav, files)


def pieces(label: str, each: int) -> list[Samples]:
    """Pieces of 0.6 to 3 s from anywhere in the recordings, the same each time."""
    dice = np.random.default_rng(2)
    made = []
    for samples in recordings(label):
        for _ in range(each):
            length = min(len(samples), int(dice.uniform(0.6, 3) * RATE))
            start = int(dice.integers(0, len(samples) - length + 1))
            made.append(samples[start : start + length])
    return [piece for piece in made if np.sqrt(np.mean(piece.astype(float) ** 2)) >= LOUD_ENOUGH]


def passes(samples: Samples) -> bool:
    gate = Gate()
    return any(len(gate.pass_on(samples[start : start + SLICE])) for start in range(0, len(samples), SLICE))


@pytest.mark.parametrize("label", ["announce", "human"])
def test_nobody_who_speaks_is_kept_out(label: str) -> None:
    assert all(passes(samples) for samples in recordings(label))


@pytest.mark.parametrize(("label", "least", "most"), [("announce", 97, 100), ("music", 0, 55), ("tone", 0, 5)])
def test_of_short_pieces_speech_passes_tones_do_not_and_music_does_by_half(label: str, least: int, most: int) -> None:
    passed = [passes(piece) for piece in pieces(label, each=3)]
    assert least <= 100 * sum(passed) / len(passed) <= most
