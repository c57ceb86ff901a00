"""Which tree takes which call: reads a tree file and looks up who is called.

Not responsible for SIP, nor for what a tree does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from holdlang.diagnostics.render import render
from holdlang.errors import UsageError
from holdlang.load import load
from holdlang.model import Answer, Human, Tree, Wait
from holdlang.model.actions import Hangup
from holdlang.source import Source
from runtime.rehearse.shortened import shortened

PHONE = Tree(
    id="phone",
    name="The user's phone",
    steps=(
        Answer(rings=2),
        Human(text="Hello, this is the card holder speaking."),
        Wait(seconds=4),
        Hangup(),
    ),
)
"""The user, where no tree of the file is named like the device: answers, speaks, listens a moment, hangs up. They take
a ring longer than most trees do, so that of devices that ring together the one with a tree is first."""


@dataclass(frozen=True)
class Directory:
    """The trees that can be called by name, and the one that takes every other call. `base`: where sound files lie."""

    by_name: Mapping[str, Tree]
    fallback: Tree
    base: Path

    @property
    def trees(self) -> list[Tree]:
        """Each tree once."""
        return [self.fallback, *(tree for tree in self.by_name.values() if tree is not self.fallback)]

    def find(self, called: str) -> Tree:
        """The tree for a call to `called`, the user part of the URI that was dialled."""
        return self.by_name.get(called, self.fallback)


def read_directory(reference: str, *, phone: bool = False, fast: bool = False) -> Directory:
    """The directory of `FILE` or `FILE#TREE`.

    With `#TREE`, that tree takes every call. Without, so does the first tree, except that a call to `sip:NAME@…` goes
    to `tree NAME`. As a `phone`, whatever no tree is named for is `PHONE`. If it is to be `fast`, all wait less. Raises
    `UsageError` for a file that can't be rehearsed; its message holds the diagnostics.
    """
    path, name = _split(reference)
    trees = {name: shortened(tree) if fast else tree for name, tree in _trees(path).items()}
    if name is not None and name not in trees:
        raise UsageError(f"{path} holds no tree `{name}`", f"it holds {', '.join(trees)}" if trees else None)
    if phone:
        return Directory(trees, PHONE, path.parent)
    if not trees:
        raise UsageError(f"{path} holds no tree", "a company to rehearse against begins with `tree NAME`")
    if name is not None:
        return Directory({}, trees[name], path.parent)
    return Directory(trees, next(iter(trees.values())), path.parent)


def _split(reference: str) -> tuple[Path, str | None]:
    path, mark, name = reference.rpartition("#")
    if not mark or Path(reference).exists():
        return Path(reference), None
    return Path(path), name


def _trees(path: Path) -> dict[str, Tree]:
    """By name, those of the file itself before those of the files that it uses."""
    try:
        source = Source.read(path)
    except OSError as error:
        raise UsageError(f"cannot read the tree file {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"cannot read the tree file {path}: it is not UTF-8 text") from None
    loaded = load(source, files=Source.used)
    if not loaded.ok:
        raise UsageError(f"{path} cannot be rehearsed\n\n{render(loaded.diagnostics)}")
    return {tree.id: tree for tree in loaded.trees} | dict(loaded.scope.trees)
