"""Knowing a recording that was heard before, on this call or an earlier one. Not responsible for what is made of that,
nor for what is kept of a call (`runtime.prompts`).

Haitsma & Kalker, "A highly robust audio fingerprinting system" (ISMIR 2002), with figures for a telephone: 16 bits
every 10 ms from 17 bands between 300 and 3000 Hz over windows of 128 ms. A bit says whether the difference of two
neighbouring bands rose or fell from one frame to the next.

What a synthetic voice says twice is one recording to it, at another pitch or speed as well: much of it is the same.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from runtime.hearing.alike import NOTHING, SILENT, Bits, Spoken, alike_throughout, error, joined
from runtime.hearing.spectrum import FRAMES, HOP, RATE, STEP_SECONDS, Floats

WINDOW = 1024
FRAME_SECONDS = HOP / RATE
SHORTEST, LONGEST = 44, 100
"""Frames that are compared (0.44 to 1 s): the latest of the segment. So many at least must hold sound."""
_SAME = ([44, 72, 100], [0.21, 0.24, 0.27])
"""Frames compared, and the share of differing bits below which two sounds are the same recording. Measured with
506 seconds of recordings as memory and 3147 windows of live speech: the nearest of these were at 0.26, 0.30, 0.27, 0.28
and 0.33. 98 to 100 % of the recordings stayed under these shares when they were heard again through mu-law or A-law,
with 3 % loss and noise at 20 dB or music at 18 dB below them."""
_LENGTHS = (100, 72, 44)
"""Frames that are tried while the segment is young: its first ones may be of what was before it."""
DIFFERENT = 0.36
"""Share above which what had matched has gone its own way."""
CAPACITY = 60_000
"""Frames remembered of this call (10 minutes of speech, 120 kB): the oldest segments go first."""
_TAIL = 50
"""Frames that speech may outrun a recording: the noticing of its end is so exact."""
_BEGIN, _END = 100, 50
"""Frames by which the ends of a recording and of a segment that is all of it may differ: neither is noticed at the same
place each time."""
_APART = 5
"""Every fifth frame is compared everywhere, four of them at once; the best places are then compared in full."""
_TOGETHER = 4 * _APART
_LIKELY = 8
"""Bits off, beyond the fewest, with which a place is compared in full."""
_TRIED = 32
"""Places compared in full at most."""
_YOUNG = 10
"""Steps of an open segment with each of which it is looked for; later it is with every `_PATIENCE`-th."""
_PATIENCE = 3
_LEAD = 3
"""Steps before the onset that are remembered with a segment: it is not noticed at the same place each time."""
_EARLY = 20
"""Frames before the onset that are compared: it may have been earlier than it seems."""
_FILLED = 2
"""Steps that fill the window."""
_BEFORE = 25 + _LEAD + _FILLED
"""Steps of sound kept for a segment that is noticed late: those that `Segments` keeps, and what comes before them."""

_FAINTEST = 10 ** (SILENT / 10)
"""Power of silence."""
_BANDS = 17
_FRAMED = np.arange(FRAMES)[:, None] * HOP + np.arange(WINDOW)
_HANN = np.hanning(WINDOW + 1)[:-1].astype(np.float32)
_EDGES = np.round(np.geomspace(300, 3000, _BANDS + 1) * WINDOW / RATE).astype(int)
_POWERS = (1 << np.arange(_BANDS - 1)).astype(np.uint16)


class Fingerprinter:
    """Sound to fingerprint words, a step at a time."""

    def __init__(self) -> None:
        self._tail: Floats = np.zeros(WINDOW - HOP, np.float32)
        self._last: Floats = np.zeros((1, _BANDS - 1), np.float32)

    def step(self, sound: Floats) -> Spoken:
        """Take a step of sound; returns a word for each of its frames, which end where the word is."""
        joined = np.concatenate([self._tail, sound])
        self._tail = joined[-len(self._tail) :]
        spectra = np.fft.rfft(joined[_FRAMED] * _HANN)
        power = spectra.real**2 + spectra.imag**2
        bands = np.add.reduceat(power, _EDGES[:-1], axis=1)
        slope = bands[:, :-1] - bands[:, 1:]
        rise = slope - np.concatenate([self._last, slope[:-1]])
        self._last = slope[-1:]
        words: Bits = ((rise > 0) @ _POWERS).astype(np.uint16)
        level = 10 * np.log10(bands[:, :-1].sum(axis=1) + _FAINTEST)
        return Spoken(words, np.clip(np.round(level), -128, 127).astype(np.int8))


@dataclass(frozen=True, eq=False)
class Recording:
    """Speech that was heard: on this call at `begin` seconds, or on an earlier one (None), with the words it had."""

    words: Bits
    begin: float | None = None
    text: str = ""


@dataclass(frozen=True)
class Match:
    """The latest frame of the query lies at frame `place` of the recording; `error` is the share of bits off."""

    recording: Recording
    place: int
    length: int
    """Frames of the query that were compared."""
    error: float

    @property
    def at(self) -> float:
        """When that frame was heard: seconds of this call, or of the recording if that is of an earlier one."""
        return (self.recording.begin or 0.0) + self.place * FRAME_SECONDS

    @property
    def earlier_call(self) -> bool:
        """Whether it was another call."""
        return self.recording.begin is None


def same(frames: int) -> float:
    """Share of differing bits below which so many frames are of the same recording."""
    return float(np.interp(frames, *_SAME))


def _packed(words: Bits) -> npt.NDArray[np.uint64]:
    """At each place four words in one, `_APART` frames from each other; the last 15 places have none."""
    wide = words.astype(np.uint64)
    length = max(0, len(words) - 3 * _APART)
    packed: npt.NDArray[np.uint64] = wide[:length].copy()
    for number in range(1, 4):
        packed |= wide[number * _APART :][:length] << np.uint64(16 * number)
    return packed


class Fingerprints:
    """The recordings of earlier calls, and what speech on this one sounded like, up to `CAPACITY`."""

    def __init__(self, known: Iterable[Recording] = ()) -> None:
        self._known = list(known)
        self._heard: deque[Recording] = deque()
        self._arrange()

    def __len__(self) -> int:
        """Frames remembered of this call."""
        return sum(len(recording.words) for recording in self._heard)

    def remember(self, words: Bits, begin: float) -> None:
        """Keep the words of a segment of speech that began at `begin` seconds."""
        self._heard.append(Recording(words, begin))
        while len(self) > CAPACITY:
            self._heard.popleft()
        self._arrange()

    def best_match(self, query: Spoken) -> Match | None:
        """Where the latest second of the query was heard before, if it was."""
        query = query[-LONGEST:]
        sounding = query.sounding
        frames = int(sounding.sum())
        places = len(self._words) - len(query) + 1
        if frames < SHORTEST or places < 1:
            return None
        packed = _packed(query.words)
        differing = np.zeros(places, np.uint16)
        for frame in range(0, len(packed), _TOGETHER):
            differing += np.bitwise_count(self._packed[frame : frame + places] ^ packed[frame])
        likely = np.flatnonzero(differing <= differing.min() + _LIKELY)[:_TRIED]
        off = [error(self._words[place : place + len(query)][sounding], query.words[sounding]) for place in likely]
        best = int(np.argmin(off))
        if off[best] >= same(frames):
            return None
        place = int(likely[best])
        which = int(np.searchsorted(self._starts, place + len(query) // 2, "right")) - 1
        last = place - int(self._starts[which]) + len(query) - 1
        return Match(self._recordings[which], last, len(query), off[best])

    def follow(self, match: Match, query: Spoken, frames: int, compare: bool) -> Match | None:
        """The match `frames` later; None once the two are seen to differ. Without `compare` it is taken to go on."""
        place = match.place + frames
        moved = replace(match, place=place, length=min(LONGEST, match.length + frames, place + 1))
        if not compare:
            return moved
        beyond = max(0, place + 1 - len(match.recording.words))
        if beyond > _TAIL:
            return None
        length = moved.length - beyond
        end, last = place + 1 - beyond, len(query) - beyond
        latest = query[last - length : last]
        sounding = latest.sounding
        if sounding.sum() < SHORTEST:
            return moved
        off = error(match.recording.words[end - length : end][sounding], latest.words[sounding])
        return replace(moved, error=off) if off < DIFFERENT else None

    def _arrange(self) -> None:
        """Lay all of them in a row, as they are searched."""
        self._recordings = [*self._known, *self._heard]
        rows = [recording.words for recording in self._recordings]
        self._words: Bits = np.concatenate([*rows, np.zeros(0, np.uint16)])
        self._starts = np.cumsum([0, *map(len, rows)])[:-1]
        self._packed = _packed(self._words)


class Repetition:
    """Watches the open segment for what was heard before."""

    def __init__(self, known: Sequence[Recording] = ()) -> None:
        """`known` are the recordings of earlier calls."""
        self._fingerprinter = Fingerprinter()
        self._memory = Fingerprints(known)
        self._recent: deque[Floats] = deque(maxlen=_BEFORE)
        self._segment = NOTHING
        self._begin = 0.0
        """When the first frame of that was heard: `_LEAD` before the onset."""
        self._clear = 0
        """Its first frame that is compared."""
        self._spoken = 0
        """Its frames until its latest speech."""
        self._steps = 0
        self.match: Match | None = None
        """Where the open segment was heard before."""

    def wait(self, sound: Floats) -> None:
        """Take a step of sound while no segment is open: the next one may turn out to have begun in it."""
        self._recent.append(sound)

    def step(self, sound: Floats, begin: float, speaks: bool, onset: float) -> bool:
        """Take the step of the open segment that begins at `begin`; returns whether `match` came or went.

        The segment began at `onset`, in this step or before. Only steps that hold speech are compared: what follows a
        recording differs from one time to the next.
        """
        if self._steps == 0:
            self._open(onset, max(0, round((begin - onset) / STEP_SECONDS)))
        self._steps += 1
        latest = self._fingerprinter.step(sound)
        self._recent.append(sound)
        self._segment = joined([self._segment, latest])
        self._spoken = len(self._segment) if speaks else self._spoken
        before = self.match
        if before is not None:
            self.match = self._memory.follow(before, self._segment, len(latest), speaks)
        elif speaks:
            self.match = self._found()
        return (self.match is None) != (before is None)

    @property
    def known(self) -> str:
        """The words of the open segment, if all of it up to its latest speech is one recording of an earlier call."""
        if self.match is None:
            return ""
        last = len(self._segment) - 1
        begins, ends = self.match.place - last, self.match.place - (last - self._spoken)
        recorded = self.match.recording.words
        whole = abs(begins) <= _BEGIN and abs(ends - len(recorded)) <= _END
        spoken = self._segment[max(0, -begins) : self._spoken]
        return self.match.recording.text if whole and alike_throughout(spoken, recorded[max(0, begins) :]) else ""

    def end(self) -> Spoken:
        """The segment has ended: remember it, unless all of it is known. Returns what was spoken."""
        spoken = self._segment[: self._spoken]
        after = (len(self._segment) - self._spoken) // FRAMES
        self._recent = deque(list(self._recent)[max(0, len(self._recent) - after) :], _BEFORE)
        if self.match is None and len(spoken) >= self._clear + SHORTEST:
            self._memory.remember(spoken.words, self._begin)
        self._segment = NOTHING
        self._steps, self._spoken, self.match = 0, 0, None
        return spoken

    def _found(self) -> Match | None:
        """What the open segment is known to be, as far as that is worth looking for now."""
        spoken = self._segment[self._clear :]
        young = self._steps <= _YOUNG
        if not young and self._steps % _PATIENCE:
            return None
        lengths = [length for length in (_LENGTHS if young else _LENGTHS[:1]) if length <= len(spoken)]
        return next(filter(None, (self._memory.best_match(spoken[-length:]) for length in lengths)), None)

    def _open(self, onset: float, steps: int) -> None:
        """Begin a segment `steps` ago, in the sound that was kept."""
        sounds = list(self._recent)[-(steps + _LEAD + _FILLED) :]
        filled = max(0, len(sounds) - steps - _LEAD)
        self._fingerprinter = Fingerprinter()
        before = [self._fingerprinter.step(sound) for sound in sounds][filled:]
        self._segment = joined([*before, self._segment])
        lead = max(0, len(before) - steps)
        self._begin = onset - lead * STEP_SECONDS
        self._clear = max(0, lead * FRAMES - _EARLY)
