"""Discoveries without persons: names, numbers and addresses taken out, because a flow goes into a repository.

Not responsible for how they are found (`holdlang.history.anonymous`).
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from holdlang.calllog import Line, TranscriptChunk, line
from holdlang.history.anonymous import Anonymiser
from holdlang.learn.discoveries import Discovery, Found, HoldFound, MenuFound, PersonFound

_ANYBODY = frozenset({"anybody", "anyone", "everybody", "everyone", "nobody", "somebody", "someone"})
"""Said where a name could stand ("talk to somebody"), and no name."""

F = TypeVar("F", bound=Found)

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def cleaned(found: Sequence[Discovery], *, own: Iterable[str] = (), common: Collection[str] = ()) -> list[Discovery]:
    """The discoveries without persons, and without a word of the one who answered. `own` are texts whose words and
    numbers stay (the company, the intent), `common` are words that name nobody, in lower case."""
    anonymiser = Anonymiser(
        [_heard(text) for one in found for text in _texts(one)], own=own, common=_ANYBODY.union(common)
    )
    return [_clean(one, anonymiser) for one in found]


def _texts(found: Discovery) -> tuple[str, ...]:
    match found:
        case MenuFound(transcript=transcript, said=said):
            return (transcript, said or "")
        case HoldFound(announcements=announcements):
            return announcements
        case _:
            return ()


def _clean(found: Discovery, anonymiser: Anonymiser) -> Discovery:
    match found:
        case MenuFound(transcript=transcript, said=said):
            said = None if said is None else anonymiser.text(said)
            return _with(found, transcript=anonymiser.text(transcript), said=said)
        case HoldFound(announcements=announcements):
            return _with(found, announcements=tuple(map(anonymiser.text, announcements)))
        case PersonFound():
            return _with(found, transcript="")
        case _:
            return found


def _with(found: F, **fields: object) -> F:
    """Made anew: a copy would keep what was understood of the old text."""
    return type(found).model_validate(found.model_dump() | fields)


def _heard(text: str) -> Line:
    return line(TranscriptChunk(text=text, is_final=True), call_id="", timestamp=_EPOCH, at=0)
