"""`$name` in a tree, which has no variables: only what a queue says again and again knows the caller's place and the
wait; and its `$$`, which is a dollar sign. Not responsible for the variables of flows (`holdlang.names.variables`)."""

from collections.abc import Iterator

from holdlang.diagnostics import did_you_mean, meant_name, replacement
from holdlang.diagnostics.finding import Finding
from holdlang.model import Action, Chance, Every, Human, Music, Note, Play, Prompt, Say, Tree, TreeStep
from holdlang.model.steps import Clauses
from holdlang.names.doings import Stepped, action_lists
from holdlang.source import Span
from holdlang.syntax.items import Item
from holdlang.syntax.reader import Path
from holdlang.template import MARK, fill, names

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


def plain(tree: Tree) -> Tree:
    """The tree with a dollar sign for each `$$`, as it is spoken. What a queue says is left: it is filled in when it is
    said."""
    if not any(MARK in text for _, text in _texts(tree)):
        return tree
    return tree.model_copy(update={"steps": tuple(map(_plain_step, tree.steps))})


def _plain_step(step: TreeStep) -> TreeStep:
    match step:
        case Prompt(text=text, path=path):
            step = step.model_copy(update={"text": _plain(text), "path": path and _plain(path)})
        case Human(text=text) | Note(text=text):
            step = step.model_copy(update={"text": _plain(text)})
        case Music(path=path):
            step = step.model_copy(
                update={"path": path and _plain(path), "every": tuple(map(_plain_every, step.every))}
            )
        case Chance(actions=actions):
            step = step.model_copy(update={"actions": _plain_actions(actions)})
    if not isinstance(step, Clauses):
        return step
    clauses = (clause.model_copy(update={"actions": _plain_actions(clause.actions)}) for clause in step.clauses)
    otherwise = None if step.otherwise is None else _plain_actions(step.otherwise)
    return step.model_copy(update={"clauses": tuple(clauses), "otherwise": otherwise})


def _plain_every(every: Every) -> Every:
    played = (_plain_action(action) if isinstance(action, Play) else action for action in every.actions)
    return every.model_copy(update={"actions": tuple(played)})


def _plain_actions(actions: tuple[Action, ...]) -> tuple[Action, ...]:
    return tuple(map(_plain_action, actions))


def _plain_action(action: Action) -> Action:
    match action:
        case Say(text=text):
            return action.model_copy(update={"text": _plain(text)})
        case Play(path=path):
            return action.model_copy(update={"path": _plain(path)})
        case _:
            return action


def _plain(text: str) -> str:
    return fill(text, lambda name: MARK + name)


def _texts(item: Stepped) -> Iterator[tuple[Path, str]]:
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
