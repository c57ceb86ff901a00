"""Sound or quiet, by level against the noise of this line. Not responsible for kinds of sound."""

from collections import deque

_MEMORY = 100
"""Steps (10 s) over which the quietest gives the noise floor."""
_LOWEST = -62.0
"""dB below full scale under which nothing is speech: −45 dB speech with its weak syllables 17 dB lower."""
_ABOVE_FLOOR, _BELOW_PEAK = 8.0, 14.0
_RANGE = 34.0
"""dB below the loudest of late under which a room is heard, and not what somebody wants us to hear."""
_DEAD = -75.0
"""dB: below this the line is switched off (digital silence between recordings) and tells nothing of its noise."""
_DECAY = 0.2
"""dB a step by which the loudest is forgotten."""


class Loudness:
    """Tracks the noise floor and the loudest sound of one call."""

    def __init__(self) -> None:
        self._levels: deque[float] = deque(maxlen=_MEMORY)
        self._peak = _LOWEST

    def step(self, level: float) -> bool:
        """Take the level of a step in dB below full scale; returns whether it holds sound.

        Sound that has been there for all of the memory raises the floor only as far as it stays well below the
        loudest: steady music must not become its own floor.
        """
        if level > _DEAD:
            self._levels.append(level)
        self._peak = max(self._peak - _DECAY, level)
        floor = min(self._levels, default=_LOWEST)
        threshold = min(floor + _ABOVE_FLOOR, self._peak - _BELOW_PEAK)
        return level > max(_LOWEST, threshold, self._peak - _RANGE)
