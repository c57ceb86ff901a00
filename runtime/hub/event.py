"""An event: a line of a log with its place in the stream. Not responsible for what it says (`holdlang.calllog`)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Logged:
    """A whole line of a call's log: its number (from 0), its type, and its text."""

    call_id: str
    line: int
    type: str
    timestamp: datetime
    text: str


@dataclass(frozen=True)
class Event:
    """A numbered line. `id` is `EPOCH-SEQ`: which numbering, and the number in it, counting over all calls."""

    seq: int
    id: str
    call_id: str
    type: str
    text: str
    """The event as JSON, as every client gets it."""


def event_id(epoch: str, seq: int) -> str:
    """The id of an event."""
    return f"{epoch}-{seq}"


def event_text(identity: str, line: str) -> str:
    """A line of a log with its id before everything else. It is sent to many, and so is not taken apart."""
    return f'{{"id":"{identity}",{line[1:]}'


class UnknownPosition(Exception):
    """The position to resume from belongs to no numbering that we know: the index was made anew since."""


def parse_position(text: str, epoch: str, newest: int) -> int:
    """The number in an event's id. Raises `UnknownPosition` for one of another numbering, and for what is none."""
    named, _, digits = text.partition("-")
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 20 else None
    if named != epoch or number is None or number > newest:
        raise UnknownPosition("this position is not known (any more): read the history, and connect without `since`")
    return number
