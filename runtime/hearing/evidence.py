"""The kinds of evidence on who speaks, each as log-odds, positive for a live person. Not responsible for the sum."""

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from math import log
from statistics import median

from holdlang.calllog import AudioType
from runtime.hearing.words import score


def prior(music_heard: bool) -> float:
    """Announcements outnumber people; before any music the queue still introduces itself."""
    return -1.5 if music_heard else -3.0


def repetition(repeated: bool) -> float:
    """The same sound twice on one call is a recording: no false match in 954 windows of live speech."""
    return -14.0 if repeated else 0.0


_WORTH = 1.2
"""What words are worth, of what the weights say: these are modest by their training. On the assembled calls of the set
for tuning logistic regression gives 1.1 in mid-sentence and 1.4 when all has been said."""


def words(text: str) -> float:
    """What the words so far say."""
    return _WORTH * score(text)


WORDLESS = -2.5
"""What it says that there was no word in speech that has ended: music and noise are taken for speech now and then."""


def before(sound: AudioType) -> float:
    """A ring-back on hold is an agent's telephone being rung."""
    return 1.0 if sound == "ringing" else 0.0


def duration(spoken: float, ended: bool) -> float:
    """A person who opens soon stops to be answered: half of openings last under 3 s, announcements on hold over 4 s."""
    if spoken < 1.3:
        return 0.4 if ended else 0.0
    return -min(4.0, max(0.0, spoken - 5.0) * 0.4)


LONG = 15.0
"""Seconds of speech after which more of it says nothing new."""


TELLING = 1.8
"""Seconds of speech that tell whether it is new."""


def novelty(repeated: bool, spoken: float, novel: Sequence[bool]) -> float:
    """A queue that has been repeating itself says something new: as likely as its share of new messages so far."""
    if repeated or spoken < TELLING or len(novel) < 3:
        return 0.0
    return -log((sum(novel) + 1) / (len(novel) + 2))


def timing(onset: float, recordings: tuple[float, ...]) -> float:
    """Announcements come by the clock: as long after the last as that came after the one before."""
    usual = _rhythm(recordings)
    if usual is None:
        return 0.0
    return -1.5 if abs(onset - recordings[-1] - usual) < 0.05 * usual else 0.0


@lru_cache(maxsize=4)
def _rhythm(onsets: tuple[float, ...]) -> float | None:
    """Seconds that usually lie between these, if it is always much the same."""
    if len(onsets) < 3:
        return None
    gaps = [after - before for before, after in pairwise(onsets)]
    usual = median(gaps)
    return usual if max(abs(gap - usual) for gap in gaps) < 0.05 * usual else None


_TALKS_OVER = 0.6
"""Seconds after we began to speak from which on whoever has not stopped does not hear us."""
_ANSWERS = 4.0
"""Seconds after our words within which a person answers them."""


def answer(onset: float, asked: tuple[float, float] | None) -> float:
    """What speech from `onset` on says after we spoke (from, to): a person lets us finish and answers at once. Of
    announcements some 30 s apart one in eight begins by chance in those seconds; they talk on over us."""
    if asked is None:
        return 0.0
    began, ended = asked
    if began + _TALKS_OVER <= onset < ended - _TALKS_OVER:
        return -1.5
    return 2.0 if ended - _TALKS_OVER <= onset <= ended + _ANSWERS else 0.0


_WAITING = (
    [0.0, 0.4, 0.6, 0.8, 1.0, 1.2, 1.3, 1.6, 2.5, 4.0, 5.0, 6.0],
    [-0.2, 0.0, 0.2, 0.8, 1.5, 2.3, 4.6, 5.9, 7.3, 9.0, 10.7, 13.0],
)
"""Seconds of silence after speech, and their worth; 0 while somebody speaks: who has asked us soon stops.

In 202 recorded prompts (14 minutes) no pause reached 0.5 s, and music resumes within 0.6 s; queues that string
recordings together pause for up to 1 s, which is seen to be over after 1.2 s. Whoever waits for 5 s is a person even if
all words were misheard.
"""


_UNMISTAKABLE = -3.5
"""Log-odds of words from which on down a recording says them, whatever comes after."""
_UNANSWERABLE = 4.0
"""What silence is worth at most after what nobody says who waits for an answer: a queue may fall silent, too."""


def after(silent: float, ended: float | None, resumed: float | None, music_heard: bool, said: float = 0.0) -> float:
    """Music that resumes says recording; silence says that somebody waits, less so where no music plays, and hardly
    where the words before it (`said`: what they are worth) say recording as clearly as words can."""
    if resumed is not None:
        gap = resumed - ended if ended is not None else 0.0
        return -7.0 if gap < 1.0 else -3.0
    worth = _between(silent, *_WAITING)
    if said <= _UNMISTAKABLE:
        worth = min(worth, _UNANSWERABLE)
    return worth if music_heard else worth * 0.5


def _between(at: float, places: Sequence[float], values: Sequence[float]) -> float:
    """The value at a place, on straight lines between the given ones."""
    right = bisect_right(places, at)
    if right == 0 or right == len(places):
        return values[max(0, right - 1)]
    slope = (values[right] - values[right - 1]) / (places[right] - places[right - 1])
    return slope * (at - places[right - 1]) + values[right - 1]
