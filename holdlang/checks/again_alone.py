"""HL305: `again` or `retry` as a step of its own."""

from collections.abc import Iterator

from holdlang.diagnostics.finding import Finding
from holdlang.model import Again, Retry
from holdlang.syntax.items import Item


def again_alone(item: Item) -> Iterator[Finding]:
    for index, step in enumerate(item.steps):
        if isinstance(step, Again | Retry):
            hint = "label the step to repeat and `goto` it"
            yield Finding("HL305", ("step", index), f"`{step.kind}` belongs into a clause", "no step to repeat", hint)
