"""The network of `runtime.hearing.classes` learns: its gradients by hand, so that numpy suffices.

Adam (Kingma & Ba, "Adam: a method for stochastic optimization", 2015) on the cross-entropy, labels weighted equally.
Not responsible for what it learns from.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from runtime.hearing.classes import LABELS, Weights, softmax
from runtime.hearing.spectrum import Floats

Labels = npt.NDArray[np.int8]

HIDDEN = 40
LENGTH = 120
"""Steps of a stream that are learned from together (12 s)."""
BATCH = 32
JITTER = 0.2
"""Noise on standardised measures, so that no single value is relied on."""
DROPPED = 0.2
"""Share of the units that are left out of each sequence after the first layer."""
DECAY = 2e-4
RATE = 3e-3


def fit(streams: list[tuple[Floats, Labels]], epochs: int, seed: int) -> Weights:
    """Learn from the measures of streams and their labels, one a step, −1 for none. The same seed, the same weights."""
    rng = np.random.default_rng(seed)
    every = np.concatenate([x for x, _ in streams])
    mean, scale = every.mean(axis=0), every.std(axis=0) + 1e-3
    known = np.concatenate([y[y >= 0] for _, y in streams])
    share = np.bincount(known, minlength=len(LABELS)) / len(known)
    importance = (1 / np.maximum(share, 0.1)).astype(np.float32)
    standard = [(np.clip((x - mean) / scale, -4, 4).astype(np.float32), y) for x, y in streams]
    parameters = start(every.shape[1], rng)
    adam = Adam(parameters)
    for epoch in range(epochs):
        rate = RATE * 0.5 * (1 + np.cos(np.pi * epoch / epochs))
        for x, y in _batches(standard, rng):
            adam.step(parameters, gradients(parameters, x, y, importance / importance.mean(), _kept(rng)), rate)
    return Weights(mean.astype(np.float32), scale.astype(np.float32), *parameters)


class Adam:
    """Moves parameters down their gradients, each at a pace of its own."""

    def __init__(self, parameters: Sequence[Floats]) -> None:
        self._first = [np.zeros_like(parameter) for parameter in parameters]
        self._second = [np.zeros_like(parameter) for parameter in parameters]
        self._count = 0

    def step(self, parameters: list[Floats], slopes: Sequence[Floats], rate: float) -> None:
        self._count += 1
        whole = float(np.sqrt(sum((slope**2).sum() for slope in slopes)))
        for i, slope in enumerate(slopes):
            bounded = slope / max(1.0, whole)
            self._first[i] += 0.1 * (bounded - self._first[i])
            self._second[i] += 0.001 * (bounded**2 - self._second[i])
            first = self._first[i] / (1 - 0.9**self._count)
            second = self._second[i] / (1 - 0.999**self._count)
            parameters[i] -= (rate * (first / (np.sqrt(second) + 1e-8) + DECAY * parameters[i])).astype(np.float32)


def start(measures: int, rng: np.random.Generator) -> list[Floats]:
    shapes = [(measures, HIDDEN), (HIDDEN,), (HIDDEN, 3 * HIDDEN), (HIDDEN, 3 * HIDDEN), (3 * HIDDEN,), (HIDDEN,)]
    shapes += [(HIDDEN, len(LABELS)), (len(LABELS),)]
    return [
        (rng.normal(0, 1 / np.sqrt(shape[0]), shape) if len(shape) == 2 else np.zeros(shape)).astype(np.float32)
        for shape in shapes
    ]


def _batches(streams: list[tuple[Floats, Labels]], rng: np.random.Generator) -> Iterator[tuple[Floats, Labels]]:
    """Stretches of all streams in random order, shapes (LENGTH, BATCH, measures) and (LENGTH, BATCH).

    Half of the time the first begins where the stream does: what a call begins with is learned too.
    """
    places = [
        (index, start)
        for index, (_, y) in enumerate(streams)
        for start in range(int(rng.integers(LENGTH)) * int(rng.integers(2)), len(y) - LENGTH + 1, LENGTH)
    ]
    rng.shuffle(places)
    for at in range(0, len(places) - BATCH + 1, BATCH):
        chosen = places[at : at + BATCH]
        x = np.stack([streams[i][0][s : s + LENGTH] for i, s in chosen], axis=1)
        y = np.stack([streams[i][1][s : s + LENGTH] for i, s in chosen], axis=1)
        yield x + rng.normal(0, JITTER, x.shape).astype(np.float32), y


def _kept(rng: np.random.Generator) -> Floats:
    """What each unit after the first layer counts in each sequence of a batch: nothing for those left out."""
    return ((rng.random((BATCH, HIDDEN)) >= DROPPED) / (1 - DROPPED)).astype(np.float32)


def gradients(parameters: Sequence[Floats], x: Floats, y: Labels, importance: Floats, kept: Floats) -> list[Floats]:
    """Of the mean loss over a batch, by back-propagation through time."""
    into, into_bias, ahead, back, gates_bias, back_bias, out, out_bias = parameters
    length, batch, _ = x.shape
    plain = np.tanh(x @ into + into_bias)
    u = plain * kept
    given = u @ ahead + gates_bias
    states = np.zeros((length + 1, batch, HIDDEN), np.float32)
    gates = np.empty((length, batch, 2 * HIDDEN), np.float32)
    candidates, recurrents = (np.empty((length, batch, HIDDEN), np.float32) for _ in range(2))
    for t in range(length):
        recurrent = states[t] @ back
        gates[t] = 1 / (1 + np.exp(-(given[t, :, : 2 * HIDDEN] + recurrent[:, : 2 * HIDDEN])))
        recurrents[t] = recurrent[:, 2 * HIDDEN :] + back_bias
        candidates[t] = np.tanh(given[t, :, 2 * HIDDEN :] + gates[t, :, HIDDEN:] * recurrents[t])
        states[t + 1] = candidates[t] + gates[t, :, :HIDDEN] * (states[t] - candidates[t])

    error = softmax(states[1:] @ out + out_bias)
    known = np.maximum(y, 0).astype(int)
    weight = np.where(y >= 0, importance[known], 0).astype(np.float32)
    error -= np.eye(len(LABELS), dtype=np.float32)[known]
    error *= (weight / max(float(weight.sum()), 1.0))[..., None]

    from_out = error @ out.T
    d_given = np.empty((length, batch, 3 * HIDDEN), np.float32)
    d_recurrent = np.empty_like(d_given)
    d_state = np.zeros((batch, HIDDEN), np.float32)
    for t in reversed(range(length)):
        d_state = d_state + from_out[t]
        update, reset = gates[t, :, :HIDDEN], gates[t, :, HIDDEN:]
        d_candidate = d_state * (1 - update) * (1 - candidates[t] ** 2)
        d_update = d_state * (states[t] - candidates[t]) * update * (1 - update)
        d_reset = d_candidate * recurrents[t] * reset * (1 - reset)
        d_given[t] = np.concatenate([d_update, d_reset, d_candidate], axis=1)
        d_recurrent[t] = np.concatenate([d_update, d_reset, d_candidate * reset], axis=1)
        d_state = d_state * update + d_recurrent[t] @ back.T
    d_plain = d_given @ ahead.T * kept * (1 - plain**2)

    def summed(left: Floats, right: Floats) -> Floats:
        product: Floats = left.reshape(-1, left.shape[2]).T @ right.reshape(-1, right.shape[2])
        return product

    return [
        summed(x, d_plain),
        d_plain.sum(axis=(0, 1)),
        summed(u, d_given),
        summed(states[:-1], d_recurrent),
        d_given.sum(axis=(0, 1)),
        d_recurrent[:, :, 2 * HIDDEN :].sum(axis=(0, 1)),
        summed(states[1:], error),
        error.sum(axis=(0, 1)),
    ]
