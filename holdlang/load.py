"""Source text to checked flows and trees: the one way in. Never raises for what the text holds.

Not responsible for reading files, nor for running what it finds.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from holdlang.build import Item, build
from holdlang.checks import check
from holdlang.codes import CODES
from holdlang.diagnostics import Diagnostic, did_you_mean
from holdlang.finding import Finding
from holdlang.model import CallFlow, Tree
from holdlang.resolve import duplicate_items, resolve
from holdlang.source import Source, Span
from holdlang.trivia import Line, lines

_ALLOW = re.compile(r"#\s*hold:\s*allow\b")
_SLUG = re.compile(r"[\w-]+")
_SLUGS = {entry.slug: entry.code for entry in CODES.values() if entry.code[2] in "345"}
"""Only what is a matter of judgement can be allowed; a name that points nowhere can't."""


@dataclass(frozen=True)
class Loaded:
    """What a source holds. With an error among `diagnostics`, items are incomplete and only good for looking at."""

    source: Source
    items: tuple[Item, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def ok(self) -> bool:
        """Whether it can be run: there may be warnings, but no error."""
        return all(diagnostic.severity != "error" for diagnostic in self.diagnostics)

    @cached_property
    def flows(self) -> tuple[CallFlow, ...]:
        """The flows, in order of the file."""
        return tuple(item.model for item in self.items if isinstance(item.model, CallFlow))

    @cached_property
    def trees(self) -> tuple[Tree, ...]:
        """The trees, in order of the file."""
        return tuple(item.model for item in self.items if isinstance(item.model, Tree))

    def span(self, item: CallFlow | Tree, *path: str | int) -> Span:
        """Where a part of one of `flows` or `trees` stands, such as ``span(flow, "step", 2)``."""
        return next(found for found in self.items if found.model is item).spans.at(*path)


def load(source: Source, *, devices: Collection[str] | None = None) -> Loaded:
    """Read, resolve and check `source`. `devices` are the names `transfer` may use; None: any."""
    read = lines(source.text)
    items, diagnostics = build(source, read)
    for item in items:
        findings = [*resolve(item, devices), *check(item)]
        diagnostics += _diagnostics(source, item, findings)
    for item, finding in duplicate_items(items):
        diagnostics += _diagnostics(source, item, [finding])
    diagnostics = _without_allowed(source, read, diagnostics)
    diagnostics.sort(key=lambda found: (found.span, found.code))
    return Loaded(source, tuple(items), tuple(diagnostics))


def _diagnostics(source: Source, item: Item, findings: Iterable[Finding]) -> list[Diagnostic]:
    return [
        Diagnostic(found.code, found.message, item.spans.at(*found.path), source, found.label, found.help)
        for found in findings
    ]


@dataclass(frozen=True)
class _Allow:
    """`# hold: allow SLUG` and the line of the source that it speaks of."""

    slug: str
    span: Span
    line: int


def _allows(source: Source, read: list[Line]) -> Iterator[_Allow]:
    for number, line in enumerate(read, start=1):
        if line.comment is None:
            continue
        start = _ALLOW.match(source.slice(line.comment.span))
        if start is None:
            continue
        for slug in _SLUG.finditer(source.text, line.comment.span.start + start.end(), line.comment.span.end):
            yield _Allow(slug[0], Span(*slug.span()), number if line.segments else number + 1)


def _without_allowed(source: Source, read: list[Line], diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    allowed = {(_SLUGS.get(allow.slug), allow.line): allow for allow in _allows(source, read)}
    if not allowed:
        return diagnostics
    left: list[Diagnostic] = []
    used: set[tuple[str | None, int]] = set()
    for diagnostic in diagnostics:
        key: tuple[str | None, int] = (diagnostic.code, source.position(diagnostic.span.start)[0])
        if key in allowed:
            used.add(key)
        else:
            left.append(diagnostic)
    for place, allow in allowed.items():
        if place in used:
            continue
        if place[0] is None:
            hint = did_you_mean(allow.slug, _SLUGS)
            left.append(
                Diagnostic("HL501", f"there is no rule `{allow.slug[:40]}` to allow", allow.span, source, "", hint)
            )
        else:
            left.append(Diagnostic("HL501", f"`{allow.slug}` is not found here", allow.span, source, "allows nothing"))
    return left
