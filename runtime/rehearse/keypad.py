"""Which clause of a prompt or a queue the pressed keys mean. Pure.

Not responsible for time: whoever reads the keys says when the caller has stopped pressing.
"""

from collections.abc import Sequence

from holdlang.model import Clause, Digits, Pressed

INTER_DIGIT_SECONDS = 3.0
"""How long after one key the next may come before the entry is over (the default of most IVR platforms is 2 to 5 s)."""


class Keypad:
    """Collects one entry. `pressed` is what came so far. Keys that are named come before any digits of that number."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self.pressed = ""
        self._named: dict[str, int] = {}
        self._counted: dict[int, int] = {}
        for place, clause in enumerate(clauses):
            for trigger in clause.triggers:
                match trigger:
                    case Pressed(keys=keys):
                        self._named.setdefault(keys.upper(), place)
                    case Digits(count=count):
                        self._counted.setdefault(count, place)
        self._longest = max([1, *map(len, self._named), *self._counted])

    def press(self, key: str) -> bool:
        """Take a key; True when the entry is complete: it has its clause and could not go on, or is as long as any."""
        self.pressed += key.upper()
        length = len(self.pressed)
        could_go_on = any(keys.startswith(self.pressed) and keys != self.pressed for keys in self._named) or (
            self.pressed.isdecimal() and any(count > length for count in self._counted)
        )
        return length >= self._longest or (self.meaning() is not None and not could_go_on)

    def meaning(self) -> int | None:
        """The place of the clause that the whole entry means, or None if none does."""
        place = self._named.get(self.pressed)
        if place is None and self.pressed.isdecimal():
            place = self._counted.get(len(self.pressed))
        return place
