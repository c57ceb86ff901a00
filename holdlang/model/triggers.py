"""What a clause waits for. How well an utterance fits a trigger is decided in `holdlang.match`, nowhere else."""

import re
import warnings
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from holdlang.model.base import Model, Seconds

StateName = Literal[
    "human",
    "music",
    "announcement",
    "callback offer",
    "voicemail",
    "closed",
    "beep",
    "timeout",
    "busy",
    "nobody",
    "hangup",
    "unmatched",
    "uncertain",
]
"""Call states a clause can name; their words are the language's keywords."""


class Phrase(Model):
    """Words that the far end says, compared word by word, blind to case and punctuation."""

    kind: Literal["phrase"] = "phrase"
    text: str


@lru_cache(4096)  # many more than Python itself keeps: a long file has its patterns compiled once
def compiled(regex: str) -> re.Pattern[str]:
    """`regex` as Python reads it. Raises `re.error`, `OverflowError` or `RecursionError`."""
    with warnings.catch_warnings(action="ignore"):  # of what Python may change one day; the author can't act on it
        return re.compile(regex)


_STRANGE = re.compile(r"\{(?!\d+(?:,\d*)?\}|,\d+\})[^}]{0,20}\}?|\[\[:")
"""Braces that repeat nothing, and classes of POSIX: Python's `re` takes them for themselves, and for something else the
`regex` package, by which a call matches because it can be stopped."""


def _is_pattern(regex: str) -> str:
    if not regex.isprintable() or not regex:
        raise ValueError("a pattern is not empty and holds printable characters only (write `\\n` for a line break)")
    try:
        compiled(regex)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(str(error)) from None
    if strange := _STRANGE.search(re.sub(r"\\.", "..", regex)):
        raise ValueError(f"`{strange[0]}` means nothing here: a number of times is written `{{2}}` or `{{2,4}}`")
    return re.sub(r"\\(.)", lambda pair: "/" if pair[1] == "/" else pair[0], regex)


class Pattern(Model):
    """A regular expression over the normalised transcript; its groups are `$1`, `$2`, …

    `\\/` and `/` mean the same in it and are kept as `/`, so that a pattern is equal to itself however it was written.
    """

    kind: Literal["pattern"] = "pattern"
    regex: Annotated[str, AfterValidator(_is_pattern)]


class State(Model):
    """A state that the call enters, such as ``nobody`` (the device did not answer)."""

    kind: Literal["state"] = "state"
    name: StateName


class Silence(Model):
    """Nothing is heard for `seconds`."""

    kind: Literal["silence"] = "silence"
    seconds: Seconds


class Pressed(Model):
    """In a tree: the caller presses this key sequence (`0-9 * # A-D`)."""

    kind: Literal["pressed"] = "pressed"
    keys: str


MOST_DIGITS = 32
"""Longer than any card or account number."""


class Digits(Model):
    """In a tree: the caller enters so many digits, whichever they are. Written `press 4 digits`."""

    kind: Literal["digits"] = "digits"
    count: int = Field(ge=1, le=MOST_DIGITS)


Trigger = Annotated[Phrase | Pattern | State | Silence | Pressed | Digits, Field(discriminator="kind")]
