"""The difference between two versions of a file, for people. Not responsible for where they come from."""

from dataclasses import dataclass
from difflib import unified_diff


@dataclass(frozen=True)
class Version:
    """A text and what to call it."""

    name: str
    text: str


def patch(before: Version, after: Version) -> str:
    """A unified diff; empty if nothing changes."""
    lines = unified_diff(_lines(before.text), _lines(after.text), before.name, after.name)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _lines(text: str) -> list[str]:
    """As git counts them: U+2028 and the other breaks that `str.splitlines` knows end no line."""
    *whole, rest = text.split("\n")
    return [f"{line}\n" for line in whole] + ([rest] if rest else [])
