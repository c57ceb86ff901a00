"""What a check found, and what is to be done about it. Not responsible for printing (`holdlang.cli.doctor`)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from holdlang.config import Config
from holdlang.model.base import Model

Level = Literal["ok", "warning", "fault"]
"""All is well; calls can be made, but not everything will go as wished; calls, or the server, will fail."""


class Finding(Model):
    """One sentence of a check, in words that hold no secret."""

    check: str
    level: Level
    message: str
    fix: str = ""
    """What to do; always there for a fault."""


@dataclass(frozen=True)
class Verdict:
    """What a check says, before it has a name."""

    level: Level
    message: str
    fix: str = ""


def ok(message: str) -> Verdict:
    """All is well."""
    return Verdict("ok", message)


def warning(message: str, fix: str) -> Verdict:
    """Not everything will go as wished."""
    return Verdict("warning", message, fix)


def fault(message: str, fix: str) -> Verdict:
    """It will not work like this."""
    return Verdict("fault", message, fix)


Look = Callable[[Config], Awaitable[Verdict]]
"""A check: looks at one thing, changes nothing that stays, and may take as long as it likes: others watch the clock."""
