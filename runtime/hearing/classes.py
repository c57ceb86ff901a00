"""Speech, music or noise: a small recurrent network over the measures of each step. Not responsible for tones.

A layer, then a gated recurrent unit (Cho et al., "Learning phrase representations using RNN encoder–decoder", 2014;
with the reset gate after the matrix), then a layer with an output for each of `LABELS`. The weights lie beside this
file, with what they were made from and how good they are (`facts`); `tests/training/classes.py` makes them.
"""

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import numpy as np

from holdlang.calllog import AudioType
from runtime.hearing.spectrum import Floats

LABELS = ("speech", "music", "noise", "speech over music")
CLASSES: tuple[AudioType, ...] = ("speech", "music", "noise")
WEIGHTS = Path(__file__).with_name("classes.npz")


@dataclass(frozen=True)
class Weights:
    """The network's numbers, for some number of measures and a state of size h."""

    mean: Floats
    scale: Floats
    """Both standardise the measures, shape (measures,)."""
    into: Floats
    into_bias: Floats
    """Shapes (measures, h) and (h,)."""
    ahead: Floats
    back: Floats
    gates_bias: Floats
    """Shapes (h, 3 h), (h, 3 h) and (3 h,): the gates update and reset, and the candidate."""
    back_bias: Floats
    """Shape (h,): of the candidate's part that is reset."""
    out: Floats
    out_bias: Floats
    """Shapes (h, 4) and (4,)."""


class Classifier:
    """Follows one stream; its state is what it remembers of the kind of sound so far."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._state: Floats = np.zeros(len(weights.out), np.float32)

    def step(self, measures: Floats) -> Floats:
        """Chances of `LABELS` after each of n steps, shape (n, 4), given what was measured, shape (n, measures)."""
        w = self._weights
        z = np.clip((measures - w.mean) / w.scale, -4, 4)[:, None]
        ahead = (np.tanh(z @ w.into + w.into_bias) @ w.ahead + w.gates_bias)[:, 0]
        states = np.empty((len(measures), len(self._state)), np.float32)
        h, size = self._state, len(self._state)
        for row, given in enumerate(ahead):
            recurrent = h @ w.back
            update, reset = _sigmoid(given[: 2 * size] + recurrent[: 2 * size]).reshape(2, size)
            candidate = np.tanh(given[2 * size :] + reset * (recurrent[2 * size :] + w.back_bias))
            h = candidate + update * (h - candidate)
            states[row] = h
        self._state = h
        return softmax((states[:, None] @ w.out + w.out_bias)[:, 0])


def softmax(logits: Floats) -> Floats:
    """Over the last axis."""
    chances = np.exp(logits - logits.max(axis=-1, keepdims=True))
    result: Floats = chances / chances.sum(axis=-1, keepdims=True)
    return result


def _sigmoid(x: Floats) -> Floats:
    result: Floats = np.float32(1) / (np.float32(1) + np.exp(-x))
    return result


@cache
def trained() -> Weights:
    """The weights that come with the package."""
    with np.load(WEIGHTS) as stored:
        return Weights(*(stored[field.name].astype(np.float32) for field in fields(Weights)))


def facts() -> str:
    """What the weights were made from and how good they are, as their training wrote it."""
    with np.load(WEIGHTS) as stored:
        return str(stored["facts"])


def save(path: Path, weights: Weights, facts: str) -> None:
    """Write weights that `trained` can read, in half precision, and what is to be said of them."""
    parts = {field.name: getattr(weights, field.name).astype(np.float16) for field in fields(Weights)}
    np.savez_compressed(path, allow_pickle=False, facts=np.array(facts), **parts)
