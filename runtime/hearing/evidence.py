"""The kinds of evidence on who speaks, each as log-odds, positive for a live person. Not responsible for the sum."""

from collections.abc import Sequence

import numpy as np

from holdlang.calllog import AudioType
from runtime.hearing.words import score


def prior(music_heard: bool) -> float:
    """Announcements outnumber people; before any music the queue still introduces itself."""
    return -1.5 if music_heard else -3.0


def repetition(repeated: bool) -> float:
    """The same sound twice on one call is a recording: no false match in 954 windows of live speech."""
    return -14.0 if repeated else 0.0


def words(text: str) -> float:
    """What the words so far say."""
    return score(text)


def before(sound: AudioType) -> float:
    """A ring-back on hold is an agent's telephone being rung."""
    return 1.0 if sound == "ringing" else 0.0


def duration(spoken: float, ended: bool) -> float:
    """A person who opens soon stops to be answered: half of openings last under 3 s, announcements on hold over 4 s."""
    if spoken < 1.3:
        return 0.4 if ended else 0.0
    return -min(4.0, max(0.0, spoken - 5.0) * 0.4)


def novelty(repeated: bool, spoken: float, novel: Sequence[bool]) -> float:
    """A queue that has been repeating itself says something new: as likely as its share of new messages so far."""
    if repeated or spoken < 1.8 or len(novel) < 3:
        return 0.0
    return -float(np.log((sum(novel) + 1) / (len(novel) + 2)))


def timing(onset: float, recordings: Sequence[float]) -> float:
    """Announcements come by the clock: as long after the last as that came after the one before."""
    if len(recordings) < 3:
        return 0.0
    gaps = np.diff(recordings)
    usual = float(np.median(gaps))
    steady = float(np.abs(gaps - usual).max()) < 0.05 * usual
    return -1.5 if steady and abs(onset - recordings[-1] - usual) < 0.05 * usual else 0.0


_WAITING = (
    [0.0, 0.4, 0.6, 0.8, 1.0, 1.2, 1.3, 1.6, 2.5, 4.0, 5.0, 6.0],
    [-0.2, 0.0, 0.2, 0.8, 1.5, 2.3, 4.6, 5.9, 7.3, 9.0, 10.7, 13.0],
)
"""Seconds of silence after speech, and their worth; 0 while somebody speaks: who has asked us soon stops.

In 202 recorded prompts (14 minutes) no pause reached 0.5 s, and music resumes within 0.6 s; queues that string
recordings together pause for up to 1 s, which is seen to be over after 1.2 s. Whoever waits for 5 s is a person even if
all words were misheard.
"""


def after(silent: float, ended: float | None, resumed: float | None, music_heard: bool) -> float:
    """Music that resumes says recording; silence says that somebody waits, less so where no music plays."""
    if resumed is not None:
        gap = resumed - ended if ended is not None else 0.0
        return -7.0 if gap < 1.0 else -3.0
    worth = float(np.interp(silent, *_WAITING))
    return worth if music_heard else worth * 0.5
