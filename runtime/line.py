"""The line: a leg with its hearing. It is all that a step sees of the telephone.

It pumps the leg's sound through the hearing and speech on to the recogniser, writes what was heard into the record, and
hands it to whichever step is listening. Not responsible for deciding anything. All `at` are seconds since the first
sample of the leg, the clock of `runtime.hearing`.
"""

import math
from collections.abc import AsyncIterator, Awaitable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Literal

import trio

from holdlang.calllog import (
    AudioType,
    CallConnected,
    CallRinging,
    Data,
    Finished,
    IvrDtmfSent,
    LegEnded,
    NoteTaken,
    PlayFile,
    SendDtmf,
    SetRecording,
    Speak,
)
from holdlang.menu.notices import Notices
from runtime.answering import Asking
from runtime.ears import Ears, Noticed
from runtime.hearing.events import (
    HearingEvent,
    SoundChanged,
    SpeechAudio,
    SpeechEnded,
    SpeechStarted,
    ToneNamed,
    Verdict,
)
from runtime.outcome import HungUp
from runtime.ports import Answered, AsyncTranscriber, CommandFailed, Ended, Leg, LegClosed, Ringing
from runtime.record import Record
from runtime.told import as_data
from runtime.watch import BACKLOG, Watch, Watches, Words

UNHURRIED = 5
"""Blocks of sound that gather while music plays: waking up for each costs more than hearing it. Who speaks is told from
seconds of speech, so half a second costs no time as long as speech, once noticed, is followed block by block."""

UNREAD = 25
"""Blocks that gather on a leg that nobody reads."""

STALE = 8.0
"""Seconds that sound may wait for the recogniser; then it is left out. A machine that is too busy has not all of the
words, but those that it has come in time: whoever speaks waits no longer, and a menu has gone on."""


