"""HL402: numbers that holdlang does not call. Which they are is up to `holdlang.numbers`."""

from collections.abc import Iterator

from holdlang.diagnostics.finding import Finding
from holdlang.model import CallFlow
from holdlang.syntax.items import Item


def refused_number(item: Item) -> Iterator[Finding]:
    if isinstance(item.model, CallFlow) and item.model.phone_number is not None:
        from holdlang.numbers import refusal  # tables of all countries

        why = refusal(item.model.phone_number)
        if why:
            yield Finding("HL402", ("header", "dial"), "holdlang does not call this number", why)
