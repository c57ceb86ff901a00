"""One flow against its trees in real time: the whole call (`runtime.call`) over SIP, with a recogniser and a voice.

The far ends are processes (`runtime.rehearse.process`). Not responsible for what a test expects
(`holdlang.trials.expecting`), or for making several calls at once (`runtime.rehearse.live.together`): PJSUA2 and its
call have this process to themselves.
"""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import trio

from holdlang.calllog import Line
from holdlang.names.awaited import awaited_phrases
from holdlang.names.reach import confirm_keys
from holdlang.trials.rehearsal import Rehearsal
from runtime.call import Equipment, place
from runtime.engines import apart, speaker
from runtime.engines.engine import Engine
from runtime.recogniser import InThread as HearingInThread
from runtime.record import Record
from runtime.rehearse.deaf import hearing_badly
from runtime.rehearse.live.badline import BadLine
from runtime.rehearse.live.relay import relayed
from runtime.rehearse.live.telephone import NotingTelephone, arrived, open_noting
from runtime.rehearse.process import Rehearsed, rehearsed
from runtime.rehearse.virtual.acting import Script
from runtime.rehearse.voice import NotingVoice
from runtime.sip.settings import SipSettings
from runtime.speech import InThread as SpeakingInThread

GOODBYE_SECONDS = 5.0
"""How long the company may take to report the end of a call that is over for us."""


@dataclass(frozen=True)
class Recogniser:
    """Which one: see `runtime.engines.apart`. The default is the one that comes with holdlang."""

    vosk_model: Path | None = None
    acoustic_model: Path | None = None


@dataclass(frozen=True)
class Venue:
    """Where and how a script is acted: the file that holds its trees, and a folder for the call."""

    file: Path
    folder: Path
    fast: bool = False
    recogniser: Recogniser = Recogniser()


async def act(script: Script, venue: Venue, tell: Callable[[Line], None]) -> Rehearsal:
    """Make the call and return how it went; `tell` is told each line of its log.

    Raises `UsageError` (in a group) if a far end can't be served, or ends in the middle of the call, and
    `EngineUnavailable`.
    """
    company = f"{venue.file}#{script.company.id}"
    recogniser = await trio.to_thread.run_sync(_recogniser, script, venue.recogniser)
    ears = hearing_badly(HearingInThread(recogniser), script.faults, script.seed)
    voice = NotingVoice(SpeakingInThread(await trio.to_thread.run_sync(speaker)))
    async with AsyncExitStack() as stack:
        keys = confirm_keys(script.flow, script.library)
        peers = await stack.enter_async_context(rehearsed(company, confirm=keys, fast=venue.fast, seed=script.seed))
        address = peers.company_address
        line = BadLine(script.faults, script.seed)
        if line.is_bad:
            address = await stack.enter_async_context(relayed(address, line))
        plan = script.plan(f"sip:rehearsal@{address}", peers.phone_address)
        settings = SipSettings(trunk=address, bind="127.0.0.1", log_file=venue.folder / "pjsip.log")
        with Record(venue.folder, "call_rehearsed") as record:
            lines: list[Line] = []
            record.subscribe(lines.append)
            record.subscribe(tell)
            async with open_noting(settings) as telephone:
                await place(plan, script.advised(Equipment(telephone, voice, ears)), record)
        return await _as_it_went(lines, telephone, voice, peers)


def _recogniser(script: Script, wanted: Recogniser) -> Engine:
    phrases = awaited_phrases(script.flow, script.library, script.values)
    return apart(vosk_model=wanted.vosk_model, acoustic_model=wanted.acoustic_model, phrases=phrases)


async def _as_it_went(lines: list[Line], telephone: NotingTelephone, voice: NotingVoice, peers: Rehearsed) -> Rehearsal:
    leg = telephone.company
    if leg is None:
        return Rehearsal(lines, (), ())
    with trio.move_on_after(GOODBYE_SECONDS):
        await peers.company.happens("ended")
    digits = "".join(event.data["digit"] for event in peers.company.events if event.event == "digit")
    return Rehearsal(lines, arrived(leg.pressed, digits), [voice.said(path) for path in leg.played])
