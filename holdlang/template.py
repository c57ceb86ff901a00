"""Texts with variables in them: `$name`, `$1` for a group of a pattern, `$$` for a dollar sign.

A `$` before anything else is itself. Not responsible for which variables there are (`holdlang.names.variables`), nor
for their values.
"""

import re
from collections.abc import Callable, Iterator

from holdlang.source import Span

_REFERENCE = re.compile(r"\$(?:\$|(?P<name>[^\W\d]\w*|\d{1,2}))")

MARK = "$"


def names(text: str) -> Iterator[tuple[str, Span]]:
    """The variables of `text`, each with the characters it takes (its `$` included); groups by their number."""
    for found in _REFERENCE.finditer(text):
        if found["name"]:
            yield found["name"], Span(*found.span())


def fill(text: str, value: Callable[[str], str]) -> str:
    """`text` with `value(name)` for each variable and one dollar sign for two. Raises what `value` raises."""
    return _REFERENCE.sub(lambda found: value(found["name"]) if found["name"] else MARK, text)


def literal(text: str) -> str:
    """The template that stands for just this text."""
    return text.replace(MARK, MARK * 2)


def single(text: str) -> str | None:
    """The name of the variable that is all of `text`, if it is one."""
    found = _REFERENCE.fullmatch(text)
    return found["name"] if found else None
