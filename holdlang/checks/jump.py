"""HL306: actions behind one that leaves the clause."""

from collections.abc import Iterator

from holdlang.build import Item
from holdlang.finding import Finding
from holdlang.model import Again, End, Fail, Goto, Hangup
from holdlang.resolve import action_lists


def action_after_jump(item: Item) -> Iterator[Finding]:
    for path, _, actions in action_lists(item):
        for number, action in enumerate(actions[:-1]):
            if isinstance(action, Goto | Again | Hangup | Fail | End):
                yield Finding(
                    "HL306",
                    (*path, "action", number + 1),
                    "this action is never carried out",
                    f"`{action.kind}` leaves the clause before it",
                )
                break
