"""What the line sounds like while a tone is heard: ringing, busy, or a tone. Not responsible for names (see `names`).

A signal that has its name tells what it sounds like; so does one long sounding at the frequency of a ring-back. A held
note of music differs from a tone in that it has harmonics or does not keep its level.
"""

from dataclasses import dataclass
from itertools import product

from holdlang.calllog import AudioType
from runtime.hearing.cadences import near, rest
from runtime.hearing.events import ToneNamed
from runtime.hearing.lines import Look
from runtime.hearing.names import Names
from runtime.hearing.plans import COLUMNS, ROWS, SIGNALS
from runtime.hearing.spectrum import STEP_SECONDS

_RINGS = tuple(signal for signal in SIGNALS if signal.name == "ringback" and len(signal.frequencies) == 1)
_PAIRS = tuple(signal for signal in SIGNALS if len(signal.frequencies) == 2)
_LIKELY = (*product(ROWS, COLUMNS), *(signal.frequencies for signal in _PAIRS))
"""Two lines that may be a tone which has no name yet: those of keys and signals. Others are a chord."""
_PAIRED, _HELD = 2, 0.3
"""Steps after which two lines are a signal, though its name may have to wait for its cadence; and dB between them."""
_A_RING = 0.75, 2.2
"""Seconds of one frequency that are a ring: more than busy, less than a dial tone (E.180)."""
_NAMED_BY = 5
"""Steps by which a tone has a name; lines without one are music."""
_TUNE = 4
"""Changes of pitch that make a tune: the special information tone has two."""


@dataclass(frozen=True)
class Tone:
    """What sounds now: `features` holds the frequencies in Hz and what is known of the kind."""

    sound: AudioType
    features: dict[str, float]
    rest: float


class Tones:
    """Follows one call, a step at a time."""

    def __init__(self) -> None:
        self._names = Names()
        self.named: list[ToneNamed] = []
        """The names that the last step brought."""
        self._lines: tuple[float, ...] = ()
        self._level, self._change = -120.0, 0.0
        """Of the last step with lines, in dB, and how far that was from the one before."""
        self._on = self._steady = 0
        """Steps in a row of the same lines, and of those at one level, as no instrument holds it."""
        self._quiet = 1000
        """Steps since the last tone."""
        self._rings_until = -1.0
        """Until when the next ring is one at once."""
        self._lines_only = 0
        """Steps of nothing but lines, the same or others."""
        self._changes = 0
        """Times that one set of lines gave way to another without a pause: signals do so twice at most."""

    @property
    def pending(self) -> bool:
        """Whether the last step was nothing but lines: a tone perhaps, too young for a name."""
        return 0 < self._lines_only <= _NAMED_BY and self._changes < _TUNE

    def step(self, look: Look, level: float, sounds: bool, end: float, within_sound: bool) -> Tone | None:
        """Take a look at a step, its level in dB, whether it holds sound, and when it ended; returns the tone that
        sounds, if one does.

        `within_sound` says that music or speech was there already: a note or vowel may hold one line.
        """
        self.named = self._names.step(look, level, sounds, end)
        signal = self._names.signal
        self._follow(look.lines, level)
        features = {f"hz{i + 1}": round(line, 1) for i, line in enumerate(look.lines)}
        if signal is not None:
            return Tone(signal.sound, features, rest(signal))
        if any(named.name == "dtmf" for named in self.named):
            return Tone("tone", features, 0.0)
        if not within_sound and self._steady >= _PAIRED and self._change < _HELD:
            for pair in _PAIRS:
                if near(look.lines, pair.frequencies):
                    return Tone(pair.sound, features, rest(pair))
        if not _is_likely(look.lines) or self._changes >= _TUNE or (within_sound and self._steady < 6):
            return None
        for ring in _RINGS:
            if near(look.lines, ring.frequencies) and self._rings(end):
                self._rings_until = end + rest(ring)
                return Tone("ringing", features, rest(ring))
        return Tone("tone", features, 0.0) if self._steady > (6 if within_sound else 1) else None

    def _rings(self, end: float) -> bool:
        """Whether the one line that sounds is a ring, by how long it has sounded, or as there was one before."""
        seconds = self._on * STEP_SECONDS
        return seconds <= _A_RING[1] and (seconds >= _A_RING[0] or end <= self._rings_until)

    def _follow(self, lines: tuple[float, ...], level: float) -> None:
        """Count for how long it has been these lines at this level."""
        if not lines:
            self._on = self._steady = self._lines_only = 0
            self._lines = ()
            self._quiet += 1
            if self._quiet >= 10:
                self._changes = 0
            return
        self._lines_only += 1
        self._change = abs(level - self._level)
        same, steady = near(lines, self._lines), self._change < 1.0
        self._changes += not same and self._quiet == 0
        self._on = self._on + 1 if same else 1
        self._steady = self._steady + 1 if same and steady else 1
        self._lines, self._level, self._quiet = lines, level, 0


def _is_likely(lines: tuple[float, ...]) -> bool:
    """Whether lines may be a tone that has no name yet."""
    return len(lines) == 1 or any(near(lines, pair) for pair in _LIKELY)
