"""Mends a source by the fixes of its diagnostics. Not responsible for finding them, nor for reading or writing files.

Pure: the caller says how a source is loaded.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from holdlang.diagnostics import Diagnostic, Edit, Fix
from holdlang.source import Source

ROUNDS = 10
"""A mended mistake can uncover another, but no source that people write needs more than two or three rounds."""

Find = Callable[[Source], tuple[Diagnostic, ...]]


@dataclass(frozen=True)
class Fixed:
    """The mended source, what is still wrong with it, and the titles of the fixes that were made."""

    source: Source
    diagnostics: tuple[Diagnostic, ...]
    made: tuple[str, ...]


def fixed(source: Source, find: Find) -> Fixed:
    """`source` with every fix made, over and over until none is left. `find` tells what is wrong with a source.

    A round that does not leave less wrong than there was is not made: a fix must never cost.
    """
    found = find(source)
    made: tuple[str, ...] = ()
    for _ in range(ROUNDS):
        chosen = apart(diagnostic.fix for diagnostic in found if diagnostic.fix and diagnostic.source is source)
        if not chosen:
            break
        mended = Source(source.name, applied(source.text, chosen))
        after = find(mended)
        if _weight(after) >= _weight(found):
            break
        source, found = mended, after
        made += tuple(fix.title for fix in chosen)
    return Fixed(source, found, made)


def apart(fixes: Iterable[Fix]) -> list[Fix]:
    """Those of the fixes that can be made together: of two that touch each other, the first in the source."""
    chosen: list[Fix] = []
    end = -1
    for fix in sorted(fixes, key=_reach):
        start, last = _reach(fix)
        if start > end:
            chosen.append(fix)
            end = last
    return chosen


def applied(text: str, fixes: Iterable[Fix]) -> str:
    """`text` with the edits of these fixes, none of which may overlap another."""
    parts: list[str] = []
    place = 0
    for edit in _edits(fixes):
        parts += [text[place : edit.span.start], edit.text]
        place = edit.span.end
    return "".join([*parts, text[place:]])


def _edits(fixes: Iterable[Fix]) -> list[Edit]:
    return sorted((edit for fix in fixes for edit in fix.edits), key=lambda edit: edit.span)


def _reach(fix: Fix) -> tuple[int, int]:
    return min(edit.span.start for edit in fix.edits), max(edit.span.end for edit in fix.edits)


def _weight(diagnostics: Iterable[Diagnostic]) -> tuple[int, int]:
    """Errors weigh more than any number of warnings."""
    errors = [diagnostic.severity == "error" for diagnostic in diagnostics]
    return sum(errors), len(errors)
