"""HL502: values that are asked for or set, and never used."""

from collections.abc import Iterator

from holdlang import template
from holdlang.checks.within import doings, keys_of, triggers
from holdlang.diagnostics.finding import Finding
from holdlang.model import Ask, CallFlow, Fail, Note, Notify, Phrase, Play, Run, Say, Set
from holdlang.model.actions import Labelled
from holdlang.syntax.items import Item


def unused_value(item: Item) -> Iterator[Finding]:
    """Silent in a flow with steps that could not be read: they might use them; and about what is asked for in one that
    asks an advisor, who may have it typed in."""
    flow = item.model
    if not isinstance(flow, CallFlow) or item.broken or not flow.steps:
        return
    used = set(_used(item))
    if any(isinstance(doing, Ask) for _, doing in doings(item)):
        used |= {need.name for need in flow.needs} | {param.name for param in flow.params}
    for number, need in enumerate(flow.needs):
        if need.name not in used:
            message = f"`{need.name}` is asked for and never used"
            yield Finding("HL502", ("header", "needs", number, "name"), message, "no `$" + need.name + "` in this flow")
    for number, param in enumerate(flow.params):
        if param.name not in used:
            message = f"`{param.name}` is never used"
            yield Finding(
                "HL502", ("header", "param", number, "name"), message, "no `$" + param.name + "` in this flow"
            )
    told: set[str] = set()
    for path, doing in doings(item):
        if isinstance(doing, Set) and doing.name not in used and doing.name not in told:
            told.add(doing.name)
            yield Finding("HL502", (*path, "name"), f"`{doing.name}` is set and never used", "")


def _used(item: Item) -> Iterator[str]:
    for _, doing in doings(item):
        for text in _texts(doing):
            yield from (name for name, _ in template.names(text))
    for _, trigger in triggers(item):
        if isinstance(trigger, Phrase):
            yield from (name for name, _ in template.names(trigger.text))


def _texts(doing: Labelled) -> Iterator[str]:
    """Everything of it that may hold variables."""
    match doing:
        case Say(text=text) | Note(text=text) | Notify(text=text):
            yield text
        case Play(path=text) | Fail(reason=text) | Set(value=text):
            yield text
        case Run(arguments=arguments):
            yield from (argument.value for argument in arguments)
    keys = keys_of(doing)
    if keys is not None:
        yield keys
