"""HL401: keys that no telephone has (ITU-T Q.23)."""

import re
from collections.abc import Iterator

from holdlang.build import Item
from holdlang.finding import Finding
from holdlang.model import Press, Pressed
from holdlang.model.steps import Clauses
from holdlang.parts import Path
from holdlang.resolve import action_lists

SENT, RECEIVED = re.compile(r"[0-9*#A-DwW]"), re.compile(r"[0-9*#A-D]")
"""What can be pressed, pauses included, and what a tree can be pressed."""


def not_dtmf(item: Item) -> Iterator[Finding]:
    for index, step in enumerate(item.model.steps):
        if isinstance(step, Press):
            yield from _keys(("step", index), step.keys, SENT)
        if isinstance(step, Clauses):
            for number, clause in enumerate(step.clauses):
                for place, trigger in enumerate(clause.triggers):
                    if isinstance(trigger, Pressed):
                        yield from _keys(("step", index, "clause", number, "trigger", place), trigger.keys, RECEIVED)
    for path, _, actions in action_lists(item):
        for number, action in enumerate(actions):
            if isinstance(action, Press):
                yield from _keys((*path, "action", number), action.keys, SENT)


def _keys(path: Path, keys: str, allowed: re.Pattern[str]) -> Iterator[Finding]:
    wrong = next((key for key in keys if not allowed.match(key)), None)
    hint = "keys are `0` to `9`, `*`, `#` and `A` to `D`; `w` pauses half a second, `W` one second"
    if wrong:
        hint = f"write it as `{wrong.upper()}`" if wrong in "abcd" else hint
        yield Finding("HL401", (*path, "keys"), f"`{wrong}` is not a key", "no telephone has it", hint)
    elif not RECEIVED.search(keys):
        yield Finding("HL401", (*path, "keys"), "no key to press", "", hint)
