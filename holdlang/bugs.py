"""How an exception that nobody foresaw is put into words.

Its message is left out, because it may quote what was heard, a number or a password. Not responsible for errors that
are meant for the user (see `holdlang.errors`).
"""

import os
import traceback
from collections.abc import Iterator
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_OURS = tuple(f"{_ROOT / package}{os.sep}" for package in ("holdlang", "runtime"))


def leaves(error: BaseException) -> Iterator[BaseException]:
    """The exceptions inside `error`: itself, or those of a (nested) exception group, as a trio nursery raises them."""
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from leaves(inner)
    else:
        yield error


def sort_of(error: BaseException) -> str:
    """Its type, and the innermost place of ours it went through."""
    place = "an unknown place"
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.startswith(_OURS):
            place = f"{Path(frame.filename).relative_to(_ROOT)}:{frame.lineno}"
    return f"{type(error).__name__} at {place}"


def bug(error: BaseException) -> str:
    """One sentence about `error`, for the user."""
    return f"this is a bug in holdlang, please report it: {sort_of(error)}"


def stack(error: BaseException) -> str:
    """The way `error` took, causes first, for those who look for the bug."""
    lines: list[str] = []
    link: BaseException | None = error
    while link is not None:
        lines = [*traceback.format_tb(link.__traceback__), f"{type(link).__name__}\n", *lines]
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return "".join(lines).rstrip()
