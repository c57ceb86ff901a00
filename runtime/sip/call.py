"""One dialog as PJSUA2 sees it: its callbacks, its media, its end. Lives on PJSUA2's thread.

Not responsible for trio: it tells a `CallListener` through the thread's notices. The far end may ask for anything; what
it may have is decided here: it does not choose whom we call (REFER, Replaces and redirection are refused).
"""

import functools
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pjsua2 as pj

from runtime.sip.caught import caught
from runtime.sip.dtmf import DIGITS, TONE_SECONDS
from runtime.sip.library import destroy
from runtime.sip.listener import CallListener
from runtime.sip.media import BLOCK_SECONDS, Blocks, Jack, Player, Tap
from runtime.sip.pulse import Pulse
from runtime.sip.reading import cause_of_end, digit_pjsip_overlooks, flowing_audio, message_of, offers_media
from runtime.sip.recording import Recording, start_recording
from runtime.sip.shared import Shared, Slot

NO_TELEPHONE_EVENTS = 220107
"""PJMEDIA_RTP_EREMNORFC2833, which the binding does not name."""

StatusListener = Callable[[int, str], None]
"""Told, in trio, how something goes that the far end was asked for: SIP code and reason; from 200 on it is the last."""

FINISH_SECONDS = 0.5
"""How long the end of a call waits for its recordings to be finished; PJSIP's media thread needs one or two ticks of
20 ms."""

logger = logging.getLogger(__name__)


