"""A call by the command line: what is called, and the view of it. Here language meets runtime.

Not responsible for options (`holdlang.cli.run`), for making the call (`runtime.making`), or for when another is made
(`holdlang.cli.redialling`).
"""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import trio

from holdlang.cli.countdown import Countdown
from holdlang.cli.redialling import Attempt, with_redial
from holdlang.cli.screen import Screen
from holdlang.cli.status import Status
from holdlang.config import Config
from holdlang.errors import UsageError
from holdlang.history.earlier import earlier_calls
from holdlang.history.statistics import Past
from holdlang.model import CallFlow
from holdlang.names.reach import confirm_keys, device_names
from holdlang.values import Value
from runtime.call import Plan
from runtime.context import Device
from runtime.making import devices_of, make_call, new_record, sip_settings
from runtime.outcome import OutcomeKind
from runtime.record import Record
from runtime.rehearse.process import rehearsed
from runtime.sip.errors import RegistrationFailed, TelephoneError
from runtime.sip.settings import SipSettings

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
            consent=config.trunk.consent if config.trunk else "one_party",
            disclosure=config.trunk.disclosure if config.trunk else None,
        )


def call(order: Order, config: Config, may_call: Callable[[], bool], *, json: bool) -> Status:
    """Call by the configured trunk; again as the flow says, for as long as `may_call` agrees."""
    trunk = config.trunk
    assert trunk is not None
    settings, devices = sip_settings(trunk, config), devices_of(config)
    plan = order.plan(trunk.uri(order.number), devices, config)

    def earlier() -> list[Past]:
        return earlier_calls(config.data_dir, order.number, datetime.now(UTC))

    async def attempt() -> Attempt:
        with Screen(order.flow, json=json, earlier=earlier) as screen:
            return await _run(plan, settings, config, screen, order.made)

    return trio.run(with_redial, order.flow.redial, attempt, Countdown(json=json), may_call)


def rehearse(order: Order, tree: str, config: Config, *, json: bool) -> Status:
    """Call the company of a tree file, served by a process on this machine; a further process is the user's phone."""

    async def rehearsal() -> Status:
        async with rehearsed(tree, confirm=confirm_keys(order.flow, order.library)) as peers:
            names = device_names(order.flow, order.library)
            devices = {name: Device(peers.phone_uri(name)) for name in names}
            plan = replace(order.plan(peers.company_uri(order.number), devices, config), rehearsed=True)
            settings = SipSettings(trunk=peers.company_address, bind="127.0.0.1")

            async def attempt() -> Attempt:
                with Screen(order.flow, json=json) as screen:
                    return await _run(plan, settings, config, screen, order.made)

            return await with_redial(order.flow.redial, attempt, Countdown(json=json), lambda: True)

    return trio.run(rehearsal)


async def _run(
    plan: Plan, settings: SipSettings, config: Config, screen: Screen, made: Callable[[Path], None]
) -> Attempt:
    with ExitStack() as open_records:

        def open_record() -> Record:
            record = open_records.enter_context(new_record(config))
            made(record.folder)
            screen.follow(record)
            records.append(record)
            return record

        records: list[Record] = []
        try:
            outcome = await make_call(plan, settings, config, open_record)
        except RegistrationFailed as error:
            screen.complain(f"error: {error}")
            return Attempt(Status.NOT_ANSWERED, again=False)
        except TelephoneError as error:
            raise UsageError(str(error)) from None
    (record,) = records
    if record.fault is not None:
        screen.complain(f"warning: the call log is not complete: {record.fault.strerror}")
    screen.conclude(record.folder)
    return Attempt(STATUS[outcome.kind], again=outcome.passing and screen.state.person_onset is None)
