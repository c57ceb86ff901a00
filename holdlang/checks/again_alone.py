"""HL305: `again` as a step of its own."""

from collections.abc import Iterator

from holdlang.build import Item
from holdlang.finding import Finding
from holdlang.model import Again


def again_alone(item: Item) -> Iterator[Finding]:
    for index, step in enumerate(item.model.steps):
        if isinstance(step, Again):
            hint = "label the step to repeat and `goto` it"
            yield Finding("HL305", ("step", index), "`again` belongs into a clause", "no step to repeat", hint)