class PjCall(pj.Call):  # type: ignore[misc]
    """A call and the wires of its media."""

    def __init__(self, account: Any, call_id: int, shared: Shared, listener: CallListener, slot: Slot) -> None:
        super().__init__(account, call_id)
        self.thread = shared.thread
        self.shared = shared
        self.listener = listener
        self.record_far: Path | None = None
        self.record_near: Path | None = None
        self.far = Jack()
        """The call's own port: a source of far-end sound and a sink for ours."""
        self.near = Jack()
        """The near-end recorder, if any: hears all that is wired to `far`."""
        self.responded = False
        """Some response to our INVITE has come."""
        self._hung_up = False
        self._over = False
        self._listening = False
        self._gone = False
        self._told = False
        self._farewell: Callable[[], None] = lambda: None
        self._transfer_told: StatusListener = lambda _code, _reason: None
        self._media_told: StatusListener = lambda _code, _reason: None
        self._patience = 0.0
        self._recordings: list[Recording] = []
        self._blocks = Blocks()
        self._tap = Jack()
        self._far_recorder = Jack()
        self._players: set[Jack] = set()
        self._rung: set[bool] = set()
        self._pulse = Pulse()
        self._note = shared.dialogs.note()
        self._slot = slot
        slot.call = self
        shared.calls.add(self)

    # --- commands ---

    def start_player(self, path: Path, ended: Callable[[], None]) -> Jack:
        """Play a file to the far end from now, or from when there is media."""
        player = Jack(Player(path, ended))
        self._players.add(player)
        self.hear(player)
        self.thread.watch(lambda: player.media is None)  # for short turns: the end of the file shows at the next
        return player

    def stop_player(self, player: Jack) -> None:
        """Silence it and let it go."""
        self.shared.patchbay.remove(player)
        self._players.discard(player)
        player.destroy()

    def send_digit(self, digit: str) -> None:
        """One tone by RFC 4733, or by INFO if the far end did not offer telephone events."""
        parameters = pj.CallSendDtmfParam()
        parameters.digits = digit
        parameters.duration = round(TONE_SECONDS * 1000)
        parameters.method = pj.PJSUA_DTMF_METHOD_RFC2833
        try:
            self.sendDtmf(parameters)
        except pj.Error as error:
            if error.status != NO_TELEPHONE_EVENTS:
                raise
            logger.info("the far end takes no telephone events: sending the key by INFO")
            parameters.method = pj.PJSUA_DTMF_METHOD_SIP_INFO
            self.sendDtmf(parameters)

    def hear(self, source: Jack) -> None:
        """Let the far end hear `source`, and the recording of our side too."""
        self.shared.patchbay.connect(source, self.far)
        self.shared.patchbay.connect(source, self.near)

    def unhear(self, source: Jack) -> None:
        """Undo `hear`."""
        self.shared.patchbay.disconnect(source, self.far)
        self.shared.patchbay.disconnect(source, self.near)

    def keep_recording(self, on: bool) -> None:
        """Let the recorders hear the call, or only the silence by which they keep time."""
        for recorder in (self._far_recorder, self.near):
            if on:
                self.shared.patchbay.undeafen(recorder)
            else:
                self.shared.patchbay.deafen(recorder, but=self.shared.silence)

    def refer(self, uri: str, told: StatusListener) -> None:
        """Ask the far end to call `uri` (REFER, RFC 3515); `told` hears each status of that call."""
        self._transfer_told = told
        self.xfer(uri, pj.CallOpParam(True))

    def renew_media(self, told: StatusListener) -> None:
        """Offer the far end another port of ours for its sound (re-INVITE); `told` hears what it answers."""
        parameters = pj.CallOpParam(True)
        parameters.opt.flag = pj.PJSUA_CALL_REINIT_MEDIA
        self._media_told = told
        self.reinvite(parameters)

    def end(self, code: int) -> None:
        """BYE, CANCEL or refuse, as fits."""
        if self._over or self._hung_up:
            return
        self._hung_up = True
        parameters = pj.CallOpParam()
        parameters.statusCode = code
        try:
            self.hangup(parameters)
        except pj.Error as error:  # it has ended in this very moment
            logger.debug("hanging up: %s", error.reason)

    def abandon(self, reason: str) -> None:
        """End the call for its listener now, whatever the far end says or does not say later."""
        self.end(0)
        self._close(0, reason, by_far_end=False)

    def check_pulse(self, limit: float) -> None:
        """Abandon the call if nothing has come for more than `limit` seconds."""
        if not self._over and self._pulse.quiet_for(self) > limit:
            self.abandon(f"no sound has come for {limit:g} s")

    def settle(self, at_once: bool = False) -> bool:
        """Tell the listener of the end as soon as the recordings are finished, or are not going to be."""
        whole = all(recording.is_whole() for recording in self._recordings)
        if not (self._told or whole or at_once or time.monotonic() > self._patience):
            return False
        if not self._told:
            self._told = True
            seconds = self._blocks.total * BLOCK_SECONDS
            for problem in filter(None, (recording.problem(seconds) for recording in self._recordings)):
                self.thread.notify(self.listener.on_recording_failed, problem)
            self._farewell()
        if self._gone:
            self.forget()
        return True

    def forget(self) -> None:
        """Give the call back to PJSIP. Once; nothing may be asked of it afterwards."""
        if self in self.shared.calls:
            self._slot.call = None
            self.shared.calls.discard(self)
            destroy(self)

    # --- callbacks ---

    @caught
    def onCallState(self, prm: Any) -> None:  # noqa: N802
        """RFC 3261 dialogs and RFC 6026 transactions, as PJSIP's seven states."""
        info = self.getInfo()
        moment = time.perf_counter()
        match info.state:
            case pj.PJSIP_INV_STATE_EARLY if info.role == pj.PJSIP_ROLE_UAC:
                self._note.take_in(message_of(prm.e))
                self._ring(moment, self.far.media is not None or offers_media(prm.e))
            case pj.PJSIP_INV_STATE_CONNECTING if info.role == pj.PJSIP_ROLE_UAC:
                self._note.take_in(message_of(prm.e))
            case pj.PJSIP_INV_STATE_CONFIRMED:
                self.responded = True
                self.thread.notify(self.listener.on_answered, moment)
            case pj.PJSIP_INV_STATE_DISCONNECTED:
                self._note.remove()
                code, reason, by_far_end = cause_of_end(info, prm.e)
                by_far_end = by_far_end and not self._hung_up
                # Not here: closing would delete what PJSIP is still busy with.
                self.thread.post(lambda: self._disconnected(code, reason, by_far_end))

    @caught
    def onCallMediaState(self, _prm: Any) -> None:  # noqa: N802
        """Media has started, stopped or been replaced: make the wires again."""
        info = self.getInfo()
        index = flowing_audio(info)
        audio = None if index is None else self.getAudioMedia(index)
        if audio is not None and not self._over:
            self._start_listening()
        self.shared.patchbay.plug(self.far, audio)
        if info.state == pj.PJSIP_INV_STATE_EARLY and info.role == pj.PJSIP_ROLE_UAC:
            self._ring(time.perf_counter(), audio is not None)

    @caught
    def onDtmfDigit(self, prm: Any) -> None:  # noqa: N802
        """RFC 4733 events, and INFO with `application/dtmf-relay`, of which PJSIP takes any byte for a digit."""
        digit = prm.digit.upper()
        if digit in DIGITS:
            self.thread.notify(self.listener.on_digit, time.perf_counter(), digit)

    @caught
    def onCallTsxState(self, prm: Any) -> None:  # noqa: N802
        """Sees every transaction: here for what moves the dialog, for responses to our INVITEs, and INFO that
        PJSIP does not know."""
        change = prm.e.body.tsxState
        if change.type != pj.PJSIP_EVENT_RX_MSG:
            return
        if change.tsx.method in ("INVITE", "UPDATE"):
            self._note.take_in(change.src.rdata.wholeMsg)
        if change.tsx.role == pj.PJSIP_ROLE_UAC:
            self.responded = True
            if change.tsx.method == "INVITE":
                self.thread.notify(self._media_told, change.tsx.statusCode, change.tsx.statusText)
            return
        digit = digit_pjsip_overlooks(change)
        if digit is not None:
            self.thread.notify(self.listener.on_digit, time.perf_counter(), digit)

    @caught
    def onCallTransferRequest(self, prm: Any) -> None:  # noqa: N802
        """REFER (RFC 3515): the far end does not choose whom we call, unless the settings let it."""
        call = self.shared.transferee(prm.dstUri)
        prm.statusCode = pj.PJSIP_SC_DECLINE if call is None else pj.PJSIP_SC_ACCEPTED
        if call is not None:
            prm.newCall = call  # PJSIP dials, and tells the far end by NOTIFY how that goes

    @caught
    def onCallTransferStatus(self, prm: Any) -> None:  # noqa: N802
        """The answer to our REFER (202 comes as 100, a refusal as itself), and the NOTIFYs after it (RFC 3515, 2.4)."""
        self.thread.notify(self._transfer_told, prm.statusCode, prm.reason)

    @caught
    def onCallReplaceRequest(self, prm: Any) -> None:  # noqa: N802
        """INVITE with Replaces (RFC 3891): nobody else takes a call of ours over."""
        prm.statusCode = pj.PJSIP_SC_DECLINE

    @caught
    def onCallRedirected(self, _prm: Any) -> int:  # noqa: N802
        """A 3xx response: not followed, for the same reason; its code stands as the end of the call."""
        return int(pj.PJSIP_REDIRECT_REJECT)

    # --- inner ---

    def _ring(self, moment: float, early_media: bool) -> None:
        if early_media not in self._rung:
            self._rung.add(early_media)
            self.thread.notify(self.listener.on_ringing, moment, early_media)

    def _start_listening(self) -> None:
        """Once a call: tap and recorders. Silence is wired to each of them, so that they run on when the far end's
        media stops, and both recordings stay on one timeline."""
        if self._listening:
            return
        self._listening = True
        arrived = functools.partial(self.thread.notify, self.listener.on_sound, self._blocks)
        self._tap.media = Tap(self.shared.rate, self.shared.read, self._blocks, arrived)
        patchbay = self.shared.patchbay
        for path, jack in ((self.record_far, self._far_recorder), (self.record_near, self.near)):
            if path is not None:
                self._record(path, jack)
        for ear in (self._tap, self._far_recorder, self.near):
            patchbay.connect(self.shared.silence, ear)
        for ear in (self._tap, self._far_recorder):
            patchbay.connect(self.far, ear)

    def _record(self, path: Path, jack: Jack) -> None:
        try:
            recording, recorder = start_recording(path, self.shared.rate)
        except pj.Error as error:
            self.thread.notify(self.listener.on_recording_failed, f"{path}: {error.reason}")
            return
        self._recordings.append(recording)
        self.shared.patchbay.plug(jack, recorder)

    def _disconnected(self, code: int, reason: str, by_far_end: bool) -> None:
        self._gone = True
        self._close(code, reason, by_far_end)
        self.settle()

    def _close(self, code: int, reason: str, by_far_end: bool) -> None:
        """Let go of the media. Once."""
        if self._over:
            return
        self._over = True
        ours = [*self._players, self._tap, self._far_recorder, self.near]
        for jack in (self.far, *ours):
            self.shared.patchbay.remove(jack)
        for jack in ours:
            jack.destroy()
        self.far.media = None
        self._players.clear()
        listener, moment = self.listener, time.perf_counter()
        self._farewell = functools.partial(self.thread.notify, listener.on_ended, moment, code, reason, by_far_end)
        self._patience = time.monotonic() + FINISH_SECONDS
        self.thread.watch(self.settle)
