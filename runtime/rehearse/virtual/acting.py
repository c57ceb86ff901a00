"""A flow against trees in virtual time: the whole call (`runtime.call`), with the far ends played by real trees.

Not responsible for what a test expects (`holdlang.trials.expecting`) or for how either end hears the other
(`runtime.rehearse.virtual.heard`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import trio

from holdlang.calllog import Line
from holdlang.load import Loaded
from holdlang.model import CallFlow, Test, Tree
from holdlang.names.reach import confirm_keys, device_names
from holdlang.secret import Secret
from holdlang.trials.rehearsal import Rehearsal
from runtime.call import Equipment, Plan, place
from runtime.context import Device
from runtime.record import Record
from runtime.rehearse.virtual.clock import virtually
from runtime.rehearse.virtual.exchange import Cast, Exchange
from runtime.scope import Value

LIMIT = 7 * 24 * 3600.0
"""Seconds after which a call that goes on is given up."""


@dataclass(frozen=True)
class Script:
    """A call to be made in virtual time. `phones` are the devices by name, `folder` is where sound files lie."""

    flow: CallFlow
    company: Tree
    phones: Mapping[str, Tree] = field(default_factory=dict)
    values: Mapping[str, Value] = field(default_factory=dict)
    library: Mapping[str, CallFlow] = field(default_factory=dict)
    folder: Path = Path()
    seed: int = 0


def script_of(test: Test, loaded: Loaded, seed: int = 0) -> Script:
    """The call that a `test` of a loaded file makes against its tree."""
    assert test.tree is not None
    flows, trees = loaded.scope.flows, loaded.scope.trees
    secrets = {need.name for one in flows.values() for need in one.needs if need.secret}
    secrets |= {param.name for one in flows.values() for param in one.params if param.secret}
    given = {given.name: given.value for given in test.given}
    values: dict[str, Value] = {name: Secret(value) if name in secrets else value for name, value in given.items()}
    folder = Path(loaded.source.name).parent
    return Script(flows[test.flow], trees[test.tree], trees, values, flows, folder, seed)


def act(script: Script) -> Rehearsal:
    """Make the call and return how it went. Raises `trio.TooSlowError` for one that lasts longer than `LIMIT`."""
    return virtually(partial(_act, script), script.seed)


async def _act(script: Script) -> Rehearsal:
    flow, library = script.flow, script.library
    lines: list[Line] = []
    with trio.fail_after(LIMIT):
        async with trio.open_nursery() as nursery:
            exchange = Exchange(
                nursery, Cast(script.company, script.phones, confirm_keys(flow, library), script.folder)
            )
            plan = Plan(
                flow=flow,
                number=flow.phone_number or "rehearsal",
                uri=f"sip:{flow.phone_number or 'rehearsal'}@127.0.0.1",
                devices={name: Device(f"sip:{name}@127.0.0.1") for name in device_names(flow, library)},
                folder=script.folder,
                recording=False,
                values=script.values,
                library=library,
            )
            record = Record.unwritten("call_rehearsed")
            record.subscribe(lines.append)
            await place(plan, Equipment(exchange, exchange.voice, exchange.recogniser, exchange.ears), record)
            nursery.cancel_scope.cancel()
    company = exchange.company
    return Rehearsal(lines, company.pressed if company else (), company.said if company else ())
