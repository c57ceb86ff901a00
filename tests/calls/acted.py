"""A flow against trees in virtual time: the whole call (`runtime.call`), with the far ends played by real trees.

`act` makes the call and says what came of it; `acted_test` is that for a `test` item. Not responsible for what a test
expects (`tests.calls.expecting`) or for how either end hears the other (`tests.calls.legs`).
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import trio
from trio.testing import MockClock

from holdlang.calllog import Line, parse_line
from holdlang.load import Loaded
from holdlang.model import CallFlow, Test, Tree
from holdlang.names.reach import confirm_keys, device_names
from holdlang.secret import Secret
from runtime.call import Equipment, Plan, place
from runtime.context import Device
from runtime.outcome import Outcome
from runtime.ports import Answered, CommandFailed, Ended, Leg
from runtime.record import Record
from runtime.rehearse.company import play_tree
from runtime.rehearse.directory import PHONE
from runtime.scope import Value
from tests.calls.legs import Near, Recogniser
from tests.calls.phones import Voice
from tests.calls.stage import Stage

DIAL_SECONDS = 0.02
"""An INVITE takes its time; so two phones that ring together do not answer in the same instant."""

LIMIT = 7 * 24 * 3600.0
"""Seconds after which a call that goes on has failed its test."""


@dataclass(frozen=True)
class Acted:
    """How a call went: `pressed` and `said` are what really went to the company, one entry a command."""

    outcome: Outcome
    log: list[Line]
    pressed: list[str]
    said: list[str]
    duration: float

    def data(self, kind: str) -> list[object]:
        """What the lines of one type say."""
        return [line.data for line in self.log if line.type == kind]


class Exchange:
    """The telephone: the company at every number, the user's devices by name."""

    def __init__(
        self,
        nursery: trio.Nursery,
        company: Tree,
        phones: Mapping[str, Tree],
        base: Path,
        *,
        confirm: Mapping[str, str],
    ) -> None:
        self.company: Near | None = None
        self.recogniser = Recogniser()
        self._nursery = nursery
        self._tree = company
        self._phones = phones
        self._base = base
        self._confirm = confirm

    async def dial(self, uri: str, *, record_far: Path | None = None, record_near: Path | None = None) -> Near:
        await trio.sleep(DIAL_SECONDS)
        name = uri.removeprefix("sip:").partition("@")[0]
        stage = Stage(self._base)
        near = Near(name, stage, self._call_instead)
        if self.company is None:
            self.company = self.recogniser.near = near
        tree = self._tree if near is self.company else self._phones.get(name, PHONE)
        self._nursery.start_soon(near.run)
        confirm = self._confirm.get(name) if near is not self.company else None
        self._nursery.start_soon(partial(play_tree, tree, near.far, stage, lambda _event: None, confirm=confirm))
        return near

    async def _call_instead(self, uri: str) -> None:
        phone = await self.dial(uri)
        async for event in phone.events:
            match event:
                case Answered():
                    return
                case Ended(code=code):
                    raise CommandFailed(f"the far end did not get through ({code})")

    @asynccontextmanager
    async def bridge(self, one: Leg, other: Leg) -> AsyncIterator[None]:
        await trio.lowlevel.checkpoint()
        yield


def act(
    flow: CallFlow,
    company: Tree,
    folder: Path,
    *,
    phones: Mapping[str, Tree] | None = None,
    values: Mapping[str, Value] | None = None,
    library: Mapping[str, CallFlow] | None = None,
    base: Path = Path(),
) -> Acted:
    """Make the call. `phones` are the devices by name, `base` is where sound files lie, `folder` where the log goes."""
    call = partial(_act, flow, company, folder, phones or {}, values or {}, library or {}, base)
    return trio.run(call, clock=MockClock(autojump_threshold=0))


async def _act(  # noqa: PLR0917 - see `act`
    flow: CallFlow,
    company: Tree,
    folder: Path,
    phones: Mapping[str, Tree],
    values: Mapping[str, Value],
    library: Mapping[str, CallFlow],
    base: Path,
) -> Acted:
    with trio.fail_after(LIMIT), Record(folder / "call", "call_test") as record:
        async with trio.open_nursery() as nursery:
            exchange = Exchange(nursery, company, phones, base, confirm=confirm_keys(flow, library))
            plan = Plan(
                flow=flow,
                number=flow.phone_number or "rehearsal",
                uri=f"sip:{flow.phone_number or 'rehearsal'}@127.0.0.1",
                devices={name: Device(f"sip:{name}@127.0.0.1") for name in device_names(flow, library)},
                folder=base,
                recording=False,
                values=values,
                library=library,
            )
            near = lambda leg: exchange.company  # noqa: E731 - the company's leg hears itself
            outcome = await place(plan, Equipment(exchange, Voice(), exchange.recogniser, near), record)
            duration = record.elapsed
            nursery.cancel_scope.cancel()
    log = [parse_line(text) for text in (folder / "call" / "call.jsonl").read_text().split("\n")[:-1]]
    reached = exchange.company
    return Acted(outcome, log, reached.pressed if reached else [], reached.said if reached else [], duration)


def acted_test(test: Test, loaded: Loaded, folder: Path) -> Acted:
    """Run a `test` of a loaded file."""
    flows, trees = loaded.scope.flows, loaded.scope.trees
    flow = flows[test.flow]
    secrets = {declared.name for one in flows.values() for declared in (*one.needs, *one.params) if declared.secret}
    given = {given.name: given.value for given in test.given}
    return act(
        flow,
        trees[test.tree],
        folder,
        phones=trees,
        values={name: Secret(value) if name in secrets else value for name, value in given.items()},
        library=flows,
        base=Path(loaded.source.name).parent,
    )
