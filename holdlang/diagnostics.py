"""What is wrong with a source, as data.

Not responsible for the codes (`holdlang.codes`) or for layout (`holdlang.render`).
"""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from holdlang.codes import CODES, Severity
from holdlang.source import Source, Span


@dataclass(frozen=True)
class Diagnostic:
    """One mistake, told once. `label` stands under the marked text, `help` says what to do instead."""

    code: str
    message: str
    span: Span
    source: Source
    label: str = ""
    help: str = ""

    @property
    def severity(self) -> Severity:
        """`error`: the file can't be run. `warning`: it can, but hardly means what it says."""
        return CODES[self.code].severity


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A `help` that offers the known word that `word` was probably meant to be, or "".

    Both the word and the number of known words are bounded, so that a file full of mistakes costs no more per mistake
    than any other (difflib alone is quadratic).
    """
    if len(word) > 40:
        return ""
    found = difflib.get_close_matches(word.casefold(), islice(known, 100), n=1)
    return f"did you mean `{found[0]}`?" if found else ""
