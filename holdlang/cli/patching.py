"""What would change in a source, as a patch that `patch` and `git apply` take. Not responsible for what changes."""

import difflib

from holdlang.source import Source


def patch(before: Source, after: str, remark: str) -> str:
    """A unified diff; `remark` stands in brackets behind the name of the new text. Empty if nothing changes."""
    lines = difflib.unified_diff(_lines(before.text), _lines(after), before.name, f"{before.name} ({remark})")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _lines(text: str) -> list[str]:
    """As `patch` counts them: U+2028 and the other breaks that `str.splitlines` knows end no line."""
    *whole, rest = text.split("\n")
    return [f"{line}\n" for line in whole] + ([rest] if rest else [])
