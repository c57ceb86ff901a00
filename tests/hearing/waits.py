"""A wait on hold as a playbook: what hearing would say of it, with hearing's own delays. Times are seconds.

Not responsible for what the judge makes of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from holdlang.calllog import AudioType
from holdlang.model import Price
from runtime.hearing.events import HearingEvent, SoundChanged, SpeechEnded, SpeechStarted, Verdict
from runtime.hearing.judge import Judge


@dataclass
class Line:
    """Plays a wait on hold to a judge, with hearing's own delays and a tick every 100 ms."""

    price: Price = "normal"
    verdicts: list[Verdict] = field(default_factory=list)
    now: float = 0.0
    segment: int = 0
    quiet_now: bool = False

    def __post_init__(self) -> None:
        self.judge = Judge(self.price)

    def until(self, at: float) -> None:
        while self.now < at - 1e-9:
            self.now = min(at, round(self.now + 0.1, 3))
            self.verdicts += self.judge.tick(self.now)

    def hear(self, event: HearingEvent) -> None:
        self.verdicts += self.judge.hear(event)

    def music(self, seconds: float) -> None:
        begin = self.now
        self.quiet_now = False
        self.until(begin + 0.5)
        self.hear(SoundChanged(begin, "music", 0.9))
        self.until(begin + seconds)

    def sound(self, kind: AudioType, seconds: float) -> None:
        self.hear(SoundChanged(self.now, kind, 0.9))
        self.until(self.now + seconds)

    def speech(
        self, seconds: float, text: str = "", partial: Sequence[tuple[float, str]] = (), late: float = 0.3
    ) -> float:
        """Somebody speaks; `partial` are the words so far after so many seconds. Returns the end of the speech."""
        begin = self.now
        self.segment += 1
        if self.quiet_now:
            self.until(begin + 0.2)
            self.hear(SoundChanged(begin, "noise", 0.3, {"provisional": 1.0}))
        self.until(begin + 0.4)
        self.hear(SoundChanged(begin, "speech", 0.9))
        self.hear(SpeechStarted(begin, self.segment))
        for after, words in partial:
            self.until(begin + after)
            self.verdicts += self.judge.words(self.segment, words, False, self.now)
        self.until(begin + seconds)
        self._final = text
        self._late = late
        return self.now

    def quiet(self, seconds: float) -> None:
        """Silence after speech: noticed after 0.4 s, the segment ends after 0.6 s, the last words come later."""
        begin = self.now
        self.quiet_now = seconds >= 0.4
        self.until(begin + min(seconds, 0.4))
        if seconds >= 0.4:
            self.hear(SoundChanged(begin, "silence", 0.9))
        self._end(begin, begin + min(seconds, 0.6))
        self.until(begin + seconds)

    def back_to_music(self, gap: float, seconds: float = 20) -> None:
        """Music comes back so soon after the speech that the segment ends by it."""
        end = self.now
        self.until(end + gap + 0.5)
        self.hear(SoundChanged(end + gap, "music", 0.9))
        self._end(end, self.now)
        self.until(self.now + seconds)

    def _end(self, last_speech: float, at: float) -> None:
        self.until(at)
        self.hear(SpeechEnded(last_speech, self.segment))
        self.until(at + self._late)
        if self._final:
            self.verdicts += self.judge.words(self.segment, self._final, True, self.now)

    @property
    def speakers(self) -> list[str]:
        """Who was made out."""
        return [verdict.speaker for verdict in self.verdicts if verdict.speaker != "uncertain"]

    def announcement(self, seconds: float = 5, text: str = "", gap: float = 0.3) -> None:
        self.speech(seconds, text)
        self.back_to_music(gap)
