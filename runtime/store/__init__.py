"""The store: an index of the call logs in a database, for lists, the stream of events, and statistics.

The logs are the record; all that stands here is read from them and can be again (`rebuild`, `holdlang store rebuild`).
Losing it loses nothing but the numbering of the stream. Not responsible for following logs as they grow, nor for what
an event says (`holdlang.calllog`). Everything here blocks: call it in a thread. Threads may share a store.
"""

from holdlang.history.statistics import Estimate, Statistics
from runtime.store.calls import CallRows
from runtime.store.errors import BadCursor, StoreError
from runtime.store.events import Entry, Indexed
from runtime.store.reading import CallRow, Recording
from runtime.store.rebuilding import rebuild
from runtime.store.store import Store, store_url

__all__ = [
    "BadCursor",
    "CallRow",
    "CallRows",
    "Entry",
    "Estimate",
    "Indexed",
    "Recording",
    "Statistics",
    "Store",
    "StoreError",
    "rebuild",
    "store_url",
]
