"""What the names in a file can mean: the flows and trees of the file and of those that it uses, and the devices.

Names are one space over all files in reach, so that a flow means the same wherever it is run from.
"""

import posixpath
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from holdlang.diagnostics import Diagnostic
from holdlang.model import CallFlow, Tree, Use
from holdlang.source import Source
from holdlang.syntax.build import build
from holdlang.syntax.items import Item
from holdlang.syntax.trivia import Line, lines

Files = Callable[[str], Source | None]
"""Reads a used file by its path; None if there is none that can be read."""


@dataclass(frozen=True)
class File:
    """A source with its items, and what is wrong with it as far as one line at a time can tell."""

    source: Source
    lines: tuple[Line, ...]
    items: tuple[Item, ...]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True)
class Scope:
    """`whole` says that every used file is known, so that a name that is not here is nowhere. `items` are all that are
    in reach, those of the file itself first; `brought` says which `use` of the file brings which others."""

    devices: Collection[str] | None = None
    flows: Mapping[str, CallFlow] = field(default_factory=dict)
    trees: Mapping[str, Tree] = field(default_factory=dict)
    whole: bool = True
    items: tuple[Item, ...] = ()
    brought: tuple[tuple[Item, File], ...] = ()

    @cached_property
    def labels(self) -> Mapping[str, Mapping[str, object]]:
        """Flow -> the labels of its steps, in order."""
        return {
            name: dict.fromkeys(step.label for step in flow.steps if step.label) for name, flow in self.flows.items()
        }

    @cached_property
    def takes(self) -> Mapping[str, Mapping[str, object]]:
        """Flow -> its parameters, in order."""
        return {name: dict.fromkeys(param.name for param in flow.params) for name, flow in self.flows.items()}

    @cached_property
    def required(self) -> Mapping[str, Sequence[str]]:
        """Flow -> those of its parameters that must be given."""
        return {
            name: [param.name for param in flow.params if param.default is None] for name, flow in self.flows.items()
        }


def read(source: Source) -> File:
    """The items of one source."""
    found = lines(source.text)
    items, diagnostics = build(source, found)
    return File(source, tuple(found), tuple(items), tuple(diagnostics))


def used_files(file: File, files: Files) -> Iterator[tuple[Item, File | None]]:
    """The files that `file` uses, and those that they use, each once: with the `use` of `file` that leads there."""
    seen = {posixpath.normpath(file.source.name)}
    for item in file.items:
        waiting = _paths(file.source, [item])
        while waiting:
            path = waiting.pop(0)
            if path in seen:
                continue
            seen.add(path)
            source = files(path)
            found = read(source) if source is not None else None
            yield item, found
            if found is not None:
                waiting += _paths(found.source, found.items)


def _paths(source: Source, items: Iterable[Item]) -> list[str]:
    return [beside(source, item.model.path) for item in items if isinstance(item.model, Use)]


def beside(source: Source, path: str) -> str:
    """Where a file lies that `source` names, seen from where the source itself was named."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(source.name), path))
