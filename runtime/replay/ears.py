"""Ears that hear a tape: what was noticed that day is noticed again, and the words are those of that day.

Not responsible for when (`runtime.replay.deck`).
"""

import math
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import trio

from runtime.ears import Noticed
from runtime.hearing.events import HearingEvent, SoundChanged, SpeechEnded, SpeechRepeated, SpeechStarted
from runtime.ports import Answered, DigitReceived, Ended, Ringing
from runtime.replay.deck import GRACE, Deck
from runtime.replay.tape import Entry, Tape, last_speech
from runtime.watch import Heard, Words

GRAIN = 0.1
"""Seconds: sound is heard in blocks so long, and a clock that is less than that behind is not."""


class TapeEars:
    """Hears what the deck plays. Utterances get numbers of their own: today's call may cut one in two."""

    def __init__(self, tape: Tape, deck: Deck) -> None:
        self._tape = tape
        self._deck = deck
        self._sink, self._source = trio.open_memory_channel[Sequence[Noticed]](math.inf)
        self._shift = 0.0
        """What today's clock is ahead of that day's: the time that our command came later."""
        self._latest = 0.0
        self._numbers: dict[int, int] = {}
        """That day's segments, as they are numbered today."""
        self._number = 0
        self._onsets: dict[int, float] = {}
        self._open: int | None = None
        """That day's number of the segment that is open today."""
        self._said: dict[int, str] = {}
        """The words of its segments so far."""
        self._gone_on: dict[int, tuple[int, float]] = {}
        """Segments that today's call has cut and that go on: how many words were before that, and when it was."""
        self._goes_on: int | None = None
        """The one whose rest is about to begin."""

    @property
    def now(self) -> float:
        """How far it has been heard."""
        return self._deck.chapter.heard_until(self._deck.after) + self._shift

    @property
    def origin(self) -> float:
        """Where zero of that clock lies on trio's."""
        return trio.current_time() - self.now

    def linger(self, blocks: int) -> None:
        """There are no blocks of sound."""

    async def heard(self) -> AsyncIterator[Sequence[Noticed]]:
        """What was noticed that day, when it is due."""
        async for events in self._source:
            if self._goes_on is not None:
                yield self._rest(self._goes_on)
            if events:
                yield events

    def close(self) -> None:
        """The leg has ended."""
        self._sink.close()

    # --- the `Player` of a deck ---

    def deliver(self, entries: Sequence[Entry]) -> None:
        """Hear these."""
        self._latest = self.now
        events = [event for entry in entries for event in self._retold(entry)]
        if events:
            self._sink.send_nowait(events)

    def turned(self, skipped: Sequence[Entry]) -> None:
        """What the line sounds like when the new chapter begins has to be known. Today's clock never goes back."""
        self._goes_on = None
        behind = self._latest - self.now
        self._shift += max(0.0, math.floor(behind / GRAIN + 1e-6) * GRAIN)
        sounds = [entry for entry in skipped if isinstance(entry.what, SoundChanged)]
        if sounds:
            self.deliver(sounds[-1:])

    def fall_silent(self) -> None:
        """Nobody speaks any more, and nothing sounds."""
        self._latest = self.now
        segment, self._open = self._open, None
        events: list[Noticed] = []
        if segment is not None:
            number, onset, text = self._numbers[segment], self._onset(segment), self._said.get(segment, "")
            events.append(SpeechEnded(self.now, number))
            events.append(Words(self.now, number, onset, text, is_final=True))
        self._sink.send_nowait([*events, SoundChanged(self.now, "silence", 0.95)])

    # --- the utterances ---

    def cut(self) -> list[HearingEvent]:
        """End the open segment. If that day's was spoken on, its rest is a segment of its own."""
        segment = self._open
        self._latest = self.now
        if segment is None:
            return []
        ends = last_speech(self._deck.ahead, segment)
        if ends is not None and not (ends.cut and ends.after - self._deck.after <= GRACE) and self._spoken_on(ends):
            self._goes_on = segment
            self._sink.send_nowait([])
            return [SpeechEnded(self.now, self._numbers[segment])]
        self._open = None
        at = min(self._tape.ends.get(segment, math.inf) + self._shift, self.now)
        return [SpeechEnded(at, self._numbers[segment])]

    def _spoken_on(self, ends: Entry) -> bool:
        assert isinstance(ends.what, SpeechEnded)
        return ends.what.at + self._shift > self.now

    def _rest(self, segment: int) -> list[Noticed]:
        """The end of what was cut, and the beginning of another utterance."""
        self._goes_on = None
        number, onset, text = self._numbers[segment], self._onset(segment), self._said.get(segment, "")
        self._number += 1
        self._numbers[segment] = self._number
        before = self._gone_on.get(segment, (0, 0.0))[0]
        self._gone_on[segment] = (before + len(text.split()), self.now)
        self._said[segment] = ""
        return [Words(self.now, number, onset, text, is_final=True), SpeechStarted(self.now, self._number)]

    def _onset(self, segment: int) -> float:
        return self._gone_on[segment][1] if segment in self._gone_on else self._onsets.get(segment, 0.0) + self._shift

    def _retold(self, entry: Entry) -> Sequence[Heard]:
        """What was heard that day, as it is heard today."""
        match entry.what:
            case Ringing() | Answered() | Ended() | DigitReceived():
                return []
            case SpeechStarted(at=at, segment=segment):
                self._number += 1
                self._numbers[segment], self._open = self._number, segment
                self._onsets[segment] = at
                return [SpeechStarted(at + self._shift, self._number)]
            case SpeechEnded(at=at, segment=segment) if self._open == segment:
                self._open = None
                return [SpeechEnded(at + self._shift, self._numbers[segment])]
            case SpeechRepeated(segment=segment) as again if self._open == segment:
                number, shift = self._numbers[segment], self._shift
                earlier = again.earlier if again.earlier_call else again.earlier + shift
                return [replace(again, at=again.at + shift, earlier=earlier, segment=number)]
            case Words(segment=segment) as words if segment in self._numbers:
                return self._words(words)
            case SpeechEnded() | SpeechRepeated() | Words():
                return []  # of what is not heard today
            case sound:
                return [replace(sound, at=sound.at + self._shift)]

    def _words(self, words: Words) -> list[Heard]:
        segment, text = words.segment, words.text
        if segment in self._gone_on:
            text = " ".join(text.split()[self._gone_on[segment][0] :])
            if text == self._said[segment] and not words.is_final:
                return []
        self._said[segment] = text
        number, onset = self._numbers[segment], self._onset(segment)
        return [replace(words, at=words.at + self._shift, segment=number, onset=onset, text=text)]
