"""The beep of a machine that begins to record, told from all other tones. Not responsible for finding frequencies.

A beep is one steady frequency, up to two and a half seconds long, and then the machine listens: quiet. Ring-back, busy
and the special information tone are no beeps: the first two have two frequencies, or come again after a rest shorter
than their own (ITU-T E.180), and the last climbs through three of them. Nor is the answering tone of a fax (2100 Hz,
ITU-T V.25), nor a key (two frequencies).
"""

from collections import deque

from runtime.hearing.events import BeepHeard
from runtime.hearing.lines import Look
from runtime.hearing.spectrum import STEP_SECONDS

_LOWEST, _HIGHEST = 420.0, 2050.0
"""Hz between which machines beep; lower may be a vowel of a high voice, which has one line; higher is V.25."""

_SHORTEST, _LONGEST = 2, 25
"""Steps that a beep sounds."""

_LONE = 3
"""Steps it takes when something else sounded right before it: a vowel or a note may hold one line for two."""

_QUIET = 4
"""Steps of quiet that must follow (0.4 s): syllables, notes and the parts of a signal follow each other sooner."""

_NETWORK = (400, 425, 440, 450, 480, 620)
"""Frequencies of busy and ring-back by themselves."""

_NETWORK_QUIET, _NETWORK_LONGEST = 9, 7
"""Busy and congestion come again after 0.75 s at most; what sounds for longer than 0.7 s may be ring-back."""

_AGAIN = 35
"""Steps within which the same tone makes a signal with a cadence, of which no part is a beep (T.30: 3.5 s)."""

QUIET, OTHER = 0.0, -1.0
"""A step that is no single line: without sound, or with another one."""


_LEVEL = 3.0
"""dB between the whole steps of a beep; a last note of music swells or fades."""

_NEAR = 12.0
"""Hz, or a share of 0.015, by which steps of one tone differ."""


class Beeps:
    """Follows the steps of one call."""

    def __init__(self) -> None:
        self._steps: deque[float] = deque(maxlen=_NETWORK_QUIET + _LONGEST + _AGAIN + 3)
        """For each of the latest steps its only frequency in Hz, or `QUIET` or `OTHER`."""
        self._levels: deque[float] = deque(maxlen=_NETWORK_QUIET + _LONGEST + 1)
        """Their levels in dB."""
        self._quiet = 0

    def step(self, look: Look, level: float, sounds: bool, end: float) -> BeepHeard | None:
        """Take a look at a step, its level in dB, whether it holds sound, and when it ended (seconds)."""
        self._quiet = 0 if sounds else self._quiet + 1
        lines = look.lines
        self._levels.append(level)
        self._steps.append(QUIET if not sounds else lines[0] if len(lines) == 1 else OTHER)
        if self._quiet not in (_QUIET, _NETWORK_QUIET):
            return None
        before, levels = list(self._steps)[: -self._quiet], list(self._levels)[: -self._quiet]
        if before and before[-1] == OTHER:  # the step in which it ended
            before.pop()
            levels.pop()
        if not before or not _LOWEST <= before[-1] <= _HIGHEST:
            return None
        hz, length = before[-1], 0
        while before and before[-1] > QUIET and near(before[-1], hz):
            before.pop()
            length += 1
        whole = levels[-length:][1:-1] or [0.0]
        network = near_any(hz, _NETWORK)
        if self._quiet != (_NETWORK_QUIET if network else _QUIET):
            return None
        if length > (_NETWORK_LONGEST if network else _LONGEST) or length < _least(before) or _cadence(before, hz):
            return None
        if max(whole) - min(whole) > _LEVEL:
            return None
        seconds = length * STEP_SECONDS
        return BeepHeard(round(end - self._quiet * STEP_SECONDS - seconds, 3), round(seconds, 3), round(hz, 1))


def _least(before: list[float]) -> int:
    """Steps that a tone must last to be a beep after these: fewer after quiet, be it with the step it began in."""
    after_quiet = not before or before[-1] == QUIET or (before[-1] == OTHER and before[-2:-1] in ([], [QUIET]))
    return _SHORTEST if after_quiet else _LONE if before[-1] == OTHER else _LONGEST + 1


def _cadence(before: list[float], hz: float) -> bool:
    """Whether the same tone has sounded shortly before."""
    return any(step > QUIET and near(step, hz) for step in before[-_AGAIN:])


def near(frequency: float, nominal: float) -> bool:
    """Whether a measured frequency is the nominal one."""
    return abs(frequency - nominal) <= max(_NEAR, 0.015 * nominal)


def near_any(frequency: float, nominal: tuple[int, ...]) -> bool:
    """Whether a measured frequency is one of these."""
    return any(near(frequency, one) for one in nominal)
