"""One leg of a call, in trio: the `Leg` of `runtime.ports`. Not responsible for PJSUA2's objects: none comes here."""

import logging
import math
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
import pjsua2 as pj
import trio

from runtime.ports import Answered, AudioBlock, CommandFailed, DigitReceived, Ended, LegClosed, LegEvent, Ringing
from runtime.sip.call import PjCall, StatusListener
from runtime.sip.dtmf import GAP_SECONDS, TONE_SECONDS, Pause, Tone, parse_keys
from runtime.sip.errors import TelephoneError
from runtime.sip.media import KEPT_BLOCKS, Blocks
from runtime.sip.shared import Slot
from runtime.sip.thread import PjThread

T = TypeVar("T")

BYE_SECONDS = 2.0
"""How long `hangup` waits for the far end to agree. RFC 3261 lets a BYE go unanswered for 32 s (timer F)."""

logger = logging.getLogger(__name__)


class SipLeg:
    """A `Leg` over SIP. `called` is the user part that was dialled, `remote` the URI of the other side."""

    def __init__(self, thread: PjThread, rate: int, called: str, remote: str) -> None:
        self.called = called
        self.remote = remote
        self.recording_problem: str | None = None
        """Why a recording is missing or short; None while all is well. The call goes on without it."""
        self.ended: Ended | None = None
        self.slot = Slot()
        self._thread = thread
        self._rate = rate
        self._over = trio.Event()
        self._keys = trio.Lock()
        self._waiting: set[trio.Event] = set()
        """What the end of the leg puts an end to."""
        self._event_sink, self._events = trio.open_memory_channel[LegEvent](math.inf)
        self._audio_sink, self._audio = trio.open_memory_channel[AudioBlock](KEPT_BLOCKS)
        self._drain = self._audio.clone()
        self._lost_before = 0
        self._blocks: Blocks | None = None
        self._gather = 1

    @property
    def rate(self) -> int:
        """Sampling rate of `audio`, in Hz."""
        return self._rate

    @property
    def events(self) -> trio.MemoryReceiveChannel[LegEvent]:
        """Signalling, in order; never dropped. Ends after `Ended`."""
        return self._events

    @property
    def audio(self) -> trio.MemoryReceiveChannel[AudioBlock]:
        """Far-end sound in blocks of 100 ms from the start of media; the oldest is dropped when nobody reads."""
        return self._audio

    def linger(self, blocks: int) -> None:
        """Let this many blocks of sound gather (at most half of what is kept) before they are handed over."""
        self._gather = min(blocks, KEPT_BLOCKS // 2)
        if self._blocks is not None:
            self._blocks.gather = self._gather

    async def answer(self, code: int = 200) -> None:
        """On an incoming leg: send a provisional (180; 183 with media), final (200) or refusing (≥ 300) response."""
        if code >= 300:
            await self.hangup(code)
            return

        def respond(call: PjCall) -> None:
            parameters = pj.CallOpParam()
            parameters.statusCode = code
            call.answer(parameters)

        await self.command(respond)

    async def send_dtmf(self, keys: str) -> None:
        """Send `keys` by RFC 4733, or by SIP INFO to a far end that did not offer telephone events.

        Each tone lasts `TONE_SECONDS`, and `GAP_SECONDS` pass before the next. Returns when the last tone has ended.
        Raises `ValueError` before the first tone if there is anything but keys and pauses.
        """
        async with self._keys:
            for item in list(parse_keys(keys)):
                match item:
                    case Pause(seconds):
                        await trio.sleep(seconds)
                    case Tone(digit):
                        await self.command(lambda call, digit=digit: call.send_digit(digit))  # type: ignore[misc]
                        await trio.sleep(TONE_SECONDS + GAP_SECONDS)

    async def play(self, path: Path) -> None:
        """Play a WAV file to the far end, from when media flows, and return at its end; cancelling stops it at once.

        Raises `SoundFileError` if the file cannot be played and `LegClosed` if the leg ends first.
        """
        end = trio.Event()
        self._waiting.add(end)
        try:
            thread = self._thread
            player = await self.command(lambda call: call.start_player(path, lambda: thread.notify(end.set)))
            try:
                await end.wait()
            finally:
                with trio.CancelScope(shield=True):
                    await self._if_open(lambda call: call.stop_player(player))
        finally:
            self._waiting.discard(end)
        if self.ended is not None:
            raise LegClosed(self.ended.reason)

    async def keep_recording(self, on: bool) -> None:
        """Pause the recordings, which hold silence then, or go on with them; harmless where there are none."""
        await self.command(lambda call: call.keep_recording(on))

    async def refer(self, uri: str) -> None:
        """Have the far end call `uri` in our place (REFER, RFC 3515); returns once that call was answered.

        Raises `CommandFailed` if the far end refuses or does not get through, `LegClosed` if it leaves without saying.
        """
        statuses = await self._ask(lambda call, told: call.refer(uri, told))
        code, reason = statuses[-1]
        if code >= 300:
            accepted = len(statuses) > 1
            what = "the far end did not get through" if accepted else "the far end does not hand calls over"
            raise CommandFailed(f"{what} ({code} {reason})")

    async def reinvite(self) -> None:
        """Have sound come and go by another port of ours (re-INVITE, RFC 3261 section 14); returns once it does.

        Raises `CommandFailed` if the far end refuses, `LegClosed` if it leaves without saying.
        """
        code, reason = (await self._ask(lambda call, told: call.renew_media(told)))[-1]
        if code >= 300:
            raise CommandFailed(f"the far end does not change its media ({code} {reason})")

    async def _ask(self, request: Callable[[PjCall, StatusListener], None]) -> list[tuple[int, str]]:
        """Ask the far end for something; what it says to that, up to the first word that is final."""
        news: list[tuple[int, str]] = []
        final = trio.Event()

        def told(code: int, reason: str) -> None:
            if not final.is_set():
                news.append((code, reason))
            if code >= 200:
                final.set()

        self._waiting.add(final)
        try:
            await self.command(lambda call: request(call, told))
            await final.wait()
        finally:
            self._waiting.discard(final)
        if not news or news[-1][0] < 200:
            raise LegClosed("the far end left without a word to that")
        return news

    async def hangup(self, code: int = 0) -> None:
        """End the dialog (BYE, CANCEL or a refusal with `code`); returns when it is over. Harmless on an ended leg."""
        await self._if_open(lambda call: call.end(code))
        with trio.move_on_after(BYE_SECONDS):
            await self._over.wait()
            return
        await self._if_open(lambda call: call.abandon("hung up; the far end did not confirm"))
        await self._over.wait()

    async def command(self, action: Callable[[PjCall], T]) -> T:
        """Do something to the call on PJSUA2's thread. Raises `LegClosed` if there is no call any more."""
        if self.ended is not None:
            raise LegClosed(self.ended.reason)
        slot = self.slot

        def act() -> T:
            if slot.call is None:
                raise LegClosed("the call has ended")
            return action(slot.call)

        try:
            return await self._thread.run(act)
        except TelephoneError:
            if self.ended is not None:
                raise LegClosed(self.ended.reason) from None
            raise

    async def _if_open(self, action: Callable[[PjCall], object]) -> None:
        try:
            await self.command(action)
        except (LegClosed, TelephoneError) as fault:
            logger.debug("nothing to do on an ended leg: %s", fault)

    # --- the CallListener: in trio, called by the thread's notices ---

    def on_ringing(self, moment: float, early_media: bool) -> None:
        """See `CallListener`."""
        self._send(Ringing(_trio_time(moment), early_media))

    def on_answered(self, moment: float) -> None:
        """See `CallListener`."""
        self._send(Answered(_trio_time(moment)))

    def on_digit(self, moment: float, digit: str) -> None:
        """See `CallListener`."""
        self._send(DigitReceived(_trio_time(moment), digit))

    def on_recording_failed(self, problem: str) -> None:
        """See `CallListener`."""
        self.recording_problem = problem

    def on_sound(self, blocks: Blocks) -> None:
        """See `CallListener`."""
        if self.ended is not None:
            return
        if self._blocks is None:
            self._blocks = blocks
            blocks.gather = self._gather
        for moment, sound in blocks.take():
            lost, self._lost_before = blocks.lost - self._lost_before, blocks.lost
            block = AudioBlock(_trio_time(moment), np.frombuffer(sound, dtype="<i2"), lost)
            try:
                self._audio_sink.send_nowait(block)
            except trio.WouldBlock:
                self._drop_oldest()
                self._audio_sink.send_nowait(block)

    def _drop_oldest(self) -> None:
        """Make room for one block; the next oldest says what is missing before it."""
        dropped, successor, *rest = [self._drain.receive_nowait() for _ in range(KEPT_BLOCKS)]
        for block in (replace(successor, lost=successor.lost + dropped.lost + 1), *rest):
            self._audio_sink.send_nowait(block)

    def on_ended(self, moment: float, code: int, reason: str, by_far_end: bool) -> None:
        """See `CallListener`."""
        if self.ended is not None:
            return
        self.ended = Ended(_trio_time(moment), code, reason, by_far_end)
        self._send(self.ended)
        for channel in (self._event_sink, self._audio_sink, self._drain):
            channel.close()
        for end in self._waiting:
            end.set()
        self._over.set()

    def _send(self, event: LegEvent) -> None:
        if self.ended is None or event is self.ended:
            try:
                self._event_sink.send_nowait(event)
            except trio.BrokenResourceError:
                logger.debug("nobody listens to this leg's events any more")


def _trio_time(moment: float) -> float:
    """`time.perf_counter()` of another thread as `trio.current_time()`."""
    return trio.current_time() - (time.perf_counter() - moment)
