"""Which clause of a prompt the pressed keys mean. Pure.

Not responsible for time: whoever reads the keys says when the caller has stopped pressing.
"""

from collections.abc import Sequence

from holdlang.model import Clause, Pressed

INTER_DIGIT_SECONDS = 3.0
"""How long after one key the next may come before the entry is over (the default of most IVR platforms is 2 to 5 s)."""


class Keypad:
    """Collects one entry. `pressed` is what came so far."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self.pressed = ""
        self._meaning: dict[str, Clause] = {}
        for clause in clauses:
            for trigger in clause.triggers:
                if isinstance(trigger, Pressed):
                    self._meaning.setdefault(trigger.keys.upper(), clause)
        self._longest = max(map(len, self._meaning), default=1)

    def press(self, key: str) -> bool:
        """Take a key; True when the entry is complete: it has its clause and could not go on, or is as long as any."""
        self.pressed += key.upper()
        could_go_on = any(keys.startswith(self.pressed) and keys != self.pressed for keys in self._meaning)
        return len(self.pressed) >= self._longest or (self.pressed in self._meaning and not could_go_on)

    def meaning(self) -> Clause | None:
        """The clause of the whole entry, or None if no clause has it."""
        return self._meaning.get(self.pressed)
