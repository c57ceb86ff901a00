"""The two legs of a call in virtual time: what is done at one end is known at the other, and takes the time it takes.

The far leg is played by a tree (`runtime.rehearse.company`), the near leg is ours. Not responsible for what either end
does, nor for what is heard (`runtime.rehearse.virtual.heard`).
"""

import math
from collections.abc import Awaitable, Callable
from pathlib import Path

import trio

from runtime.ports import Answered, AudioBlock, CommandFailed, DigitReceived, Ended, LegClosed, LegEvent, Ringing
from runtime.rehearse.virtual.heard import StageEars
from runtime.rehearse.virtual.stage import RATE, Stage
from runtime.rehearse.virtual.voice import speech_seconds
from runtime.rehearse.voice import NotingVoice
from runtime.sip.dtmf import GAP_SECONDS, PAUSES, TONE_SECONDS

KEY_SECONDS = TONE_SECONDS + GAP_SECONDS
"""What a key takes, with the gap after it."""

REINVITE_SECONDS = 0.06
"""Until a re-INVITE is answered and sound flows again, as between two of our telephones on one machine."""

DECLINE = 603
"""What a company that hangs up before it has answered says (`pjsua_call_hangup`)."""


class Near:
    """Our end. `pressed` and `said` are what we sent, one entry a command."""

    rate = RATE

    def __init__(
        self,
        called: str,
        ears: StageEars,
        stage: Stage,
        voice: NotingVoice,
        call_instead: Callable[[str], Awaitable[None]],
    ) -> None:
        """`ears` hear what is played on the `stage`; `call_instead` has the far end call somebody else, and raises
        `CommandFailed` if nobody answers."""
        self.called = called
        self.stage = stage
        self.recording_problem: str | None = None
        self.pressed: list[str] = []
        self.said: list[str] = []
        self.over = trio.Event()
        self.ears = ears
        self.far = Far(self)
        self._voice = voice
        self._call_instead = call_instead
        self._event_sink, self.events = trio.open_memory_channel[LegEvent](math.inf)
        self._audio_sink, self.audio = trio.open_memory_channel[AudioBlock](0)

    def linger(self, blocks: int) -> None:
        """There are no blocks of sound."""

    async def answer(self, code: int = 200) -> None:
        raise CommandFailed(f"we are the caller, and can't answer with {code}")

    async def send_dtmf(self, keys: str) -> None:
        self.must_be_open()
        self.pressed.append(keys)
        for key in keys:
            await trio.sleep(PAUSES.get(key, KEY_SECONDS))
            self.must_be_open()
            if key not in PAUSES:
                self.far.emit(DigitReceived(trio.current_time(), key))

    async def play(self, path: Path) -> None:
        self.must_be_open()
        text = self._voice.said(path)
        self.said.append(text)
        with trio.move_on_after(speech_seconds(text)):
            await self.over.wait()
            raise LegClosed

    async def keep_recording(self, on: bool) -> None:  # noqa: ARG002 - nothing is recorded
        await trio.lowlevel.checkpoint()
        self.must_be_open()

    async def refer(self, uri: str) -> None:
        self.must_be_open()
        await self._call_instead(uri)

    async def reinvite(self) -> None:
        self.must_be_open()
        await trio.sleep(REINVITE_SECONDS)
        self.must_be_open()

    async def hangup(self, code: int = 0) -> None:  # noqa: ARG002 - as in `Leg`
        await trio.lowlevel.checkpoint()
        self.end(200, by_far_end=False)

    def end(self, code: int, *, by_far_end: bool) -> None:
        """The dialog is over for both ends."""
        if not self.over.is_set():
            self.over.set()
            self.ears.close()
            self._event_sink.send_nowait(Ended(trio.current_time(), code, "", by_far_end))
            self._event_sink.close()
            self._audio_sink.close()
            self.far.emit(Ended(trio.current_time(), code, "", not by_far_end))
            self.far.close()

    def emit(self, event: LegEvent) -> None:
        """Signalling from the far end."""
        if isinstance(event, Answered) or (isinstance(event, Ringing) and event.early_media):
            self.ears.open()
        if not self.over.is_set():
            self._event_sink.send_nowait(event)

    def must_be_open(self) -> None:
        """Raises `LegClosed` if the dialog is over."""
        if self.over.is_set():
            raise LegClosed


class Far:
    """The far end of the same dialog, for `runtime.rehearse.company`."""

    rate = RATE

    def __init__(self, near: Near) -> None:
        self.called = ""
        self.recording_problem: str | None = None
        self._near = near
        self._answered = False
        self._sink, self.events = trio.open_memory_channel[LegEvent](math.inf)
        _, self.audio = trio.open_memory_channel[AudioBlock](0)

    def linger(self, blocks: int) -> None:
        """Nothing is heard of the caller."""

    async def answer(self, code: int = 200) -> None:
        await trio.lowlevel.checkpoint()
        if self._near.over.is_set():
            raise LegClosed
        if code >= 300:
            self._near.end(code, by_far_end=True)
            return
        now = trio.current_time()
        self._answered = self._answered or code >= 200
        self._near.emit(Answered(now) if code >= 200 else Ringing(now, early_media=code == 183))

    async def send_dtmf(self, keys: str) -> None:
        for key in keys:
            await trio.sleep(KEY_SECONDS)
            self._near.emit(DigitReceived(trio.current_time(), key))

    async def play(self, path: Path) -> None:
        if self._near.over.is_set():
            raise LegClosed
        stage = self._near.stage
        await self._near.ears.hear(path, stage.seconds[path], stage.leads.get(path, 0.0))

    async def keep_recording(self, on: bool) -> None:  # noqa: ARG002 - as in `Leg`
        await trio.lowlevel.checkpoint()

    async def refer(self, uri: str) -> None:  # noqa: ARG002 - as in `Leg`
        raise CommandFailed("the far end of a rehearsal hands nobody over")

    async def reinvite(self) -> None:
        self._near.must_be_open()
        await trio.sleep(REINVITE_SECONDS)
        self._near.must_be_open()

    async def hangup(self, code: int = 0) -> None:
        await trio.lowlevel.checkpoint()
        self._near.end(code or (200 if self._answered else DECLINE), by_far_end=True)

    def emit(self, event: LegEvent) -> None:
        """Signalling from the caller."""
        self._sink.send_nowait(event)

    def close(self) -> None:
        """No more of it."""
        self._sink.close()
