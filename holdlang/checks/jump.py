"""HL306: actions behind one that leaves the clause."""

from collections.abc import Iterator

from holdlang.checks.within import action_lists
from holdlang.diagnostics import replacement
from holdlang.diagnostics.finding import Finding
from holdlang.model import Again, End, Fail, Goto, Hangup
from holdlang.source import Span
from holdlang.syntax.items import Item


def action_after_jump(item: Item) -> Iterator[Finding]:
    for path, _, actions in action_lists(item):
        for number, action in enumerate(actions[:-1]):
            if isinstance(action, Goto | Again | Hangup | Fail | End):
                jump, last = item.spans.at(*path, "action", number), item.spans.at(*path, "action", len(actions) - 1)
                yield Finding(
                    "HL306",
                    (*path, "action", number + 1),
                    "this action is never carried out",
                    f"`{action.kind}` leaves the clause before it",
                    "remove it, or move it in front",
                    related=(((*path, "action", number), "leaves here"),),
                    fix=replacement("", Span(jump.end, last.end), title="remove what is never carried out"),
                )
                break
