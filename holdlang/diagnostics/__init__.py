"""What is wrong with a source, as data.

Not responsible for the codes (`holdlang.diagnostics.codes`), for layout (`holdlang.diagnostics.render`) or for mending
(`holdlang.diagnostics.fixing`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from holdlang.diagnostics.codes import CODES, Severity
from holdlang.source import Source, Span


@dataclass(frozen=True)
class Edit:
    """`text` in place of what stands at `span`; an empty span inserts."""

    span: Span
    text: str


@dataclass(frozen=True)
class Fix:
    """Edits of one source that mend a mistake and may be made without asking.

    They change no meaning, or do exactly what the `help` of the diagnostic says. `title` says what they do, such as
    "write `sip_phone`".
    """

    title: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class Related:
    """Another place that belongs to the mistake, perhaps in another source. `label` says what stands there."""

    label: str
    span: Span
    source: Source


@dataclass(frozen=True)
class Diagnostic:
    """One mistake, told once. `label` stands under the marked text, `help` says what to do instead."""

    code: str
    message: str
    span: Span
    source: Source
    label: str = ""
    help: str = ""
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    """Edits of `source`."""

    @property
    def severity(self) -> Severity:
        """`error`: the file can't be run. `warning`: it can, but hardly means what it says."""
        return CODES[self.code].severity


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A `help` that offers the known word that `word` was probably meant to be, or ""."""
    found = _close(word, known)
    return f"did you mean `{found[0]}`?" if found else ""


def meant_name(word: str, known: Iterable[str], span: Span) -> Fix | None:
    """A fix that writes the known name that `word`, which stands at `span`, was meant to be; None if that is in doubt.

    Names that differ in a digit are different on purpose (`menu1` is no misspelt `menu2`), and of two that come as
    close either could be meant.
    """
    found = _close(word, known)
    if not found or re.findall(r"\d", word) != re.findall(r"\d", found[0]):
        return None
    best, *others = (_likeness(word, name) for name in found)
    if best < SURE or any(best - other < CLEAR for other in others):
        return None
    return replacement(found[0], span)


def replacement(text: str, span: Span, *, title: str = "") -> Fix:
    """The fix that writes `text` at `span`."""
    return Fix(title or f"write `{text}`", (Edit(span, text),))


def removal(source: Source, span: Span, title: str) -> Fix:
    """The fix that removes what stands at `span`, with its line if nothing else is on it, or else with the `->` or the
    spaces before it."""
    line, _ = source.position(span.start)
    whole = source.line_span(line)
    before = source.text[whole.start : span.start]
    after = source.text[span.end : whole.end]
    if not before.strip() and not after.strip():
        broken = _BREAK.match(source.text, whole.end)
        return Fix(title, (Edit(Span(whole.start, broken.end() if broken else whole.end), ""),))
    if before.strip():
        kept = len(before.rstrip().removesuffix("->").rstrip())
        return Fix(title, (Edit(Span(whole.start + kept, span.end), ""),))
    arrow = _ARROW.match(source.text, span.end, whole.end)
    return Fix(title, (Edit(Span(span.start, arrow.end() if arrow else span.end), ""),))


_BREAK = re.compile(r"\r?\n")
_ARROW = re.compile(r"[ \t]*->[ \t]*")

SURE = 0.75
"""Lowest likeness (difflib's ratio) of a name that is put in without asking: `quue` and `queue` are 0.89 alike, two
letters exchanged in a name of eight (`sip_phnoe`) 0.89, `agent` and `again` 0.6."""

CLEAR = 0.1
"""How much more alike than any other name it must be."""


def _close(word: str, known: Iterable[str]) -> list[str]:
    """Known words that `word` was perhaps meant to be, the likeliest first.

    Both the word and the number of known words are bounded, so that a file full of mistakes costs no more per mistake
    than any other (difflib alone is quadratic).
    """
    if len(word) > 40:
        return []
    import difflib  # only for those who make mistakes

    return difflib.get_close_matches(word.casefold(), islice(known, 100), n=3)


def _likeness(word: str, name: str) -> float:
    import difflib

    return difflib.SequenceMatcher(None, word.casefold(), name.casefold()).ratio()
