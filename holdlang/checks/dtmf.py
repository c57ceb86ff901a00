"""HL401: keys that no telephone has (ITU-T Q.23)."""

import re
from collections.abc import Iterator

from holdlang import template
from holdlang.checks.within import doings, keys_of, triggers
from holdlang.diagnostics import replacement
from holdlang.diagnostics.finding import Finding
from holdlang.model import CallFlow, Pressed
from holdlang.names.variables import defined
from holdlang.syntax.items import Item
from holdlang.syntax.reader import Path
from holdlang.syntax.values import write_keys

SENT, RECEIVED = re.compile(r"[0-9*#A-DwW]"), re.compile(r"[0-9*#A-D]")
"""What can be pressed, pauses included, and what a tree can be pressed."""


def not_dtmf(item: Item) -> Iterator[Finding]:
    """Of `press $pin$` only that nothing gives `$pin`, as long as that is so (HL105)."""
    given = set(defined(item.model)) | item.lost if isinstance(item.model, CallFlow) else set()
    for path, doing in doings(item):
        keys = keys_of(doing)
        if keys is not None and (not keys.endswith("$") or {name for name, _ in template.names(keys)} <= given):
            yield from _keys(item, path, keys, SENT, has_variables=True)
    for path, trigger in triggers(item):
        if isinstance(trigger, Pressed):
            yield from _keys(item, path, trigger.keys, RECEIVED, has_variables=False)


def _keys(item: Item, path: Path, keys: str, allowed: re.Pattern[str], *, has_variables: bool) -> Iterator[Finding]:
    """What a variable holds is not known before the call, so only what stands around it is looked at."""
    plain = template.fill(keys, lambda _: "") if has_variables else keys
    wrong = next((key for key in plain if not allowed.match(key)), None)
    hint = "keys are `0` to `9`, `*`, `#` and `A` to `D`; `w` pauses half a second, `W` one second"
    place = (*path, "keys")
    if wrong:
        fix = None
        if wrong in "abcd":
            hint = f"write it as `{wrong.upper()}`"
            better = re.sub("[abcd]", lambda key: key[0].upper(), keys)
            if plain == keys and all(map(allowed.match, better)):
                fix = replacement(write_keys(better), item.spans.at(*place))
        yield Finding("HL401", place, f"`{wrong}` is not a key", "no telephone has it", hint, fix=fix)
    elif plain == keys and not RECEIVED.search(keys):
        yield Finding("HL401", place, "no key to press", "", hint)
