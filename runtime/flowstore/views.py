"""What the folder of flows tells of itself. Not responsible for reading or writing files."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from holdlang.diagnostics import Diagnostic
from holdlang.load import Loaded
from holdlang.model import CallFlow, Tree


@dataclass(frozen=True)
class FlowEntry:
    """A flow of the folder. `file` is relative to the folder. Only if it is `ok` it can be run."""

    flow: CallFlow
    file: Path
    ok: bool
    diagnostics: tuple[Diagnostic, ...]
    """Of its file."""
    twin: Path | None = None
    """Another file that has a flow of this id. Which of them is meant nobody can know: neither is `ok`."""


@dataclass(frozen=True)
class BrokenFile:
    """A file with nothing in it that can be read, or that is no text; `detail` says why in one sentence."""

    file: Path
    detail: str
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True)
class Stored:
    """A flow with its whole file: its `text` may hold other flows, and tests."""

    flow: CallFlow
    loaded: Loaded
    file: Path
    text: str

    @cached_property
    def etag(self) -> str:
        """Names this very text, so that whoever writes can say what was read."""
        return sha256(self.text.encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Revision:
    """A commit that changed the file of a flow. `id` is 40 hexadecimal digits."""

    id: str
    author: str
    time: datetime
    reason: str
    """The message of the commit; its first line begins with the company."""


@dataclass(frozen=True)
class TreeEntry:
    """A company that can be rehearsed. `id` is the name of its tree; where several files have one of this name, the
    file stands before it, as in `bank/disputes.tree.hold:bank`. `file` is the path to open."""

    id: str
    company: str
    file: Path
    tree: Tree
