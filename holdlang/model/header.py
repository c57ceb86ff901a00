"""The header of a flow: when a company is open, what a call must know before it begins, how often it is tried."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from holdlang.model.base import MOST_TIMES, Model, Name, Seconds

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d|24:00")


def _is_time(text: str) -> str:
    if not _TIME.fullmatch(text):
        raise ValueError("not a time of day from 00:00 to 24:00")
    return text


def _is_zone(name: str) -> str:
    from zoneinfo import ZoneInfo  # looks for its database when imported

    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # a folder of the database, a path, a name that it lacks
        raise ValueError("not a time zone") from None
    return name


Time = Annotated[str, AfterValidator(_is_time)]
"""A time of day as `08:00`, from `00:00` to `24:00`."""


class Hours(Model):
    """`mon-fri 08:00-20:00`: on the days from `first` to `last`. Closing before opening means: on the next day."""

    first: Day
    last: Day
    opens: Time
    closes: Time


class Opening(Model):
    """When the company takes calls, in its own time zone (a name of the IANA database)."""

    hours: tuple[Hours, ...] = Field(min_length=1)
    zone: Annotated[str, AfterValidator(_is_zone)]


class Need(Model):
    """A value that is asked for before the call; a `secret` one is never shown. `text` says what it is."""

    name: Name
    secret: bool = False
    text: str = ""


class Param(Model):
    """What a `run` of this flow gives it. Without a `default` it must be given."""

    name: Name
    secret: bool = False
    default: str | None = None


class Redial(Model):
    """Call again, `times` times at most and `every` so many seconds, when nobody answered or we were cut off."""

    times: int = Field(ge=1, le=MOST_TIMES)
    every: Seconds = 600.0
