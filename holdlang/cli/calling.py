"""Puts a call together from the configuration: telephone, engines, record, view. Here language meets runtime.

Not responsible for options (`holdlang.cli.run`) or for what happens on the call (`runtime.call`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import trio

from holdlang import numbers, sipuri
from holdlang.cli.ownlog import logged
from holdlang.cli.screen import Screen
from holdlang.cli.sounds import check_sound
from holdlang.cli.status import Status
from holdlang.config import Config
from holdlang.errors import UsageError
from holdlang.model import CallFlow, Phrase, Transfer
from holdlang.model.steps import Clauses
from runtime.call import Plan, place
from runtime.context import Device
from runtime.engines import EngineUnavailable, speaker, transcriber
from runtime.outcome import OutcomeKind
from runtime.ports import Speaker, Transcriber
from runtime.record import Record
from runtime.rehearse.process import rehearsed
from runtime.sip.endpoint import open_telephone
from runtime.sip.errors import RegistrationFailed, TelephoneError
from runtime.sip.settings import SipSettings
from runtime.speech import sound_files

STATUS: Mapping[OutcomeKind, Status] = {
    "transferred": Status.DONE,
    "failed": Status.FAILED,
    "not_answered": Status.NOT_ANSWERED,
    "ended": Status.NO_TRANSFER,
    "interrupted": Status.INTERRUPTED,
}


def call(flow: CallFlow, folder: Path, number: str, config: Config, *, json: bool) -> Status:
    """Call `number` by the configured trunk."""
    trunk = config.trunk
    assert trunk is not None
    settings = SipSettings(
        trunk=str(trunk.address),
        bind=config.bind.host if config.bind else None,
        port=config.bind.port or 0 if config.bind else 0,
        transport=trunk.transport,
        register=trunk.registers,
        username=trunk.username,
        realm=trunk.realm,
        password=trunk.password.resolve().reveal() if trunk.password else None,
        identity=trunk.from_uri,
    )
    devices = {name: Device(device.uri, device.ring_seconds) for name, device in config.devices.items()}
    plan = Plan(flow, number, trunk.uri(number), devices, folder, config.answer_seconds, config.recordings)
    with Screen(flow, json=json) as screen:
        return trio.run(_run, plan, settings, config, screen)


def rehearse(flow: CallFlow, folder: Path, number: str, tree: str, config: Config, *, json: bool) -> Status:
    """Call the company of a tree file, served by a process on this machine; a further process is the user's phone."""

    async def rehearsal() -> Status:
        async with rehearsed(tree) as peers:
            names = {
                name for step in flow.steps if isinstance(step, Transfer) for group in step.targets for name in group
            }
            devices = {name: Device(f"sip:{name}@{peers.phone_address}") for name in names}
            uri = f"sip:{_user(number)}@{peers.company_address}"
            plan = Plan(flow, number, uri, devices, folder, config.answer_seconds, config.recordings)
            return await _run(plan, SipSettings(trunk=peers.company_address, bind="127.0.0.1"), config, screen)

    with Screen(flow, json=json) as screen:
        return trio.run(rehearsal)


def _user(number: str) -> str:
    """What of a number, or of a SIP address, goes before the `@` when it is dialled somewhere else."""
    return (sipuri.parse(number).user or "rehearsal") if sipuri.is_uri(number) else numbers.normalize(number)


async def _run(plan: Plan, settings: SipSettings, config: Config, screen: Screen) -> Status:
    for path in sound_files(plan.flow):
        check_sound(plan.folder / path)
    try:
        heard, spoken = await trio.to_thread.run_sync(_engines, plan.flow, config)
    except EngineUnavailable as error:
        raise UsageError(str(error)) from None
    try:
        record = Record.create(config.data_dir)
    except OSError as error:
        raise UsageError(
            f"the call's folder cannot be made: {error.strerror} ({error.filename})", "see `data_dir`"
        ) from None
    settings = replace(settings, log_file=record.folder / "pjsip.log")
    with record, logged(record.folder):
        try:
            async with open_telephone(settings) as telephone:
                screen.follow(record)
                outcome = await place(plan, telephone, spoken, heard, record)
        except RegistrationFailed as error:
            screen.complain(f"error: {error}")
            return Status.NOT_ANSWERED
        except TelephoneError as error:
            raise UsageError(str(error)) from None
    if record.fault is not None:
        screen.complain(f"warning: the call log is not complete: {record.fault.strerror}")
    screen.conclude(record.folder)
    return STATUS[outcome.kind]


def _engines(flow: CallFlow, config: Config) -> tuple[Transcriber, Speaker]:
    wanted = config.recogniser
    heard = transcriber(
        vosk_model=wanted.vosk_model if wanted.engine != "pocketsphinx" else None,
        acoustic_model=wanted.acoustic_model,
        phrases=_phrases(flow),
    )
    try:
        return heard, speaker(voice=config.voice.name, words_per_minute=config.voice.words_per_minute)
    except ValueError as error:
        raise UsageError(str(error), "see `voice` in holdlang.yaml") from None


def _phrases(flow: CallFlow) -> Sequence[str]:
    clauses = [clause for step in flow.steps if isinstance(step, Clauses) for clause in step.clauses]
    return [trigger.text for clause in clauses for trigger in clause.triggers if isinstance(trigger, Phrase)]
