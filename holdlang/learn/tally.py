"""How often each flow came to its aim, from the logs of the calls that were kept. It stands in no source.

Not responsible for where calls lie (`holdlang.history`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from holdlang.history.glance import Glance

SUCCEEDED = frozenset({"transferred", "ended"})
"""Outcomes of a flow that did what it is for."""

FAILED = frozenset({"failed"})
"""A call that nobody answered, or that the user stopped, says nothing of the flow."""


@dataclass(frozen=True)
class Tally:
    """Of one flow: its successes and failures, and when it was called last."""

    succeeded: int = 0
    failed: int = 0
    last: datetime | None = None

    def with_call(self, call: Glance) -> "Tally":
        """And one more call."""
        last = max(filter(None, (self.last, call.started)), default=None)
        return Tally(self.succeeded + (call.outcome in SUCCEEDED), self.failed + (call.outcome in FAILED), last)


def tally(calls: Iterable[Glance]) -> dict[str, Tally]:
    """By the id of the flow."""
    found: dict[str, Tally] = {}
    for call in calls:
        if call.flow_id is not None and call.outcome in SUCCEEDED | FAILED:
            found[call.flow_id] = found.get(call.flow_id, Tally()).with_call(call)
    return found
