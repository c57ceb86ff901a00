"""Speech, music or noise: a small network over the measures of the last second. Not responsible for tones or levels.

The weights lie beside this file, as text, with how they were trained (`tests/bench/train_classes.py`).
"""

from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path

import numpy as np

from holdlang.calllog import AudioType
from runtime.hearing.features import COUNT
from runtime.hearing.spectrum import Floats

CLASSES: tuple[AudioType, ...] = ("speech", "music", "noise")
WEIGHTS = Path(__file__).with_name("classes.txt")


@dataclass(frozen=True)
class Weights:
    """A network of one hidden layer: `mean` and `scale` standardise the measures."""

    mean: Floats
    scale: Floats
    into: Floats
    into_bias: Floats
    out: Floats
    out_bias: Floats

    def posterior(self, measures: Floats) -> Floats:
        """Chances of `CLASSES` given summaries of seconds, shape (n, COUNT); returns shape (n, 3)."""
        z = np.clip((measures - self.mean) / self.scale, -4, 4)[:, None]
        logits = (np.tanh(z @ self.into + self.into_bias) @ self.out + self.out_bias)[:, 0]
        chances = np.exp(logits - logits.max(axis=1, keepdims=True))
        result: Floats = chances / chances.sum(axis=1, keepdims=True)
        return result


@cache
def trained() -> Weights:
    """The weights that come with the package."""
    numbers = np.loadtxt(WEIGHTS, np.float32)
    hidden = (len(numbers) - 2 * COUNT - len(CLASSES)) // (COUNT + 1 + len(CLASSES))
    shapes = [(COUNT,), (COUNT,), (COUNT, hidden), (hidden,), (hidden, len(CLASSES)), (len(CLASSES),)]
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
    return Weights(*(part.reshape(shape) for part, shape in zip(np.split(numbers, ends[:-1]), shapes, strict=True)))


def save(weights: Weights, facts: str) -> None:
    """Write the weights that `trained` reads; `facts` become comments at the top."""
    numbers = np.concatenate([np.ravel(part) for part in astuple(weights)])
    np.savetxt(WEIGHTS, numbers, "%.5g", header=facts)
