"""A flow against trees in virtual time: the whole call (`runtime.call`), with the far ends played by real trees.

Not responsible for what a test expects (`holdlang.trials.expecting`) or for how either end hears the other
(`runtime.rehearse.virtual.heard`).
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import trio

from holdlang.calllog import Bridge, LegEnded, Line
from holdlang.load import Loaded
from holdlang.model import CallFlow, Fault, ModelDown, Test, Tree
from holdlang.names.reach import confirm_keys, device_names, secret_names
from holdlang.numbers import REHEARSAL
from holdlang.secret import Secret
from holdlang.trials.rehearsal import Rehearsal
from runtime.call import Equipment, Plan, place
from runtime.clock import LIMIT, GoesOnForEver, virtually
from runtime.context import Device
from runtime.ports import Advisor
from runtime.record import Record
from runtime.rehearse.deaf import mishearing
from runtime.rehearse.happened import Happened
from runtime.rehearse.outofreach import OutOfReach
from runtime.rehearse.virtual.exchange import Exchange, FarEnds
from runtime.scope import Value

DOINGS = 12_000
"""Doings of the far ends after which a call that goes on is given up. A queue that speaks every twenty seconds has
10 000 in a day; a menu that repeats itself for ever is at them after some 15 s of computing."""

DOINGS_IN_TALK = 1_000
"""The same once a device is joined: nothing on our side ends the call from there on, and nobody listens to a menu for
the hour that these take."""

REMEMBERED = 40
"""Doings of the far ends that are looked at to say what a call that goes on for ever does."""


@dataclass(frozen=True)
class Script:
    """A call to be made in virtual time. `phones` are the devices by name, `folder` is where sound files lie.

    Of the `faults`, deafness and a language model that is down have their meaning here. Loss, jitter and noise have
    none where there is no sound. Without an `advisor` the one that needs no model answers: it says the same each time,
    and costs nothing.
    """

    flow: CallFlow
    company: Tree
    phones: Mapping[str, Tree] = field(default_factory=dict)
    values: Mapping[str, Value] = field(default_factory=dict)
    library: Mapping[str, CallFlow] = field(default_factory=dict)
    folder: Path = Path()
    seed: int = 0
    faults: Sequence[Fault] = ()
    advisor: Advisor | None = None
    tell: Callable[[Happened], None] = field(default=lambda _happened: None, compare=False)
    """Is told what the far ends do, as they do it."""

    def plan(self, uri: str, phones: str) -> Plan:
        """The call to `uri`, with all devices at the address `phones`."""
        return Plan(
            flow=self.flow,
            number=self.flow.phone_number or REHEARSAL,
            uri=uri,
            devices={name: Device(f"sip:{name}@{phones}") for name in device_names(self.flow, self.library)},
            folder=self.folder,
            values=self.values,
            library=self.library,
        )

    def advised(self, equipment: Equipment) -> Equipment:
        """The equipment with who is asked on this call."""
        if any(isinstance(fault, ModelDown) for fault in self.faults):
            return replace(equipment, advisor=OutOfReach(), takes_unmatched=True)
        return equipment if self.advisor is None else replace(equipment, advisor=self.advisor, takes_unmatched=True)


def script_of(test: Test, loaded: Loaded, seed: int = 0) -> Script:
    """The call that a `test` of a loaded file makes against its tree."""
    assert test.tree is not None
    flows, trees = loaded.scope.flows, loaded.scope.trees
    secrets = secret_names(flows.values())
    given = {given.name: given.value for given in test.given}
    values: dict[str, Value] = {name: Secret(value) if name in secrets else value for name, value in given.items()}
    folder = Path(loaded.source.name).parent
    return Script(flows[test.flow], trees[test.tree], trees, values, flows, folder, seed, test.faults)


def act(script: Script) -> Rehearsal:
    """Make the call and return how it went. The same script gives the same lines, apart from their `timestamp`.

    Raises `GoesOnForEver` for a call that does not end, `KeyboardInterrupt` if the user ends it, and what is our own
    fault as it is. To be called where no trio runs.
    """
    return virtually(_Acting(script).run)


class _Acting:
    def __init__(self, script: Script) -> None:
        self._script = script
        self._lines: list[Line] = []
        self._latest: deque[Happened] = deque(maxlen=REMEMBERED)
        self._doings = 0
        self._most = DOINGS
        self._time = trio.CancelScope()

    async def run(self) -> Rehearsal:
        """Make the call."""
        self._time.deadline = trio.current_time() + LIMIT
        began = trio.current_time()
        with self._time:
            return await self._call()
        raise GoesOnForEver(self._without_end(trio.current_time() - began))

    async def _call(self) -> Rehearsal:
        script = self._script
        async with trio.open_nursery() as nursery:
            keys = confirm_keys(script.flow, script.library)
            recognised = mishearing(script.faults, script.seed).heard
            far_ends = FarEnds(script.company, script.phones, keys, script.folder, script.seed, self._tell, recognised)
            exchange = Exchange(nursery, far_ends)
            plan = replace(script.plan("sip:rehearsal@127.0.0.1", "127.0.0.1"), recording=False)
            record = Record.unwritten("call_rehearsed")
            record.subscribe(self._lines.append)
            record.subscribe(self._take_note)
            equipment = script.advised(Equipment(exchange, exchange.voice, None, exchange.ears))
            outcome = await place(plan, equipment, record)
            nursery.cancel_scope.cancel()
        if outcome.kind == "interrupted":  # by a signal: nothing else can
            raise KeyboardInterrupt
        company = exchange.company
        return Rehearsal(self._lines, company.pressed if company else (), company.said if company else ())

    def _take_note(self, line: Line) -> None:
        match line.data:
            case Bridge():
                self._most = min(DOINGS, self._doings + DOINGS_IN_TALK)
            case LegEnded():
                self._most = DOINGS

    def _tell(self, happened: Happened) -> None:
        self._latest.append(happened)
        self._doings += 1
        if self._doings > self._most:
            self._time.cancel()
        self._script.tell(happened)

    def _without_end(self, seconds: float) -> str:
        steps = list(dict.fromkeys(f"{one.tree}/{one.step}" for one in self._latest if one.step))
        went = f"the call still went on after {seconds / 3600:.1f} h"
        return f"{went}; at the end it went round {' → '.join(steps)}" if steps else went
