"""The keys that a flow presses, held against those that the menu names: a key that has moved is not pressed blindly.

Not responsible for what a menu says (`holdlang.menu`), nor for what is done about a change: that is the flow's policy,
and the steps carry it out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from holdlang import template
from holdlang.calllog import DriftPolicy, MenuChanged
from holdlang.match import Match
from holdlang.menu import named_key
from holdlang.model import Clause, Phrase, Press, PressHeard


@dataclass(frozen=True)
class Moved:
    """For `phrase` the menu `text` names the key `heard`, where the flow has `expected`."""

    text: str
    phrase: str
    expected: str
    heard: str
    policy: DriftPolicy

    def event(self, step_id: str) -> MenuChanged:
        """The line of the log."""
        return MenuChanged(
            step_id=step_id,
            transcript=self.text,
            phrase=self.phrase,
            expected=self.expected,
            heard=self.heard,
            policy=self.policy,
        )


def wanted(found: Match) -> str:
    """The words whose key is looked up for a match."""
    return found.trigger.text if isinstance(found.trigger, Phrase) else found.excerpt


def pressed(clause: Clause) -> str | None:
    """The keys that a clause presses; None if there are none, or they are not known yet, or a secret."""
    keys = next((action.keys for action in clause.actions if isinstance(action, Press)), None)
    return _known(keys)


def presses_heard(clause: Clause) -> list[PressHeard]:
    """What a clause leaves to the menu to name."""
    return [action for action in clause.actions if isinstance(action, PressHeard)]


def names_another(clause: Clause, named: str | None) -> bool:
    """Whether the menu names a key that is not the one which the clause would press."""
    keys = pressed(clause)
    return named is not None and keys is not None and not keys.startswith(named)


def expected(clause: Clause) -> str | None:
    """The key that the flow's author knows for a clause: what it presses, or falls back on; None if there is none."""
    fallback = next((action.fallback for action in presses_heard(clause)), None)
    return pressed(clause) or _known(fallback)


def moved(clause: Clause, phrase: str, named: str | None, text: str, policy: DriftPolicy) -> Moved | None:
    """What has moved for `phrase` of this clause, if the menu `text` names another key for it."""
    known = expected(clause)
    if named is None or known is None or known.startswith(named):
        return None
    return Moved(text, phrase, known, named, "press heard" if presses_heard(clause) else policy)


def all_moved(clauses: Sequence[Clause], text: str) -> Iterator[Moved]:
    """What has moved for any phrase of the clauses, whichever of them is taken."""
    for clause in clauses:
        for trigger in clause.triggers:
            if isinstance(trigger, Phrase) and expected(clause) is not None:
                named = named_key(text, trigger.text, finished=False)
                change = moved(clause, trigger.text, named, text, "not taken")
                if change is not None:
                    yield change


def _known(keys: str | None) -> str | None:
    keys = None if keys is None else keys.lstrip("wW")
    return None if not keys or template.MARK in keys else keys