class Line:
    """One leg, heard."""

    def __init__(self, leg: Leg, number: str, ears: Ears, transcriber: AsyncTranscriber | None, record: Record) -> None:
        if transcriber is not None and transcriber.rate != leg.rate:
            raise ValueError(f"the recogniser wants {transcriber.rate} Hz, the leg gives {leg.rate} Hz")
        self.leg = leg
        self.sound: AudioType = "silence"
        self.mark = -math.inf
        """When we last began to press or say something: what was spoken before that is no answer to it."""
        self.answered = False
        self.settled = trio.Event()
        """Set once the far end has answered or the leg has ended, whichever comes first."""
        self.over = trio.Event()
        """Set once the leg has ended."""
        self.ended: Ended | None = None
        self.may_record = True
        """False as long as somebody has to agree first."""
        self._records = True
        self._number = number
        self._ears = ears
        self._transcriber = transcriber
        self._record = record
        record.hear_by(lambda: ears.now)
        self._asking = Asking(record, lambda: self.now, self.when)
        self._notices = Notices()
        self._watches = Watches()
        self._attention = trio.CancelScope()
        self._to_recogniser, self._speech = trio.open_memory_channel[HearingEvent](4 * BACKLOG)

    @property
    def now(self) -> float:
        """How far the line has been heard. After a stall it stands behind, and catches up as the sound is heard."""
        return self._ears.now

    def when(self, at: float) -> float:
        """A moment of what is heard, on trio's clock."""
        return self._ears.origin + at

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Hear the leg while the block lasts."""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._follow)
            nursery.start_soon(self._hear)
            nursery.start_soon(self._transcribe)
            nursery.start_soon(self._asking.run)
            yield
            nursery.cancel_scope.cancel()

    def stop_listening(self) -> None:
        """Hear and write down nothing more: what is said between the user and the person is theirs."""
        self._attention.cancel()
        self._asking.stop()
        self._ears.linger(UNREAD)

    def consume(self) -> None:
        """What has been spoken so far has been acted on: it is no answer to what we do next."""
        self._take(self._ears.cut(), cut=True)
        self._watches.forget_words()
        self.mark = self._ears.now
        self._asking.acted()

    @contextmanager
    def watch(self) -> Iterator[Watch]:
        """Open a view on what is heard: first what the line sounds like now and what was spoken last (unless it has
        been acted on), so that nothing falls between two steps; then everything from now on.

        Raises `HungUp` if the leg has already ended.
        """
        if self.ended:
            raise HungUp
        with self._watches.open(self.now) as watch:
            yield watch

    async def wait(self, seconds: float) -> None:
        """Let `seconds` pass. Raises `HungUp` if the leg ends meanwhile."""
        deadline = trio.current_time() + seconds
        with self.watch() as watch:
            while await watch.next(deadline) is not None:
                pass

    async def press(self, keys: str, shown: str, step_id: str, reason: str) -> None:
        """Send DTMF and return when it has been sent; the log says `shown`. Raises `HungUp`."""
        await self._carry_out("send_dtmf", SendDtmf(digits=shown, reason=reason), self.leg.send_dtmf(keys))
        self._record.write(IvrDtmfSent(digits=shown, step_id=step_id))

    async def say(self, text: str, sound: Path, reason: str) -> None:
        """Play the speech in `sound`, which says `text` (in the log's words). Raises `HungUp`."""
        await self._carry_out("speak", Speak(text=text, reason=reason), self.leg.play(sound))
        self._record.write(Finished(command="speak"))

    async def play(self, sound: Path, shown: str, reason: str) -> None:
        """Play a sound file; the log says `shown`. Raises `HungUp`."""
        await self._carry_out("play", PlayFile(path=shown, reason=reason), self.leg.play(sound))
        self._record.write(Finished(command="play"))

    async def keep_recording(self, on: bool, reason: str) -> None:
        """Go on with the recordings, or pause them. Raises `HungUp`."""
        self._records = on
        self._record.write(SetRecording(on=on and self.may_record, reason=reason))
        await self._record_as_said()

    async def allow_recording(self, reason: str) -> None:
        """Whoever had to agree has; if the flow wants a recording, it begins. Raises `HungUp`."""
        if not self.may_record:
            self.may_record = True
            self._record.write(SetRecording(on=self._records, reason=reason))
            await self._record_as_said()

    async def _record_as_said(self) -> None:
        try:
            await self.leg.keep_recording(self._records and self.may_record)
        except LegClosed:
            raise HungUp from None

    async def _carry_out(
        self, name: Literal["send_dtmf", "speak", "play"], command: Data, done: Awaitable[None]
    ) -> None:
        self._record.write(command)
        self.consume()
        self._watches.forget_beep()
        try:
            await done
        except LegClosed:
            raise HungUp from None
        except CommandFailed as fault:
            self._record.write(Finished(command=name, error=str(fault)))
            raise

    # --- the tasks of a line ---------------------------------------------------------------------------------------

    async def _follow(self) -> None:
        """Follow the signalling until the leg has ended."""
        dialled, ringing = trio.current_time(), False
        async for event in self.leg.events:
            match event:
                case Ringing() if not ringing:  # it comes once more when early media begins
                    ringing = True
                    self._record.write(CallRinging(number=self._number))
                case Answered():
                    self.answered = True
                    self._record.write(CallConnected(number=self._number, duration=trio.current_time() - dialled))
                    self._asking.answered()
                    self.settled.set()
                case Ended():
                    ended = LegEnded(leg="company", code=event.code, reason=event.reason, by_far_end=event.by_far_end)
                    self._record.write(ended)
                    self.ended = event
                    self.settled.set()
                    self.over.set()
                    self._asking.stop()
                    self._watches.close()

    async def _hear(self) -> None:
        """Take in what is heard."""
        with self._attention:
            async for events in self._ears.heard():
                self._take(events)
                self._ears.linger(UNHURRIED if self.sound == "music" else 1)

    async def _transcribe(self) -> None:
        """Have speech recognised. A recogniser that breaks leaves the call without words, not without life."""
        recogniser = self._transcriber
        if recogniser is None:
            return
        text, onset = "", 0.0
        try:
            async for event in self._speech:
                match event:
                    case SpeechStarted():
                        text, onset = "", event.at
                        await recogniser.start()
                    case SpeechAudio() if self.now - event.at < STALE:
                        heard = await recogniser.feed(event.samples)
                        if heard != text:
                            text = heard
                            self._say_words(Words(event.at, event.segment, onset, text, is_final=False))
                    case SpeechEnded(known=known):
                        heard = await recogniser.finish()
                        if known and heard != text:  # the words of a recording are put together of its hearings
                            self._say_words(Words(event.at, event.segment, onset, heard, is_final=False))
                        text = known or heard
                        self._say_words(Words(event.at, event.segment, onset, text, is_final=True))
        except Exception as error:
            self._record.write(NoteTaken(text=f"the recogniser stopped working ({type(error).__name__})"))

    # --- what was heard goes to the record, the recogniser and the steps -------------------------------------------

    def _take(self, events: Sequence[Noticed], *, cut: bool = False) -> None:
        """`cut`: it is we who ended the utterance."""
        for event in map(_without_key, events):
            match event:
                case SpeechAudio():
                    self._recognise(event)
                    continue
                case Words():
                    self._say_words(event)
                    continue
                case Verdict():
                    continue
                case SoundChanged():
                    self.sound = event.sound
            self._record.write(as_data(event, cut=cut))
            self._asking.hear(event)
            if isinstance(event, SpeechStarted | SpeechEnded):
                self._recognise(event)
            self._watches.tell(event)

    def _recognise(self, event: HearingEvent) -> None:
        """Queue for the recogniser; when it hangs, sound is left out but never the bounds of a segment."""
        late = self._to_recogniser.statistics().current_buffer_used
        if self._transcriber is not None and not (isinstance(event, SpeechAudio) and late > BACKLOG):
            with suppress(trio.WouldBlock):
                self._to_recogniser.send_nowait(event)

    def _say_words(self, words: Words) -> None:
        if not self._attention.cancel_called:
            self._record.write(as_data(words))
            self._asking.hear(words)
            for told in self._notices.hear(words.text) if words.is_final else ():
                self._record.write(told)
            self._watches.tell(words)


def _without_key(event: Noticed) -> Noticed:
    """Which key was heard is told to nobody: it may be one of ours that comes back, and a secret."""
    return replace(event, key=None) if isinstance(event, ToneNamed) else event
