"""Steps into measures: their levels, whether they hold sound, and what tells its kind. Not responsible for kinds.

The ear and the training of its weights measure by this, so that what was learned is what is heard.
"""

from dataclasses import dataclass

import numpy as np

from runtime.hearing.features import COUNT, SPAN, Features
from runtime.hearing.loudness import Loudness
from runtime.hearing.spectrum import FRAMES, Floats, Spectra, levels

_QUIET_REMEMBERED = SPAN // FRAMES
"""Steps after which the measures hold nothing but quiet and need no more of it."""
_NOTHING: Floats = np.zeros((0, COUNT), np.float32)


@dataclass(frozen=True)
class Measures:
    """Of n steps that came together."""

    levels: list[float]
    """In dB below full scale."""
    active: list[bool]
    """Whether a step holds sound."""
    told: list[int]
    """The steps that `rows` are of: those with sound, and so much quiet after them as the measures can hold."""
    rows: Floats
    """What tells the kind of sound, shape (len(told), `features.COUNT`)."""


class Measuring:
    """Measures one stream, in order."""

    def __init__(self) -> None:
        self._spectra = Spectra()
        self._features = Features()
        self._loudness = Loudness()
        self._quiet_run = 0

    def step(self, sound: Floats) -> Measures:
        """Take steps, shape (n, STEP), n up to `spectrum.AT_ONCE`."""
        loud = levels(sound)
        active = [self._loudness.step(level) for level in loud]
        told = []
        for index, sounds in enumerate(active):
            self._quiet_run = 0 if sounds else self._quiet_run + 1
            if self._quiet_run <= _QUIET_REMEMBERED:
                told.append(index)
        rows = self._features.step(self._spectra.power(sound[told])) if told else _NOTHING
        return Measures(loud, active, told, rows)
