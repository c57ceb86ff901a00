"""The company's side of a call in thought: a tree, taken through its steps by a caller of whom only the keys are known.

Shared by the rules about tests (see `holdlang.checks.walk`); finds nothing itself.
"""

from collections.abc import Sequence

from holdlang import template
from holdlang.checks.around import Around
from holdlang.model import Answer, Clause, Digits, Goto, Music, Note, Pressed, Prompt, Say, TreeStep
from holdlang.syntax.items import Item

MOST_STEPS = 200
"""A walk that is longer goes round."""


class Doubt(Exception):
    """From here on anything might happen."""


class Company:
    """Where a tree has got to. Everything here raises `Doubt` rather than guess."""

    def __init__(self, tree: Item, around: Around) -> None:
        self.tree = tree
        self.asking: int | None = None
        """The prompt that waits for a key."""
        self._labels = around.labels(tree)
        self._next = 0
        self._adrift = False
        self._steps = 0

    def drift(self) -> None:
        """Time passes, nobody knows how much: from here on it is not known where the tree has got to."""
        self._adrift = True

    def comes(self) -> TreeStep:
        """The step that comes now; `go_on` leads to the next."""
        while True:
            self._steps += 1
            if self.asking is not None or self._adrift or self._steps > MOST_STEPS:
                raise Doubt
            if self._next >= len(self.tree.steps) or self._next in self.tree.broken:
                raise Doubt
            step: TreeStep = self.tree.steps[self._next]  # type: ignore[assignment] # a tree has no others
            match step:
                case Goto(target=target):
                    self._jump(target)
                case Answer() | Note():
                    self.go_on()
                case _:
                    return step

    def go_on(self) -> None:
        """The step that came is over."""
        self._next += 1

    def words(self) -> str:
        """The prompt that is spoken next; if it decides, the tree is `asking` then."""
        step = self.comes()
        if not isinstance(step, Prompt):
            raise Doubt
        if decides(step):
            self.asking = self._next
        else:
            self.go_on()
        return spoken(step)

    def takes(self, keys: str) -> Clause | None:
        """What is done at the prompt that is asking for these keys; None if they mean nothing there."""
        if self.asking is None:
            raise Doubt
        prompt = self.tree.steps[self.asking]
        assert isinstance(prompt, Prompt)
        hasty = prompt.between_digits is not None and len(keys) > 1
        if prompt.uninterrupted or hasty or prompt.renumbered is not None or not prompt.clauses:
            raise Doubt
        return entered(prompt.clauses, keys)

    def press(self, clause: Clause) -> None:
        """The keys of `clause` were pressed."""
        assert self.asking is not None
        self._next, self.asking = self.asking + 1, None
        for action in clause.actions:
            match action:
                case Goto(target=target):
                    self._jump(target)
                    return
                case Say():
                    pass
                case _:
                    raise Doubt

    def _jump(self, label: str) -> None:
        if label not in self._labels:
            raise Doubt
        self._next = self._labels[label]


def decides(step: Prompt | Music) -> bool:
    """Whether it takes a key."""
    return bool(step.clauses) or step.otherwise is not None


def spoken(prompt: Prompt) -> str:
    """What is heard of it. A file may say anything that is not written beside it."""
    if not prompt.text:
        raise Doubt
    return template.fill(prompt.text, str)


def entered(clauses: Sequence[Clause], keys: str) -> Clause | None:
    """The clause of a prompt that takes these keys, as `runtime.rehearse` reads them; None if none does."""
    named: dict[str, Clause] = {}
    counted: dict[int, Clause] = {}
    for clause in clauses:
        for trigger in clause.triggers:
            match trigger:
                case Pressed(keys=wanted):
                    named.setdefault(wanted, clause)
                case Digits(count=count):
                    counted.setdefault(count, clause)
    longest = max([1, *map(len, named), *counted])
    entry = ""
    meaning = None
    for key in keys.replace("w", "").replace("W", ""):
        entry += key
        digits = counted if entry.isdecimal() else {}
        meaning = named.get(entry) or digits.get(len(entry))
        goes_on = any(other.startswith(entry) and other != entry for other in named) or any(
            count > len(entry) for count in digits
        )
        if len(entry) >= longest or (meaning is not None and not goes_on):
            break
    return meaning
