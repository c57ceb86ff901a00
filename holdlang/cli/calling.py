"""Puts a call together from the configuration: telephone, engines, record, view. Here language meets runtime.

Not responsible for options (`holdlang.cli.run`), for what happens on the call (`runtime.call`), or for when another is
made (`holdlang.cli.redialling`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import trio

from holdlang import numbers
from holdlang.advice.ladder import FREE, Budget
from holdlang.cli.countdown import Countdown
from holdlang.cli.ownlog import logged
from holdlang.cli.redialling import Attempt, with_redial
from holdlang.cli.screen import Screen
from holdlang.cli.sounds import check_sound
from holdlang.cli.status import Status
from holdlang.cli.values import Value
from holdlang.config import Config
from holdlang.errors import UsageError
from holdlang.model import CallFlow
from holdlang.names.awaited import awaited_phrases
from holdlang.names.reach import confirm_keys, device_names, reachable, sound_files
from holdlang.numbers import sipuri
from runtime.call import Equipment, Plan, place
from runtime.context import Device
from runtime.engines import EngineUnavailable, advisor, speaker, transcriber
from runtime.outcome import OutcomeKind
from runtime.ports import Advisor, Speaker, Transcriber
from runtime.recogniser import InThread as HearingInThread
from runtime.record import Record
from runtime.rehearse.process import rehearsed
from runtime.sip.endpoint import open_telephone
from runtime.sip.errors import RegistrationFailed, TelephoneError
from runtime.sip.settings import SipSettings
from runtime.speech import InThread as SpeakingInThread

STATUS: Mapping[OutcomeKind, Status] = {
    "transferred": Status.DONE,
    "failed": Status.FAILED,
    "not_answered": Status.NOT_ANSWERED,
    "ended": Status.NO_TRANSFER,
    "interrupted": Status.INTERRUPTED,
}


@dataclass(frozen=True)
class Order:
    """The call that is to be made: a flow, where its source lies, the number, and what the flow was told."""

    flow: CallFlow
    folder: Path
    number: str
    values: Mapping[str, Value] = field(default_factory=dict)
    library: Mapping[str, CallFlow] = field(default_factory=dict)
    """The flows that it can run, by id."""
    folders: Mapping[str, Path] = field(default_factory=dict)
    """Where the sources of those flows lie, if not in `folder`."""
    source: Path | None = None
    """The file that the flow comes from, if it comes from one."""
    made: Callable[[Path], None] = field(default=lambda _folder: None, compare=False)
    """Is told the folder of each call that is made."""

    def plan(self, uri: str, devices: Mapping[str, Device], config: Config) -> Plan:
        """The call to `uri`."""
        return Plan(
            self.flow,
            self.number,
            uri,
            devices,
            self.folder,
            config.answer_seconds,
            config.recordings,
            self.values,
            self.library,
            self.folders,
            self.source,
        )


def call(order: Order, config: Config, may_call: Callable[[], bool], *, json: bool) -> Status:
    """Call by the configured trunk; again as the flow says, for as long as `may_call` agrees."""
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
    plan = order.plan(trunk.uri(order.number), devices, config)

    async def attempt() -> Attempt:
        with Screen(order.flow, json=json) as screen:
            return await _run(plan, settings, config, screen, order.made)

    return trio.run(with_redial, order.flow.redial, attempt, Countdown(json=json), may_call)


def rehearse(order: Order, tree: str, config: Config, *, json: bool) -> Status:
    """Call the company of a tree file, served by a process on this machine; a further process is the user's phone."""

    async def rehearsal() -> Status:
        async with rehearsed(tree, confirm=confirm_keys(order.flow, order.library)) as peers:
            names = device_names(order.flow, order.library)
            devices = {name: Device(f"sip:{name}@{peers.phone_address}") for name in names}
            plan = order.plan(f"sip:{_user(order.number)}@{peers.company_address}", devices, config)
            settings = SipSettings(trunk=peers.company_address, bind="127.0.0.1")

            async def attempt() -> Attempt:
                with Screen(order.flow, json=json) as screen:
                    return await _run(plan, settings, config, screen, order.made)

            return await with_redial(order.flow.redial, attempt, Countdown(json=json), lambda: True)

    return trio.run(rehearsal)


def _user(number: str) -> str:
    """What of a number, or of a SIP address, goes before the `@` when it is dialled somewhere else."""
    return (sipuri.parse(number).user or "rehearsal") if sipuri.is_uri(number) else numbers.normalize(number)


async def _run(
    plan: Plan, settings: SipSettings, config: Config, screen: Screen, made: Callable[[Path], None]
) -> Attempt:
    for flow in reachable(plan.flow, plan.library):
        for path in sound_files(flow):
            check_sound(plan.folders.get(flow.id, plan.folder) / path)
    try:
        heard, spoken, asked = await trio.to_thread.run_sync(_engines, plan, config)
    except EngineUnavailable as error:
        raise UsageError(str(error)) from None
    try:
        record = Record.create(config.data_dir)
    except OSError as error:
        raise UsageError(
            f"the call's folder cannot be made: {error.strerror} ({error.filename})", "see `data_dir`"
        ) from None
    settings = replace(settings, log_file=record.folder / "pjsip.log")
    made(record.folder)
    with record, logged(record.folder):
        try:
            async with open_telephone(settings) as telephone:
                screen.follow(record)
                equipment = Equipment(
                    telephone,
                    SpeakingInThread(spoken),
                    HearingInThread(heard),
                    advisor=asked,
                    budget=_budget(config),
                    takes_unmatched=config.model is not None,
                )
                outcome = await place(plan, equipment, record)
        except RegistrationFailed as error:
            screen.complain(f"error: {error}")
            return Attempt(Status.NOT_ANSWERED, again=False)
        except TelephoneError as error:
            raise UsageError(str(error)) from None
    if record.fault is not None:
        screen.complain(f"warning: the call log is not complete: {record.fault.strerror}")
    screen.conclude(record.folder)
    return Attempt(STATUS[outcome.kind], again=outcome.passing and screen.state.person_onset is None)


def _budget(config: Config) -> Budget:
    return FREE if config.model is None else Budget(config.model.requests, config.model.tokens)


def _engines(plan: Plan, config: Config) -> tuple[Transcriber, Speaker, Advisor]:
    wanted = config.recogniser
    heard = transcriber(
        vosk_model=wanted.chosen_vosk_model,
        acoustic_model=wanted.acoustic_model,
        phrases=awaited_phrases(plan.flow, plan.library, plan.values),
    )
    try:
        spoken = speaker(voice=config.voice.name, words_per_minute=config.voice.words_per_minute)
    except ValueError as error:
        raise UsageError(str(error), "see `voice` in holdlang.yaml") from None
    return heard, spoken, advisor(config.model)
