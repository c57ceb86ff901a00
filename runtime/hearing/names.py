"""Names for tones: signals by their cadence (`cadences`), special information tones by their parts, keys by themselves.

Not responsible for finding tones (`lines`, `bursts`), nor for what the call sounds like meanwhile (`tones`).
"""

import math
from collections import deque
from collections.abc import Iterator
from itertools import pairwise

from holdlang.calllog import SignalName
from runtime.hearing.bursts import Burst, Bursts
from runtime.hearing.cadences import by_cadence, continuous, is_of, longest, rest, same, single_ring, unmistakable
from runtime.hearing.events import ToneNamed
from runtime.hearing.lines import Look
from runtime.hearing.plans import COLUMNS, INFORMATION, KEYS, LAST_OF_INFORMATION, ROWS, Information, Signal

_BEGUN = 0.05
"""Seconds after which a sounding ends the rest before it."""
_ALONE = 5.0
"""Seconds since other sound after which one ring of one frequency is a ring: a machine beeps after its greeting."""
_RESTS = 0.4, 1.0
"""Seconds of quiet after it that make it one, and until which that is looked at."""
_FAR_APART = 3.5
"""Seconds between soundings for which it does not matter what was heard between them."""
_KEY, _KEY_NEAR = 0.035, 0.022
"""Seconds that a key sounds at least (Q.24: 40 ms), and how far its lines may be off (Q.24: 1.5 to 3.5 %)."""
_JOINED = 0.06
"""Seconds between the parts of a special information tone at most (E.180: 30 ms)."""
_PART, _LAST_PART = (0.2, 0.45), 0.15
"""Seconds that each of the first two lasts (E.180: 330 ± 70 ms; SR-2275: 276 or 380), and enough of the third."""
_PITCH = 60.0
"""Hz that each may be off (E.180: 50)."""
_REMEMBERED = 8
"""Latest soundings that are looked back on."""


class Names:
    """Follows one call, a step at a time."""

    def __init__(self) -> None:
        self._bursts = Bursts()
        self._past: deque[Burst] = deque(maxlen=_REMEMBERED)
        """The bursts that have ended, the latest last."""
        self._known: Signal | None = None
        """The signal that was named last."""
        self._known_until = -math.inf
        """Until when it may begin to sound again and be the same."""
        self._informed: Burst | None = None
        """The third part of the last special information tone."""

    @property
    def signal(self) -> Signal | None:
        """The signal that sounds now, if it has its name."""
        now, known = self._bursts.now, self._known
        goes_on = now is not None and known is not None and now.begin <= self._known_until and is_of(now, known)
        return known if goes_on else None

    def step(self, look: Look, level: float, sounds: bool, end: float) -> list[ToneNamed]:
        """Take a look at a step, its level in dB, whether it holds sound, and when it ended (seconds)."""
        named: list[ToneNamed] = []
        for burst in self._bursts.step(look, level, sounds, end):
            named += self._over(burst)
            self._past.append(burst)
        now = self._bursts.now
        if now is not None:
            named += self._going_on(now)
        elif self._past and _RESTS[0] <= end - self._past[-1].end < _RESTS[1]:
            named += self._rung(self._past[-1])
        return named

    def _over(self, burst: Burst) -> Iterator[ToneNamed]:
        """What a burst is, now that it has ended."""
        key = _key(burst)
        if key is not None:
            yield ToneNamed(burst.begin, "dtmf", key)
        yield from self._information(burst)
        yield from self._signal(burst, is_over=True)

    def _going_on(self, burst: Burst) -> Iterator[ToneNamed]:
        """What a burst is that has not ended yet."""
        yield from self._information(burst)
        if burst.seconds >= _BEGUN:
            yield from self._signal(burst, is_over=False)

    def _rung(self, burst: Burst) -> Iterator[ToneNamed]:
        """Ring-back by its first ring, if that was heard whole, and nothing else before it."""
        signal = single_ring(burst)
        if signal is not None and burst.is_fresh and burst.begin > 0 and burst.since_sound >= _ALONE:
            yield from self._tell(signal, burst.begin, burst.end)

    def _information(self, third: Burst) -> Iterator[ToneNamed]:
        """The special information tone of which a burst is the third part."""
        parts = [*list(self._past)[-2:], third]
        if third is self._informed or len(parts) < 3 or third.seconds < _LAST_PART:
            return
        if any(len(part.short) != 1 for part in parts) or any(b.begin - a.end > _JOINED for a, b in pairwise(parts)):
            return
        nominal = (*INFORMATION[0].frequencies, LAST_OF_INFORMATION)
        pitched = all(abs(part.lines[0] - hz) <= _PITCH for part, hz in zip(parts, nominal, strict=True))
        if pitched and all(_PART[0] <= part.seconds <= _PART[1] for part in parts[:2]):
            self._informed = third
            name: SignalName = min(INFORMATION, key=lambda one: _distance(parts[0], parts[1], one)).name
            yield ToneNamed(parts[0].begin, name)

    def _signal(self, burst: Burst, *, is_over: bool) -> Iterator[ToneNamed]:
        """The signal that a burst and those before it make."""
        known = self._known
        if known is not None and is_of(burst, known) and burst.begin <= self._known_until:
            self._known_until = burst.end + rest(known)
            if burst.seconds <= longest(known):
                return
        run = self._run(burst)
        found = continuous(burst) or unmistakable(burst)
        if found is not None:
            yield from self._tell(found, burst.begin, burst.end)
        elif (found := by_cadence(run, is_over)) is not None:
            yield from self._tell(found, run[0].begin, burst.end)

    def _run(self, burst: Burst) -> list[Burst]:
        """A burst and those of the same tone before it, in order: with nothing but quiet between them, or far apart.

        What the call began with is left out: it may have begun before.
        """
        run = [burst]
        for past in reversed(self._past):
            if past.begin < _BEGUN:
                break
            far_apart = run[0].begin - past.end >= _FAR_APART
            paused = past.is_cut and run[0].is_fresh and run[0].gap < math.inf
            if past is not burst and same(past, burst) and (far_apart or paused):
                run.insert(0, past)
            elif past is not burst and not far_apart:
                break
        return run

    def _tell(self, signal: Signal, begin: float, end: float) -> Iterator[ToneNamed]:
        known = self._known
        goes_on = known is not None and known.name == signal.name and begin <= self._known_until
        self._known, self._known_until = signal, end + rest(signal)
        if not goes_on:
            yield ToneNamed(begin, signal.name)


def _distance(first: Burst, second: Burst, one: Information) -> float:
    """How far two parts are from those of a special information tone; high and low, short and long ones are 1 apart."""
    hz = [(part.lines[0] - nominal) / 65 for part, nominal in zip((first, second), one.frequencies, strict=True)]
    time = [(part.seconds - nominal) / 0.104 for part, nominal in zip((first, second), one.seconds, strict=True)]
    return math.hypot(*hz, *time)


def _key(burst: Burst) -> str | None:
    """The key that a burst is. It is quiet before and after a key, as it never is about two notes."""
    if len(burst.short) != 2 or burst.seconds < _KEY or not (burst.is_fresh and burst.is_cut):
        return None
    low, high = burst.short
    for row, keys in zip(ROWS, KEYS, strict=True):
        for column, key in zip(COLUMNS, keys, strict=True):
            if abs(low / row - 1) < _KEY_NEAR and abs(high / column - 1) < _KEY_NEAR:
                return key
    return None
