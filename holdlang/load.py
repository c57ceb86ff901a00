"""Source text to checked flows and trees: the one way in. Never raises for what the text holds.

Not responsible for reading files, nor for running what it finds.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

from holdlang.checks import check
from holdlang.diagnostics import Diagnostic, Related
from holdlang.diagnostics.allow import without_allowed
from holdlang.diagnostics.finding import Finding
from holdlang.model import CallFlow, Test, Tree, Use
from holdlang.names.resolve import duplicate_items, key_of, resolve
from holdlang.names.scope import File, Files, Scope, beside, read, used_files
from holdlang.source import Source, Span
from holdlang.syntax.items import Item


@dataclass(frozen=True)
class Loaded:
    """What a source holds. With an error among `diagnostics`, items are incomplete and only good for looking at."""

    source: Source
    items: tuple[Item, ...]
    diagnostics: tuple[Diagnostic, ...]
    used: tuple[File, ...]
    """The files that it uses, and those that they use."""
    scope: Scope

    @property
    def ok(self) -> bool:
        """Whether it can be run: there may be warnings, but no error."""
        return all(diagnostic.severity != "error" for diagnostic in self.diagnostics)

    @cached_property
    def flows(self) -> tuple[CallFlow, ...]:
        """The flows of this file, in order."""
        return tuple(item.model for item in self.items if isinstance(item.model, CallFlow))

    @cached_property
    def trees(self) -> tuple[Tree, ...]:
        """The trees of this file, in order."""
        return tuple(item.model for item in self.items if isinstance(item.model, Tree))

    @cached_property
    def tests(self) -> tuple[Test, ...]:
        """The tests of this file, in order."""
        return tuple(item.model for item in self.items if isinstance(item.model, Test))

    def span(self, item: CallFlow | Tree | Test | Use, *path: str | int) -> Span:
        """Where a part of one of the items stands, such as ``span(flow, "step", 2)``."""
        return next(found for found in self.items if found.model is item).spans.at(*path)


def load(source: Source, *, devices: Collection[str] | None = None, files: Files | None = None) -> Loaded:
    """Read, resolve and check `source`.

    `devices` are the names `transfer` may use; None: any. `files` reads the files that it uses, whose paths are joined
    to the folder of `source.name`; None: they are not looked at, and what may be in them is not missed.
    """
    file = read(source)
    uses = [] if files is None else list(used_files(file, files))
    used = tuple(found for _, found in uses if found is not None)
    reach = [*file.items, *(item for one in used for item in one.items if not item.anonymous)]
    scope = Scope(
        devices,
        {item.model.id: item.model for item in reversed(reach) if isinstance(item.model, CallFlow)},
        {item.model.id: item.model for item in reversed(reach) if isinstance(item.model, Tree)},
        whole=_is_whole(file, uses, files),
        items=tuple(reach),
        brought=tuple((item, found) for item, found in uses if found is not None),
    )
    diagnostics = list(file.diagnostics)
    for item in file.items:
        diagnostics += _told(source, item, resolve(item, scope))
    unread = sorted(diagnostic.span for diagnostic in file.diagnostics)
    for item, finding in check(file.items, scope):
        diagnostics += [one for one in _told(source, item, [finding]) if not _holds(one.span, unread)]
    diagnostics += _of_used(file, uses, scope)
    diagnostics += [] if files is None else _of_calls(file, files)
    taken = {key for one in used for item in one.items if (key := key_of(item)) and key[0] != "test"}
    for item, finding in duplicate_items(file.items, taken):
        diagnostics += _told(source, item, [finding])
    diagnostics = without_allowed(source, file.lines, diagnostics)
    diagnostics.sort(key=lambda found: (found.span, found.code))
    return Loaded(source, file.items, tuple(diagnostics), used, scope)


def _is_whole(file: File, uses: list[tuple[Item, File | None]], files: Files | None) -> bool:
    """Whether every name that the file could mean is known."""
    if files is None:
        return not any(isinstance(item.model, Use) for item in file.items)
    return all(found is not None and not any(item.headless for item in found.items) for _, found in uses)


def _holds(span: Span, inner: list[Span]) -> bool:
    """Whether one of the `inner` spans, which are sorted, lies within `span`: something harmless stands in for what
    could not be read there, and says nothing about what was meant."""
    place = bisect_left(inner, span.start, key=attrgetter("start"))
    return place < len(inner) and inner[place].start < span.end


def _of_used(file: File, uses: list[tuple[Item, File | None]], scope: Scope) -> Iterator[Diagnostic]:
    """What is wrong with the files that `file` uses: told once for each of its `use` lines, at that line."""
    told: set[int] = set()
    for item, found in uses:
        assert isinstance(item.model, Use)
        if id(item) in told:
            continue
        span = item.spans.at("path")
        if found is None:
            told.add(id(item))
            yield _unreadable(file, item.model.path, span)
            continue
        inner = [*found.diagnostics, *(one for i in found.items for one in _told(found.source, i, resolve(i, scope)))]
        errors = [one for one in inner if one.severity == "error"]
        if errors:
            told.add(id(item))
            related = (Related(errors[0].message, errors[0].span, found.source),)
            message = f"`{item.model.path[:80]}` has mistakes of its own"
            hint = f"`holdlang check {found.source.name}` shows them"
            yield Diagnostic("HL109", message, span, file.source, "can't be used", hint, related)


def _of_calls(file: File, files: Files) -> Iterator[Diagnostic]:
    """Kept calls that tests run against and that are not there. What is in them is not looked at."""
    for item in file.items:
        path = item.model.call if isinstance(item.model, Test) else None
        if path is not None and files(beside(file.source, path)) is None:
            yield _unreadable(file, path, item.spans.at("call"))


def _unreadable(file: File, path: str, span: Span) -> Diagnostic:
    hint = "the path is relative to the folder of this file"
    return Diagnostic("HL109", f"can't read `{path[:80]}`", span, file.source, "no such file, or no text", hint)


def _told(source: Source, item: Item, findings: Iterable[Finding]) -> list[Diagnostic]:
    return [found.told(source, item.spans) for found in findings]
