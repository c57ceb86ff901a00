"""Flows are files: the folder of `.hold` files that people edit by hand, keep in git, and change through the API.

Not responsible for the language (`holdlang`), nor for who may do what. Everything here waits for the disk: callers with
an event loop use a thread.
"""

from runtime.flowstore.errors import (
    FlowConflict,
    FlowRefused,
    FlowStoreError,
    GitFailed,
    NotCommitted,
    NotFoundFlow,
    NotFoundRevision,
    NotFoundTree,
    NotWritten,
)
from runtime.flowstore.store import FlowStore
from runtime.flowstore.views import BrokenFile, FlowEntry, Revision, Stored, TreeEntry

__all__ = [
    "BrokenFile",
    "FlowConflict",
    "FlowEntry",
    "FlowRefused",
    "FlowStore",
    "FlowStoreError",
    "GitFailed",
    "NotCommitted",
    "NotFoundFlow",
    "NotFoundRevision",
    "NotFoundTree",
    "NotWritten",
    "Revision",
    "Stored",
    "TreeEntry",
]
