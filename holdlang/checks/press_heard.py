"""HL309: `press heard` where no phrase is heard for it."""

from collections.abc import Iterator

from holdlang.checks.within import action_lists
from holdlang.diagnostics import replacement
from holdlang.diagnostics.finding import Finding
from holdlang.model import CallFlow, Clause, Pattern, Phrase, PressHeard
from holdlang.model.steps import Clauses
from holdlang.syntax.items import Item
from holdlang.syntax.reader import Path
from holdlang.syntax.values import write_keys


def press_heard_alone(item: Item) -> Iterator[Finding]:
    """As a step, under `else`, or in a clause none of whose triggers are words. Of flows: trees press nothing."""
    if not isinstance(item.model, CallFlow):
        return
    for index, step in enumerate(item.steps):
        if isinstance(step, PressHeard):
            yield _finding(item, ("step", index), step)
    for path, index, actions in action_lists(item):
        step = item.steps[index]
        if isinstance(step, Clauses) and isinstance(path[-1], int) and _hears_words(step.clauses[path[-1]]):
            continue
        for number, action in enumerate(actions):
            if isinstance(action, PressHeard):
                yield _finding(item, (*path, "action", number), action)


def _hears_words(clause: Clause) -> bool:
    return any(isinstance(trigger, Phrase | Pattern) for trigger in clause.triggers)


def _finding(item: Item, path: Path, action: PressHeard) -> Finding:
    """With a key to fall back on, that is what is always pressed, and can be written so."""
    label = "no phrase to look up in the prompt"
    message = "`press heard` belongs into a clause with a phrase"
    if action.fallback is None or path[-2] == "step":
        return Finding("HL309", path, message, label, 'such as `on "disputes" press heard`')
    written = f"press {write_keys(action.fallback)}"
    fix = replacement(written, item.spans.at(*path))
    return Finding("HL309", path, message, label, f"write `{written}`", fix=fix)
