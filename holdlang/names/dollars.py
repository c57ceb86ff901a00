"""`$name` in a tree, which has no variables: only what a queue says again and again knows the caller's place and the
wait. Not responsible for the variables of flows (`holdlang.names.variables`)."""

from collections.abc import Iterator

from holdlang.diagnostics import did_you_mean, meant_name, replacement
from holdlang.diagnostics.finding import Finding
from holdlang.model import Human, Music, Note, Play, Prompt, Say
from holdlang.names.doings import action_lists
from holdlang.source import Span
from holdlang.syntax.items import Item
from holdlang.syntax.reader import Path
from holdlang.template import MARK, names

QUEUE = ("position", "wait")
"""What can be said under `every`: the caller's place in the queue, and the minutes that are left."""


def dollars(item: Item) -> Iterator[Finding]:
    """One finding for each name in each text."""
    for path, text in _texts(item):
        in_queue = path[2:3] == ("every",)
        for name in dict.fromkeys(name for name, _ in names(text)):
            if not (in_queue and name in QUEUE):
                yield _finding(item, (*path, MARK + name), name, in_queue=in_queue)


def _finding(item: Item, place: Path, name: str, *, in_queue: bool) -> Finding:
    span = item.spans.at(*place)
    message = f"unknown variable `${name}`"
    if name in QUEUE:
        return Finding("HL105", place, message, "known to what `every` says under `music`, and nowhere else")
    near = did_you_mean(name, QUEUE) if in_queue else ""
    hint = near or f"write `$${name}` for a dollar sign"
    fix = meant_name(name, QUEUE, Span(span.start + len(MARK), span.end)) if near else None
    if not near:
        fix = replacement(MARK, Span(span.start, span.start), title=f"write `$${name}`")
    return Finding("HL105", place, message, "a tree has no variables", hint, fix=fix)


def _texts(item: Item) -> Iterator[tuple[Path, str]]:
    """The texts and paths of a tree, each with the path of what holds it."""
    for index, step in enumerate(item.steps):
        match step:
            case Prompt(text=text, path=path):
                yield ("step", index), text
                yield ("step", index), path or ""
            case Human(text=text) | Note(text=text) | Music(path=str(text)):
                yield ("step", index), text
    for at, _, found in action_lists(item):
        for number, action in enumerate(found):
            match action:
                case Say(text=text) | Play(path=text):
                    yield (*at, "action", number), text
