"""HL311: durations that make no sense on a telephone line.

The limits are generous: menus repeat themselves within half a minute, an announcement may take three, and queues are
counted in minutes and hours.
"""

from collections.abc import Iterator

from holdlang.checks.within import clauses
from holdlang.diagnostics.finding import Finding
from holdlang.model import CallFlow, Hold, Listen, Silence, Wait
from holdlang.syntax.items import Item
from holdlang.syntax.values import write_duration

LONGEST_LISTEN = 300.0
SHORTEST_HOLD = 30.0
LONGEST_WAIT = 600.0
SOONEST_REDIAL = 60.0


def odd_duration(item: Item) -> Iterator[Finding]:
    """Of flows; a tree may be as strange as companies are."""
    if not isinstance(item.model, CallFlow):
        return
    redial = item.model.redial
    if redial is not None and redial.every < SOONEST_REDIAL:
        label = "no line is free again that soon"
        message = f"{write_duration(redial.every)} makes no sense here"
        yield Finding("HL311", ("header", "redial"), message, label, "give them some minutes: they notice, and block")
    for index, step in enumerate(item.steps):
        if index in item.broken:
            continue
        match step:
            case Listen(timeout=seconds) if seconds > LONGEST_LISTEN:
                hint = "`hold` waits for a person; a prompt is over in a minute or two"
                yield _odd(index, seconds, "no prompt is that long", hint)
            case Hold(timeout=seconds) if seconds < SHORTEST_HOLD:
                hint = "give it minutes or hours, or hear the prompt by `listen`"
                yield _odd(index, seconds, "no queue is that short", hint)
            case Wait(seconds=seconds) if seconds > LONGEST_WAIT:
                hint = "`hold` waits for a person, and notices one"
                yield _odd(index, seconds, "nobody is listened to meanwhile", hint)
    for path, decider, clause in clauses(item):
        for place, trigger in enumerate(clause.triggers):
            if isinstance(trigger, Silence) and isinstance(decider, Listen) and trigger.seconds >= decider.timeout:
                if path[1] in item.broken or _has_shorter(decider, trigger):
                    continue
                limit = write_duration(decider.timeout)
                yield Finding(
                    "HL311",
                    (*path, "trigger", place),
                    f"`listen` is over before there can be {write_duration(trigger.seconds)} of silence",
                    f"it takes {limit} at most",
                    "write `on timeout`, or listen longer",
                )


def _has_shorter(decider: Listen, silence: Silence) -> bool:
    """Whether a shorter silence is waited for beside it, so that it is never waited for (HL303)."""
    waited = (trigger for clause in decider.clauses for trigger in clause.triggers)
    return any(isinstance(trigger, Silence) and trigger.seconds < silence.seconds for trigger in waited)


def _odd(index: int, seconds: float, label: str, hint: str) -> Finding:
    return Finding("HL311", ("step", index), f"{write_duration(seconds)} makes no sense here", label, hint)
