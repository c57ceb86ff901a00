"""What is bad about a call whose far ends are known. Pure. Not responsible for making it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from holdlang.calllog import Decided, HangUp, IvrStep, Refer, RingDevice, TransferComplete
from holdlang.trials.rehearsal import Rehearsal
from holdlang.trials.twists import Twist

Fault = Literal["crash", "endless", "missed", "rung for nothing", "machine", "blind", "unforeseen"]
"""`crash`: a fault in holdlang. `endless`: the call goes round, or on for ever. `missed`: a person was on the line, and
no device was rung. `rung for nothing`: a device was rung, and no person had spoken. `machine`: the call was joined to a
voicemail. `blind`: in a menu that has changed, a key was pressed for what it meant before. `unforeseen`: it failed
where the flow does not say that it fails."""

ROUND = "without getting anywhere"
"""How the interpreter ends what goes round (`runtime.interpreter`, `runtime.steps.running`)."""

CHANGED = "the menu has changed"
"""How a `listen` refuses to press a key that has another meaning now (`runtime.steps.prompt`): no clause can say so."""


@dataclass(frozen=True)
class Finding:
    """Something bad. `why` is one line."""

    fault: Fault
    why: str


@dataclass(frozen=True)
class FarEnd:
    """What the company knows of a call: when a person spoke, or waited, in seconds; and which keys it took, with the
    label of its step."""

    persons: tuple[float, ...] = ()
    keys: tuple[tuple[str, str], ...] = ()


def findings(
    call: Rehearsal, twists: Sequence[Twist], far: FarEnd, ordinary: FarEnd, *, transfers: bool
) -> Iterator[Finding]:
    """What is bad about a call. `ordinary` is what the company knew on an ordinary day; `transfers` says whether the
    flow means to ring anybody."""
    end = call.end
    failed = end.outcome == "failed"
    theirs = any(twist.theirs for twist in twists)
    rung = [line.at for line in call.lines if isinstance(line.data, RingDevice | Refer)]
    if failed and ROUND in end.reason:
        yield Finding("endless", end.reason)
    if transfers and far.persons and not rung and not theirs:
        yield Finding("missed", f"a person was there after {far.persons[0]:.0f} s, and nobody was rung: {end.reason}")
    if rung and (not far.persons or rung[0] < far.persons[0]):
        yield Finding("rung for nothing", f"a device was rung after {rung[0]:.0f} s, and nobody had spoken")
    joined = {done.device for done in call.data(TransferComplete)}
    for twist in twists:
        if twist.machine and twist.place in joined:
            yield Finding("machine", f"the person was joined to the voicemail of {twist.place}")
    renumbered = {twist.renumbers for twist in twists}
    for step, keys in far.keys:
        is_option = len(keys) == 1 and keys.isdigit()  # nothing else gets another number
        if is_option and step in renumbered and (step, keys) in ordinary.keys:
            yield Finding("blind", f"it pressed {keys} at `{step}`, which has another meaning there now")
    if failed and not (theirs or _hung_up(call) or _says_so(call) or ROUND in end.reason or CHANGED in end.reason):
        yield Finding("unforeseen", end.reason)


def _hung_up(call: Rehearsal) -> bool:
    """Whether the company ended the call: then we did not hang up on it."""
    return not any(done.leg == "company" for done in call.data(HangUp))


def _says_so(call: Rehearsal) -> bool:
    """Whether the flow failed by its own word."""
    last = next((line.data for line in reversed(call.lines) if isinstance(line.data, IvrStep | Decided)), None)
    match last:
        case IvrStep(step_type=kind):
            return kind == "fail"
        case Decided(actions=actions):
            return "fail" in actions
    return False
