"""Signalling tones by frequency, steadiness and cadence. Not responsible for finding frequencies (see `lines`).

Frequencies and cadences: ITU-T E.180/Q.35 (03/98) and its supplement 2 "Various tones used in national networks"
(01/94); the American ones are those of the Precise Tone Plan it lists. DTMF: ITU-T Q.23. Special information tone:
E.180 §8. A held note of music differs in that it has harmonics or does not keep its level.
"""

from dataclasses import dataclass

from holdlang.calllog import AudioType
from runtime.hearing.spectrum import STEP_SECONDS


@dataclass(frozen=True)
class Signal:
    """A tone of the network. `rest` is how long it may fall silent (seconds) and still go on."""

    name: str
    sound: AudioType
    frequencies: tuple[int, ...]
    on: tuple[float, float]
    """Longest time it sounds without a break, in seconds, after the shortest that tells it from others."""
    rest: float


FOREVER = 1e9
SIGNALS = (
    Signal("ringback, North America", "ringing", (440, 480), (0.0, 2.6), 4.6),
    Signal("ringback, United Kingdom", "ringing", (400, 450), (0.0, 1.2), 2.6),
    Signal("ringback, Europe", "ringing", (425,), (0.75, 2.2), 5.6),
    Signal("ringback, France", "ringing", (440,), (0.75, 2.2), 4.2),
    Signal("busy and congestion, North America", "busy", (480, 620), (0.0, 0.8), 0.8),
    Signal("busy and congestion, Europe", "busy", (425,), (0.1, 0.7), 0.8),
    Signal("busy and congestion, France", "busy", (440,), (0.1, 0.7), 0.8),
    Signal("busy and congestion, United Kingdom", "busy", (400,), (0.1, 0.7), 0.8),
    Signal("dial, North America", "tone", (350, 440), (0.0, FOREVER), 0.0),
)
"""A single frequency names its signal only by its cadence: one long sounding, or the second of two short ones."""

_ROWS, _COLUMNS = (697, 770, 852, 941), (1209, 1336, 1477, 1633)
_SIT = (950, 1400, 1800)
_NEAR = 12.0
"""Tolerance in Hz; E.180 allows ±1 %, early exchanges and codecs a little more."""
_NAMED_BY = 5
"""Steps by which a tone has a name; lines without one are music."""
_TUNE = 4
"""Changes of pitch that make a tune: the special information tone has two."""
_BUSY_GAP = 8
"""Steps of quiet between two soundings of busy or congestion, at most."""


@dataclass(frozen=True)
class Tone:
    """What sounds now: `features` holds the frequencies in Hz and what is known of the kind."""

    sound: AudioType
    features: dict[str, float]
    rest: float


@dataclass(frozen=True)
class Burst:
    """One sounding of the same lines, in steps."""

    lines: tuple[float, ...] = ()
    on: int = 0
    steady: int = 0
    """Steps in a row at one level, as no instrument holds it."""
    gap: int = 1000
    """Steps of quiet before it."""


class Tones:
    """Follows one call, a step at a time."""

    def __init__(self) -> None:
        self._level = -120.0
        self._now = Burst()
        self._last: tuple[Burst, ...] = ()
        """The soundings before this one, the latest last."""
        self._quiet = 1000
        """Steps since the last tone."""
        self._lines_only = 0
        """Steps of nothing but lines, the same or others."""
        self._changes = 0
        """Times that one set of lines gave way to another without a pause: signals do so twice at most."""
        self._known: Signal | None = None
        """The signal that was recognised last, while it may go on."""

    @property
    def pending(self) -> bool:
        """Whether the last step was nothing but lines: a tone perhaps, too young for a name."""
        return 0 < self._lines_only <= _NAMED_BY and self._changes < _TUNE

    def step(self, lines: tuple[float, ...], level: float, within_sound: bool) -> Tone | None:
        """Take the lines that a step is nothing but, and its level in dB; returns the tone that sounds, if one does.

        `within_sound` says that music or speech was there already: a note or vowel may hold one line.
        """
        if not lines:
            self._end()
            self._quiet += 1
            self._lines_only = 0
            if self._quiet >= 10:
                self._changes = 0
            if self._known and self._quiet * STEP_SECONDS > self._known.rest:
                self._known = None
            return None
        self._lines_only += 1
        steady = abs(level - self._level) < 1.0
        self._level = level
        now = self._now
        if same(lines, now.lines):
            self._now = Burst(lines, now.on + 1, now.steady + 1 if steady else 1, now.gap)
        else:
            self._end()
            self._changes += self._quiet <= 1
            self._now = Burst(lines, 1, 1, self._quiet)
        self._quiet = 0
        return self._named(within_sound)

    def _end(self) -> None:
        if self._now.on:
            self._last = (*self._last[-2:], self._now)
            self._now = Burst()

    def _named(self, within_sound: bool) -> Tone | None:
        now = self._now
        features = {f"hz{i + 1}": round(line, 1) for i, line in enumerate(now.lines)}
        trusted = now.steady >= 6 or not within_sound
        if not trusted or self._changes >= _TUNE:
            return None
        for signal in SIGNALS:
            if same(now.lines, tuple(map(float, signal.frequencies))) and self._has_cadence(signal):
                self._known = signal
                return Tone(signal.sound, features, signal.rest)
        if len(now.lines) == 2 and near_any(now.lines[0], _ROWS) and near_any(now.lines[1], _COLUMNS):
            return Tone("tone", features | {"dtmf": 1.0}, 0.0)
        if len(now.lines) == 1 and near(now.lines[0], _SIT[1]) and self._follows(_SIT[0]):
            return Tone("tone", features | {"special_information": 1.0}, 0.0)
        return Tone("tone", features, 0.0) if now.steady > (6 if within_sound else 1) else None

    def _follows(self, frequency: float) -> bool:
        """Whether a single line at this frequency sounded just before."""
        last = self._last[-1].lines if self._last and self._now.gap == 0 else ()
        return len(last) == 1 and near(last[0], frequency)

    def _has_cadence(self, signal: Signal) -> bool:
        now, seconds = self._now, self._now.on * STEP_SECONDS
        if seconds > signal.on[1]:
            return False
        if len(signal.frequencies) == 2 or signal is self._known:
            return True
        if signal.sound == "ringing":
            return seconds >= signal.on[0]
        last = self._last[-1] if self._last else Burst()
        longest = signal.on[1] / STEP_SECONDS
        return same(last.lines, now.lines) and last.on <= longest and 1 <= now.gap <= _BUSY_GAP


def near(frequency: float, nominal: float) -> bool:
    """Whether a measured frequency is the nominal one."""
    return abs(frequency - nominal) <= max(_NEAR, 0.015 * nominal)


def near_any(frequency: float, nominal: tuple[int, ...]) -> bool:
    """Whether a measured frequency is one of these."""
    return any(near(frequency, one) for one in nominal)


def same(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether two sets of lines are the same."""
    return len(one) == len(other) > 0 and all(near(a, b) for a, b in zip(one, other, strict=True))
