"""Mends a source by the fixes of its diagnostics. Not responsible for finding them, nor for reading or writing files.

Pure: the caller says how a source is loaded.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from holdlang.diagnostics import Diagnostic, Edit, Fix
from holdlang.source import Source, Span

ROUNDS = 10
"""A mended mistake can uncover another, but no source that people write needs more than two or three rounds."""

Find = Callable[[Source], tuple[Diagnostic, ...]]


@dataclass(frozen=True)
class Fixed:
    """The mended source, what is still wrong with it, and the titles of the fixes that were made: one for a mistake,
    with which others that it uncovers on its lines are mended."""

    source: Source
    diagnostics: tuple[Diagnostic, ...]
    made: tuple[str, ...]


def fixed(source: Source, find: Find) -> Fixed:
    """`source` with every fix made, over and over until none is left. `find` tells what is wrong with a source.

    A fix is kept only if its own lines are better for it: no mistake on them is new, and one is gone. Only a warning
    that an error has hidden may appear. On the others it may uncover mistakes, but no more than it mends.
    """
    found = find(source)
    made: tuple[str, ...] = ()
    for _ in range(ROUNDS):
        chosen = apart(diagnostic.fix for diagnostic in found if diagnostic.fix and diagnostic.source is source)
        tries = [chosen, *([fix] for fix in _neighbours(source, chosen))]
        better = next((done for fixes in tries if (done := _better(source, found, fixes, find))), None)
        if better is None:
            break
        source, found = better.source, better.diagnostics
        made += better.made
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


@dataclass
class _Patch:
    """Whole lines on which fixes are made: where they stood, and where they stand now."""

    before: Span
    now: Span


def _better(source: Source, found: Sequence[Diagnostic], fixes: Sequence[Fix], find: Find) -> Fixed | None:
    """The source with those of the fixes that are kept; or with half of them, if all together leave more mistakes."""
    done = _kept(source, found, fixes, find)
    if not done.made or _weight(done.diagnostics) <= _weight(found):
        return done if done.made else None
    half = len(fixes) // 2
    return (_better(source, found, fixes[:half], find) or _better(source, found, fixes[half:], find)) if half else None


def _kept(source: Source, found: Sequence[Diagnostic], fixes: Sequence[Fix], find: Find) -> Fixed:
    """`source` with those of the fixes that leave their lines better."""
    patches = _patches(source, fixes)
    while patches:
        mended, after = _followed(source, patches, fixes, find)
        good = [
            patch for patch in patches if _is_better(_on(source, found, patch.before), _on(mended, after, patch.now))
        ]
        if len(good) == len(patches):
            return Fixed(mended, after, tuple(fix.title for fix in fixes))
        fixes = [fix for fix in fixes if any(_within(fix, patch.before) for patch in good)]
        patches = _patches(source, fixes)
    return Fixed(source, tuple(found), ())


def _followed(
    source: Source, patches: Sequence[_Patch], fixes: Sequence[Fix], find: Find
) -> tuple[Source, tuple[Diagnostic, ...]]:
    """The source with the fixes made, and with those that they make possible on the same lines."""
    after: tuple[Diagnostic, ...] = ()
    for _ in range(ROUNDS):
        edits = _edits(fixes)
        for patch in patches:
            patch.now = Span(
                patch.now.start + _growth(edit for edit in edits if edit.span.end < patch.now.start),
                patch.now.end + _growth(edit for edit in edits if edit.span.end <= patch.now.end),
            )
        source = Source(source.name, applied(source.text, fixes))
        after = find(source)
        further = apart(found.fix for found in after if found.fix and found.source is source)
        fixes = [fix for fix in further if any(_within(fix, patch.now) for patch in patches)]
        if not fixes:
            break
    return source, after


def _patches(source: Source, fixes: Iterable[Fix]) -> list[_Patch]:
    """The lines that the fixes touch; lines that are touched together are one patch."""
    spans: list[Span] = []
    for fix in sorted(fixes, key=_reach):
        start, end = (source.line_span(source.position(offset)[0]) for offset in _reach(fix))
        if spans and start.start <= spans[-1].end:
            spans[-1] = Span(spans[-1].start, max(end.end, spans[-1].end))
        else:
            spans.append(Span(start.start, end.end))
    return [_Patch(span, span) for span in spans]


def _neighbours(source: Source, fixes: Sequence[Fix]) -> Iterator[Fix]:
    """Those that share their lines with others: one of them may be good, though together they are not."""
    for patch in _patches(source, fixes):
        own = [fix for fix in fixes if _within(fix, patch.before)]
        if len(own) > 1:
            yield from own


def _on(source: Source, diagnostics: Iterable[Diagnostic], lines: Span) -> list[Diagnostic]:
    return [found for found in diagnostics if found.source is source and lines.start <= found.span.start <= lines.end]


def _is_better(before: Sequence[Diagnostic], after: Sequence[Diagnostic]) -> bool:
    """Whether an error is gone and none is new; or, where there was no error, a warning."""
    errors, left = _told(before, "error"), _told(after, "error")
    if errors:
        return left < errors
    return not left and _told(after, "warning") < _told(before, "warning")


def _weight(diagnostics: Sequence[Diagnostic]) -> tuple[int, int]:
    """Errors, then all: what could not be read may hold things to warn of."""
    return sum(one.severity == "error" for one in diagnostics), len(diagnostics)


def _told(diagnostics: Iterable[Diagnostic], severity: str) -> Counter[tuple[str, str]]:
    return Counter((found.code, found.message) for found in diagnostics if found.severity == severity)


def _growth(edits: Iterable[Edit]) -> int:
    return sum(len(edit.text) - (edit.span.end - edit.span.start) for edit in edits)


def _within(fix: Fix, lines: Span) -> bool:
    start, end = _reach(fix)
    return lines.start <= start and end <= lines.end


def _edits(fixes: Iterable[Fix]) -> list[Edit]:
    return sorted((edit for fix in fixes for edit in fix.edits), key=lambda edit: edit.span)


def _reach(fix: Fix) -> tuple[int, int]:
    return min(edit.span.start for edit in fix.edits), max(edit.span.end for edit in fix.edits)
