"""Lines of text with styles, printed in colour on a terminal and plainly everywhere else.

Not responsible for what they say. Only a terminal costs the import of rich.
"""

import shutil
import sys

from holdlang.cli.streams import say

Styled = tuple[tuple[str, str], ...]
"""A line, as texts each with a style of rich (`bold red`), or ""."""

WIDTH = 100
"""Columns, where no terminal says how many there are."""

WIDEST, NARROWEST = 120, 40
"""Columns that are used of a terminal: lines longer than these are hard to read, and shorter ones tell nothing."""


def plain_text(line: Styled) -> str:
    """The line without its styles."""
    return "".join(text for text, _ in line).rstrip()


def columns() -> int:
    """How wide a line can be: as wide as the terminal, or `WIDTH` where there is none."""
    if not sys.stdout.isatty():
        return WIDTH
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size((WIDTH, 24)).columns))


class Printer:
    """Prints lines to standard output, whatever that is."""

    def __init__(self) -> None:
        self._console = None
        if sys.stdout.isatty():
            from rich.console import Console

            self._console = Console(highlight=False, soft_wrap=True)

    def print(self, *lines: Styled) -> None:
        """Print these lines."""
        for line in lines:
            if self._console is None:
                say(plain_text(line))
            else:
                from rich.text import Text

                self._console.print(Text.assemble(*line))
