"""Secrets of a test taken out of what is shown of it. They stand in its file in clear, but what is shown goes
elsewhere: into the logs of a build server, a page of results, a bug report.

Not responsible for the call log, which has no secrets in it (`runtime.record`).
"""

import re
from collections.abc import Iterable

from holdlang.redact import SHORTEST_TEXT, Redactor
from holdlang.secret import Secret
from holdlang.source import Source

DOT = "•"
"""Stands for each character of a secret in an excerpt of the source, so that the marks under it still fit."""


class Mask:
    """Takes these values out of texts."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        self._values = [value for value in values if value.strip()]
        self._redactor = Redactor()
        for value in self._values:
            self._redactor.hide(Secret(value))

    def text(self, text: str) -> str:
        """A sentence of ours, keys or words that we said, without secrets."""
        return self._redactor.text(text, heard=False)

    def source(self, source: Source) -> Source:
        """The same source, in which secrets cannot be read: every place in it stays where it is."""
        text = source.text
        for value in self._values:
            edges = ("", "") if len(value) >= SHORTEST_TEXT else (r"(?<!\w)", r"(?!\w)")
            text = re.sub(edges[0] + re.escape(value) + edges[1], DOT * len(value), text)
        return source if text == source.text else Source(source.name, text)
