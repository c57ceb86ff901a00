"""The network learns what it is shown, by gradients that are right, and the same seed gives the same weights."""

import re
from dataclasses import astuple
from pathlib import Path

import numpy as np
import pytest

from runtime.hearing.classes import LABELS, WEIGHTS, Classifier, Weights, facts, save, trained
from tests.hearing import sounds
from tests.hearing.voices import say
from tests.recordings import TRAINED_ON, Recording, recordings
from tests.training import classes, network, streams

pytestmark = pytest.mark.unit


def few() -> list[Recording]:
    """Recordings that can be had anywhere."""
    said = "all of our agents are busy at the moment please stay on the line"
    made = [
        Recording("speech", "person", "here", "", lambda: say(said)),
        Recording("music", "music", "here", "", lambda: sounds.music("piano", 20, 1)),
        Recording("noise", "noise", "here", "", lambda: streams.room(3)),
    ]
    for recording in made:
        recording.load()
    return made


@pytest.fixture(autouse=True)
def no_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


def test_the_same_seed_gives_the_same_weights_and_another_one_others() -> None:
    found = few()
    one, two, other = (classes.train(found, 2, 1, seed) for seed in (4, 4, 5))
    assert all(np.array_equal(a, b) for a, b in zip(astuple(one), astuple(two), strict=True))
    assert not np.array_equal(one.out, other.out)


@pytest.mark.parametrize("index", range(8))
def test_each_gradient_is_the_slope_of_the_loss(index: int) -> None:
    rng = np.random.default_rng(0)
    parameters = network.start(7, rng)
    x = rng.normal(size=(9, 3, 7)).astype(np.float32)
    y = rng.integers(-1, len(LABELS), (9, 3)).astype(np.int8)
    importance = np.array([1, 2, 1, 0.5], np.float32)

    def loss() -> float:
        weights = Weights(np.zeros(7, np.float32), np.ones(7, np.float32), *parameters)
        chances = np.stack([Classifier(weights).step(x[:, b]) for b in range(3)], axis=1)
        known = np.maximum(y, 0).astype(int)
        weight = np.where(y >= 0, importance[known], 0)
        each = -np.log(np.take_along_axis(chances, known[..., None], 2)[..., 0])
        return float((weight * each).sum() / weight.sum())

    slopes = network.gradients(parameters, x, y, importance, np.ones((3, network.HIDDEN), np.float32))
    for place in {tuple(rng.integers(size) for size in slopes[index].shape) for _ in range(4)}:
        parameters[index][place] += 0.01
        above = loss()
        parameters[index][place] -= 0.02
        below = loss()
        parameters[index][place] += 0.01
        assert slopes[index][place] == pytest.approx((above - below) / 0.02, abs=2e-4)


def test_what_differs_in_the_measures_is_learned() -> None:
    """Labels that follow from one measure after a delay: the state must carry it."""
    rng = np.random.default_rng(1)
    made = []
    for _ in range(40):
        x = rng.normal(size=(400, 6)).astype(np.float32)
        y = np.concatenate([[streams.UNLABELLED], (x[:-1, 2] > 0).astype(np.int8)]).astype(np.int8)
        made.append((x, y))
    weights = network.fit(made, 40, 1)
    x, y = made[0]
    assert (Classifier(weights).step(x).argmax(axis=1) == y)[1:].mean() > 0.85


def test_streams_have_a_label_for_every_step_and_every_kind() -> None:
    pool, rng = streams.Pool(few()), np.random.default_rng(2)
    made = [streams.stream(pool, rng) for _ in range(4)]
    for each in made:
        assert len(each.labels) == len(each.samples) // 800 >= 600
    assert set(np.concatenate([each.labels for each in made])) == {-1, 0, 1, 2, 3}


def test_weights_are_read_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    save(path, trained(), "some facts")
    with np.load(path) as stored:
        assert str(stored["facts"]) == "some facts"
        assert np.array_equal(stored["out"].astype(np.float32), trained().out)


def test_the_shipped_weights_are_small_and_were_made_by_this_script_from_these_recordings() -> None:
    assert WEIGHTS.stat().st_size < 300_000
    known = [recording for recording in recordings() if recording.source in TRAINED_ON]
    missing = TRAINED_ON - {recording.source for recording in known}
    if missing:
        pytest.skip(f"not on this machine: {', '.join(sorted(missing))} (see tests/recordings/packages.py)")
    digest = re.search(r"^digest (\w+)$", facts(), re.MULTILINE)
    assert digest
    assert digest[1] == classes.digest(known, classes.STREAMS, classes.EPOCHS, classes.SEED)
