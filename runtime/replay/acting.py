"""A flow over a call that was made: the whole call (`runtime.call`) again, with the far ends off its log.

Not responsible for what is on a tape (`runtime.replay.tape`), for its sound (`runtime.replay.sound`), or for what the
two calls differ in (`holdlang.trials.decisions`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import trio

from holdlang.advice.ladder import Budget
from holdlang.calllog import CallEnded, Line
from holdlang.errors import UsageError
from holdlang.history import read_log
from holdlang.load import Loaded
from holdlang.model import CallFlow, Test
from holdlang.names.reach import device_names, reachable, secret_names
from holdlang.secret import Secret
from holdlang.trials.rehearsal import Rehearsal
from runtime.call import Equipment, Plan, place
from runtime.clock import LIMIT, GoesOnForEver, virtually
from runtime.context import Device
from runtime.record import Record
from runtime.replay.deck import Deck
from runtime.replay.ears import TapeEars
from runtime.replay.exchange import PlayedEars, TapeExchange
from runtime.replay.recalled import Recalled
from runtime.replay.sound import Recording, SoundEars
from runtime.replay.tape import NotACall, Tape, TooOld, read_tape
from runtime.scope import Value

UNKNOWN_SECRET = "*#*#*#*"
"""Stands for a secret that the log does not hold: keys that nobody has to press, and no words that anybody says."""


UNFINISHED = 0.05
"""Seconds at the end of a log that is cut off which do not count: what was decided then may have had no time to be
done."""


@dataclass(frozen=True)
class Script:
    """What is run today. `folder` is where the flow's source lies, `recording` the sound of that day, to be heard and
    recognised again; None: what was heard is taken from the log."""

    flow: CallFlow
    values: Mapping[str, Value] = field(default_factory=dict)
    library: Mapping[str, CallFlow] = field(default_factory=dict)
    folder: Path = Path()
    folders: Mapping[str, Path] = field(default_factory=dict)
    recording: Recording | None = None


def tape_of(lines: Sequence[Line], log: Path) -> Tape:
    """The tape of a call's log. Raises `UsageError`."""
    try:
        return read_tape(lines)
    except TooOld:
        raise UsageError(
            f"{log} can't be replayed", "it is from an older holdlang, whose logs do not tell all that was heard"
        ) from None
    except NotACall:
        raise UsageError(f"{log} can't be replayed", "it holds no call that was dialled") from None


def values_of(flow: CallFlow, library: Mapping[str, CallFlow], given: Mapping[str, str]) -> dict[str, Value]:
    """What `flow` needs, out of what was given that day and today. A secret that was not given is a stand-in.

    Raises `UsageError` that names everything that is missing.
    """
    flows = reachable(flow, library)
    needs = [need for one in flows for need in one.needs]
    secret = secret_names(flows)
    values: dict[str, Value] = {}
    missing = []
    wanted = [need.name for need in needs] + [param.name for param in flow.params if param.default is None]
    for name in [*wanted, *(param.name for param in flow.params if param.name in given)]:
        if name in secret:
            values[name] = Secret(given.get(name, UNKNOWN_SECRET))
        elif name in given:
            values[name] = given[name]
        elif name not in missing:
            missing.append(name)
    if missing:
        names = ", ".join(f"`{name}`" for name in missing)
        raise UsageError(
            f"flow `{flow.id}` needs {names}, which that call was not given",
            " ".join(f"--given {name}=…" for name in missing),
        )
    return values


def act_kept(test: Test, loaded: Loaded) -> Rehearsal:
    """Make the call of a test against a call that was kept. Raises `UsageError` if its log can't be replayed, or ends
    before the flow does."""
    assert test.call is not None
    folder = Path(loaded.source.name).parent
    log = folder / test.call
    tape = tape_of(read_log(log), log)
    library = loaded.scope.flows
    flow = library[test.flow]
    given = {**tape.started.given, **{given.name: given.value for given in test.given}}
    made = replay(tape, Script(flow, values_of(flow, library, given), library, folder))
    if made.end.outcome == "interrupted":
        raise UsageError(f"{log} is not whole", "that call was stopped, or its log is cut off, before the flow is done")
    return made


def replay(tape: Tape, script: Script) -> Rehearsal:
    """Make the call again and return how it went. To be called where no trio runs.

    Of a call that was stopped, or whose log is cut off, no more is made than there is. Raises `GoesOnForEver` for a
    flow that does not end, and `KeyboardInterrupt` if the user ends it.
    """
    return virtually(_Acting(tape, script).run)


class _Acting:
    def __init__(self, tape: Tape, script: Script) -> None:
        self._tape = tape
        self._script = script
        self._lines: list[Line] = []
        self._time = trio.CancelScope()
        self._to_end = trio.CancelScope()
        """Cancelled where the tape ends and nobody knows how that day's call would have gone on."""

    async def run(self) -> Rehearsal:
        """Make the call."""
        self._time.deadline = trio.current_time() + LIMIT
        with self._time:
            return await self._call()
        raise GoesOnForEver("the flow goes on for ever over this call")

    async def _call(self) -> Rehearsal:
        tape, script = self._tape, self._script
        deck = Deck(tape, self._to_end.cancel)
        async with trio.open_nursery() as nursery:
            exchange = TapeExchange(nursery, tape, deck, self._ears)
            record = Record.unwritten(tape.call_id)
            record.subscribe(self._lines.append)
            record.subscribe(deck.take_note)
            transcriber = None if script.recording is None else script.recording.transcriber
            outcome = None
            with self._to_end:
                equipment = Equipment(
                    exchange,
                    exchange.voice,
                    transcriber,
                    exchange.ears,
                    Recalled(tape.started, tape.answers),
                    Budget(tape.started.requests, tape.started.tokens),
                    takes_unmatched=tape.started.takes_unmatched,
                )
                outcome = await place(self._plan(), equipment, record)
            nursery.cancel_scope.cancel()
        if outcome is not None and outcome.kind == "interrupted":  # by a signal: nothing else can
            raise KeyboardInterrupt
        company = exchange.company
        return Rehearsal(self._lines, company.pressed if company else (), company.said if company else ())

    def _ears(self, deck: Deck) -> PlayedEars:
        recording = self._script.recording
        return TapeEars(self._tape, deck) if recording is None else SoundEars(self._tape, deck, recording)

    def _plan(self) -> Plan:
        tape, script = self._tape, self._script
        devices = {name: Device(f"sip:{name}@127.0.0.1") for name in device_names(script.flow, script.library)}
        for name in devices.keys() & tape.rings.keys():
            seconds = tape.rings[name][0].seconds
            if seconds is not None:
                devices[name] = replace(devices[name], ring=seconds)
        plan = Plan(
            flow=script.flow,
            number=tape.started.number,
            uri=f"sip:{tape.started.number}@127.0.0.1",
            devices=devices,
            folder=script.folder,
            recording=False,
            values=script.values,
            library=script.library,
            folders=script.folders,
        )
        within = tape.answer_within
        return plan if within is None else replace(plan, answer_within=within)


def comparable(that_day: Sequence[Line], today: Sequence[Line]) -> tuple[Sequence[Line], Sequence[Line]]:
    """What can be compared of both calls: where that day's log is cut off, what it holds up to shortly before that."""
    if any(isinstance(line.data, CallEnded) for line in that_day):
        return that_day, today
    until = that_day[-1].at - UNFINISHED
    return [line for line in that_day if line.at < until], [line for line in today if line.at < until]
