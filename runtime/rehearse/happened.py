"""What happened at the far end, as one JSON line each: the truth that tests and benchmarks compare a call with.

Not responsible for deciding anything, nor for the call log of the caller (see `holdlang.calllog`).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Happened:
    """One event on one call.

    `at` is seconds since the call came in; `wall` is `time.time()`, so that two processes can be compared. Events are
    `incoming`, `ringing`, `early_media`, `answered`, `rejected`, `prompt`, `announcement`, `play` (a sound file, also
    as a prompt), `music`, `tone`, `beep`, `human` (at the first sample of the voice, or of the room of one who waits),
    `put_through`, `chance`, `wait`, `note`, `digit`, `decided`, `confirmed`, `cut_off` and `ended`. Those that sound
    carry their length as `seconds`; that of music is the length of the whole wait.
    """

    event: str
    at: float
    wall: float
    call: int
    tree: str
    step: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> str:
        """One line, without its line break."""
        fixed = {"event": self.event, "at": round(self.at, 3), "wall": round(self.wall, 3)}
        return json.dumps({**fixed, "call": self.call, "tree": self.tree, "step": self.step, **self.data})

    @classmethod
    def from_json(cls, line: str) -> "Happened":
        """Read a line back. Raises `ValueError` for a line that is none."""
        match json.loads(line):
            case {
                "event": str(event), "at": float() | int() as at, "wall": float() | int() as wall,
                "call": int(call), "tree": str(tree), "step": str(step), **rest,
            }:  # fmt: skip
                return cls(event, at, wall, call, tree, step, {str(name): value for name, value in rest.items()})
        raise ValueError("not an event of a rehearsal")
