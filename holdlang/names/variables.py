"""Which variables a flow has, and where it uses them. Not responsible for their values, nor for how `$name` is written
(`holdlang.template`)."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, reduce

from holdlang.model import (
    Action,
    CallFlow,
    Clause,
    Fail,
    Note,
    Notify,
    Pattern,
    Phrase,
    Play,
    Press,
    PressHeard,
    Run,
    Say,
    Set,
    Step,
)
from holdlang.model.steps import Clauses
from holdlang.model.triggers import compiled
from holdlang.syntax.items import Item
from holdlang.syntax.reader import Path
from holdlang.template import names


@dataclass(frozen=True)
class Use:
    """One `$name`: the path of the part that holds it, and the groups that its clause's patterns have."""

    path: Path
    name: str
    groups: frozenset[str]

    @property
    def place(self) -> Path:
        """The path of the `$name` itself."""
        return (*self.path, f"${self.name}")


def defined(flow: CallFlow) -> dict[str, Path]:
    """The variables of a flow by name, each with the path of what first gives it a value."""
    found: dict[str, Path] = {}
    for index, need in enumerate(flow.needs):
        found.setdefault(need.name, ("header", "needs", index, "name"))
    for index, param in enumerate(flow.params):
        found.setdefault(param.name, ("header", "param", index, "name"))
    for path, action, _ in actions(flow):
        if isinstance(action, Set):
            found.setdefault(action.name, (*path, "name"))
    return found


def uses(item: Item) -> Iterator[Use]:
    """Every `$name` in the steps of a flow, in order. A tree has no variables."""
    if not isinstance(item.model, CallFlow):
        return
    for index, step in enumerate(item.model.steps):
        for number, clause in enumerate(step.clauses if isinstance(step, Clauses) else ()):
            for place, trigger in enumerate(clause.triggers):
                if isinstance(trigger, Phrase):
                    for name, _ in names(trigger.text):
                        yield Use(("step", index, "clause", number, "trigger", place), name, frozenset())
    for path, action, groups in actions(item.model):
        for below, text in templates(action):
            for name, _ in names(text):
                yield Use((*path, *below), name, groups)


def actions(flow: CallFlow) -> Iterator[tuple[Path, Step, frozenset[str]]]:
    """Every step and every action of its clauses, with its path and the groups it can name."""
    for index, step in enumerate(flow.steps):
        yield ("step", index), step, frozenset()
        if not isinstance(step, Clauses):
            continue
        for number, clause in enumerate(step.clauses):
            groups = groups_of(clause)
            for place, action in enumerate(clause.actions):
                yield ("step", index, "clause", number, "action", place), action, groups
        for place, action in enumerate(step.otherwise or ()):
            yield ("step", index, "else", "action", place), action, frozenset()


def templates(action: Action | Step) -> Iterator[tuple[Path, str]]:
    """The texts of an action in which variables are filled in, each with its path below the action."""
    match action:
        case Press(keys=text) | PressHeard(fallback=str(text)) | Play(path=text) | Set(value=text) | Fail(reason=text):
            yield (), text
        case Say(text=text) | Notify(text=text) | Note(text=text):
            yield (), text
        case Run(arguments=arguments):
            for index, argument in enumerate(arguments):
                yield ("argument", index), argument.value


def groups_of(clause: Clause) -> frozenset[str]:
    """The groups, by number and by name, that there are whichever of the clause's triggers comes true."""
    groups = (_groups(trigger.regex) if isinstance(trigger, Pattern) else _NONE for trigger in clause.triggers)
    return reduce(frozenset.intersection, groups)


_NONE = frozenset[str]()


@lru_cache(4096)
def _groups(regex: str) -> frozenset[str]:
    pattern = compiled(regex)
    return frozenset([*map(str, range(1, pattern.groups + 1)), *pattern.groupindex])
