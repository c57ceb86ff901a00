"""Secrets of a test taken out of what is shown of it. They stand in its file in clear, but what is shown goes
elsewhere: into the logs of a build server, a page of results, a bug report.

Not responsible for the call log, which has no secrets in it (`runtime.record`).
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from holdlang.diagnostics import Diagnostic
from holdlang.redact import SHORTEST_TEXT, Redactor
from holdlang.secret import Secret
from holdlang.source import Source

DOT = "•"
"""Stands for each character of a secret in an excerpt of the source, so that the marks under it still fit."""


ALIKE = 3
"""Digits in a row that a number in the source needs to have in common with a secret to be hidden, too: a test that
expects another pin by one digit gives the others away."""

_NUMBER = re.compile(r"\d+")

_GIVEN = re.compile(r"""^[ \t]*given[ \t]+(\w+)[ \t]*=[ \t]*["']?([^"'#\n]+)""", re.MULTILINE)


class Mask:
    """Takes these values out of texts."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        self._values = [value for value in values if value.strip()]
        self._redactor = Redactor()
        for value in self._values:
            self._redactor.hide(Secret(value))
        bare = [re.sub(r"\D", "", value) for value in self._values]
        self._parts = {digits[at : at + ALIKE] for digits in bare for at in range(len(digits) - ALIKE + 1)}

    def text(self, text: str) -> str:
        """A sentence of ours, keys or words that we said, without secrets."""
        return self._redactor.text(text, heard=False)

    def source(self, source: Source) -> Source:
        """The same source, in which secrets cannot be read: every place in it stays where it is."""
        text = source.text
        for value in self._values:
            edges = ("", "") if len(value) >= SHORTEST_TEXT else (r"(?<!\w)", r"(?!\w)")
            text = re.sub(edges[0] + re.escape(value) + edges[1], DOT * len(value), text)
        text = _NUMBER.sub(lambda found: DOT * len(found[0]) if self._is_like(found[0]) else found[0], text)
        return source if text == source.text else Source(source.name, text)

    def mistake(self, found: Diagnostic) -> Diagnostic:
        """What is wrong with a source in which secrets cannot be read. Nor is there a fix: that is source, too."""
        source = self.source(found.source)
        if source is found.source:
            return found
        related = tuple(replace(other, source=self.source(other.source)) for other in found.related)
        message, label, help_ = map(self.text, (found.message, found.label, found.help))
        return Diagnostic(found.code, message, found.span, source, label, help_, related)

    def _is_like(self, digits: str) -> bool:
        return any(digits[at : at + ALIKE] in self._parts for at in range(len(digits) - ALIKE + 1))


def given_values(text: str, plain: Collection[str]) -> Iterator[str]:
    """What tests in `text` give, whether they can be read or not, but what they give to the names that are `plain`."""
    return (found[2].strip() for found in _GIVEN.finditer(text) if found[1] not in plain)
