"""What can go wrong with flows in a folder, told in words for the caller.

Not responsible for how an error travels: the gateway gives each its status.
"""

from collections.abc import Sequence
from pathlib import Path

from holdlang.diagnostics import Diagnostic


class FlowStoreError(Exception):
    """The base of them all; `detail` says what is wrong."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class NotFoundFlow(FlowStoreError):
    """No file of the folder holds a flow of this id."""

    def __init__(self, flow_id: str) -> None:
        super().__init__(f"Flow not found: {flow_id[:80]}")


class NotFoundRevision(FlowStoreError):
    """The history of the flow does not have this revision."""

    def __init__(self, revision: str) -> None:
        super().__init__(f"Revision not found: {revision[:80]}")


class NotFoundTree(FlowStoreError):
    """Neither the folder nor the examples hold a tree of this id."""

    def __init__(self, tree_id: str) -> None:
        super().__init__(f"Tree not found: {tree_id[:80]}")


class FlowConflict(FlowStoreError):
    """It does not fit what is there: the id is taken, the file has changed meanwhile, other flows need the flow."""


class FlowRefused(FlowStoreError):
    """It can't be a flow. `diagnostics` tell what is wrong with the source; there are none if it is a document that is
    wrong, for then `detail` tells all."""

    def __init__(self, detail: str, diagnostics: Sequence[Diagnostic] = ()) -> None:
        super().__init__(detail)
        self.diagnostics = tuple(diagnostics)


class NotWritten(FlowStoreError):
    """The folder does not take it (a full disk, no permission). Everything is as it was."""

    @classmethod
    def of(cls, file: Path, error: OSError) -> "NotWritten":
        """The words for an error of the system."""
        return cls(f"can't write {file.as_posix()}: {error.strerror or 'it failed'}")


class GitFailed(FlowStoreError):
    """Git can't tell the history, or there is no git."""


class NotCommitted(FlowStoreError):
    """The change is written, and git did not take it."""
