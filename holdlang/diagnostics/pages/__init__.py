"""The page of each diagnostic code: why it is a mistake, what to avoid and what to prefer. One Markdown file a code,
read when asked for. Not responsible for codes, names and titles (`holdlang.diagnostics.codes`).

The examples are tested: each `avoid` is diagnosed by its code, each `prefer` is clean.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from holdlang.diagnostics.codes import CODES

_FOLDER = Path(__file__).parent
_PAGE = re.compile(
    r"# (?P<heading>.+)\n\n(?P<why>.+?)\n"
    r"\n## Avoid\n\n```hold\n(?P<avoid>.+?)\n```\n"
    r"\n## Prefer\n\n```hold\n(?P<prefer>.+?)\n```\n",
    re.DOTALL,
)


@dataclass(frozen=True)
class Page:
    """What a page says. `avoid` and `prefer` are sources that could stand in files of their own."""

    heading: str
    why: str
    avoid: str
    prefer: str


def page(code: str) -> Page:
    """The page of a code. Raises `KeyError` for a code that does not exist."""
    read = _PAGE.fullmatch((_FOLDER / f"{CODES[code].code}.md").read_text(encoding="utf-8"))
    assert read, f"the page of {code} has another form"
    return Page(**read.groupdict())


def explain(code: str) -> str:
    """The page of a code as plain text, with its title. Raises `KeyError` for a code that does not exist."""
    entry = CODES[code.upper()]
    read = page(entry.code)
    parts = [
        f"{entry.code} {entry.slug} ({entry.severity})",
        entry.title,
        read.why,
        f"Avoid:\n\n{_indented(read.avoid)}",
        f"Prefer:\n\n{_indented(read.prefer)}",
    ]
    if entry.allowable:
        parts.append(
            f"A comment `# hold: allow {entry.slug}` on the line, or on the line above, says that it is meant."
        )
    return "\n\n".join(parts)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in text.splitlines())
