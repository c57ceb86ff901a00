"""Soundings of one tone: when each began and ended, to some 10 ms. Not responsible for what they mean (see `names`)."""

import math
from collections import deque
from dataclasses import dataclass

from runtime.hearing.lines import Frame, Look
from runtime.hearing.spectrum import HOP, RATE, STEP_SECONDS

_HOP_SECONDS = HOP / RATE
_QUIETER = 14.0
"""dB below its loudest frame at which a tone pauses: tones that are modulated in full fall by 12 for two frames."""
_RISE = 10.0
"""dB above a frame before it by which a tone comes out of quiet: beats and noise leave that much at 20 dB."""
_PAUSE = 3
"""Quiet frames that end a tone: a lost packet is two, the shortest pause between keys four (Q.24)."""
_BROKEN = 9
"""Other frames that end it: after a lost packet, or where the phase is reversed, short windows need five to see it."""
_ANOTHER = 2
"""Frames of another tone that end it."""
_YOUNG = 3
"""Frames of a tone that fill the short window: until then its lines are blurred."""
_KEPT = 5
"""Frames in which the begin of a tone is looked for."""
_ALIKE = 35.0
"""Hz that the lines of neighbouring frames of one tone differ by: two lines that beat pull at each other."""
_SETTLED = 13
"""Frames of a tone that fill the long window."""
_LOUD_AS = 15.0
"""dB below a tone at which other sound before it counts."""
_MASKS = 5.0
"""Seconds for which loud sound counts, whatever is heard after it."""


@dataclass
class Burst:
    """One sounding of a tone. Times are in seconds on the call's clock."""

    begin: float
    end: float
    since_sound: float
    """Seconds from other sound that was nearly as loud until it began; infinity if there was none."""
    gap: float
    """Seconds since the last burst ended, if all in between was quiet; else infinity."""
    is_fresh: bool
    """Whether it was quiet right before."""
    level: float
    """dB of its loudest frame."""
    short: tuple[float, ...]
    """Its lines in Hz by the short windows, of which the lines of each frame count alike."""
    long: tuple[float, ...] = ()
    """Its lines by the long window, if it ever filled it."""
    frames: int = 1
    swing: float = 0.0
    """dB between its loudest and its quietest whole step."""
    is_cut: bool = False
    """Whether it has ended, and it was quiet right after."""

    @property
    def seconds(self) -> float:
        """How long it has sounded."""
        return self.end - self.begin

    @property
    def lines(self) -> tuple[float, ...]:
        """Its lines in Hz."""
        return self.long or self.short


class Bursts:
    """Follows one call, a step at a time."""

    def __init__(self) -> None:
        self.now: Burst | None = None
        """The burst that goes on."""
        self._before: deque[Frame] = deque(maxlen=_KEPT)
        """The latest frames, where a tone may come from."""
        self._quiet = self._other = self._another = 0
        """Frames in a row without the tone that goes on: quiet, other sound, other tones."""
        self._last_end = -math.inf
        self._sounding = 0
        """Steps in a row that are sound and no tone."""
        self._last_sound = (-math.inf, -120.0)
        """When a step last held sound and no tone, and its level."""
        self._steps: tuple[float, float] = (math.inf, -math.inf)
        """The lowest and the highest level of a step that the burst filled."""

    def step(self, look: Look, level: float, sounds: bool, end: float) -> list[Burst]:
        """Take a look at a step, its level in dB, whether it holds sound, and when it ended; returns what has ended."""
        begin = end - STEP_SECONDS
        if not look.frames:
            self._before.clear()
            self._other_sound(sounds, level, end)
            return self._close(is_cut=not sounds)
        ended: list[Burst] = []
        for index, frame in enumerate(look.frames):
            ended += self._frame(frame, begin + (index + 1) * _HOP_SECONDS)
        now = self.now
        self._other_sound(now is None and not ended, level, end)
        if now is None:
            return ended
        if now.begin <= begin and now.end > end - 2 * _HOP_SECONDS:
            lowest, highest = self._steps
            self._steps = (min(lowest, level), max(highest, level))
            now.swing = self._steps[1] - self._steps[0]
            if look.lines and now.frames >= _SETTLED:
                now.long = look.lines
        return ended

    def _other_sound(self, sounds: bool, level: float, end: float) -> None:
        """Note whether a step was sound and no tone; one by itself may be where a tone begins."""
        self._sounding = self._sounding + 1 if sounds else 0
        at, loudest = self._last_sound
        if self._sounding > 1 and (level > loudest - _LOUD_AS or end - at > _MASKS):
            self._last_sound = (end, level)

    def _frame(self, frame: Frame, end: float) -> list[Burst]:
        """Take a frame that ended at `end`."""
        ended: list[Burst] = []
        now = self.now
        if now is not None:
            if frame.level < now.level - _QUIETER:
                self._quiet += 1
                over = self._quiet >= _PAUSE
            elif _alike(frame.lines, now.short) or (frame.lines and now.frames < _YOUNG):
                self._quiet = self._other = self._another = 0
                self._extend(now, frame, end)
                over = False
            else:
                self._other += 1
                self._another = self._another + 1 if frame.lines else 0
                over = self._other >= _BROKEN or self._another >= _ANOTHER
            if over:
                ended = self._close(is_cut=self._quiet >= _PAUSE)
        if self.now is None and frame.lines and not self._fades(frame):
            self._begin(frame, end)
        self._before.append(frame)
        return ended

    def _extend(self, now: Burst, frame: Frame, end: float) -> None:
        if _alike(frame.lines, now.short):
            weight = 1 / (now.frames + 1)
            now.short = tuple(old + weight * (new - old) for old, new in zip(now.short, frame.lines, strict=True))
        else:
            now.short = frame.lines
        now.frames += 1
        now.end = end
        now.level = max(now.level, frame.level)

    def _fades(self, frame: Frame) -> bool:
        """Whether the lines of a frame are those of sound that is over."""
        return any(before.level - _QUIETER > frame.level for before in self._before)

    def _begin(self, frame: Frame, end: float) -> None:
        begin = end - _HOP_SECONDS
        is_fresh = False
        for before in reversed(self._before):
            is_fresh = before.level < frame.level - _RISE
            if is_fresh or begin - _HOP_SECONDS < self._last_end:
                break
            begin -= _HOP_SECONDS
        else:
            is_fresh = self._sounding <= 1 and len(self._before) < _KEPT
        begin = max(begin, self._last_end)
        at, level = self._last_sound
        since_sound = begin - at if level > frame.level - _LOUD_AS else math.inf
        since_tone = begin - self._last_end
        gap = since_tone if since_tone < since_sound else math.inf
        self.now = Burst(round(begin, 3), end, since_sound, gap, is_fresh, frame.level, frame.lines)
        self._quiet = self._other = self._another = 0
        self._steps = (math.inf, -math.inf)

    def _close(self, *, is_cut: bool) -> list[Burst]:
        now, self.now = self.now, None
        if now is None:
            return []
        now.is_cut = is_cut
        self._last_end = now.end
        return [now]


def _alike(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return len(one) == len(other) > 0 and all(abs(a - b) <= _ALIKE for a, b in zip(one, other, strict=True))
