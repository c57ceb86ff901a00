"""HL305: `again` or `retry` where there is no step to repeat."""

from collections.abc import Iterator

from holdlang.checks.within import action_lists
from holdlang.diagnostics.finding import Finding
from holdlang.model import Again, Chance, Retry
from holdlang.syntax.items import Item


def again_alone(item: Item) -> Iterator[Finding]:
    for index, step in enumerate(item.steps):
        if isinstance(step, Again | Retry):
            hint = "label the step to repeat and `goto` it"
            yield Finding("HL305", ("step", index), f"`{step.kind}` belongs into a clause", "no step to repeat", hint)
    for path, index, actions in action_lists(item):
        kind = "chance" if isinstance(item.steps[index], Chance) else "every"
        if path[-2] not in ("step", "every"):
            continue
        for number, action in enumerate(actions):
            if isinstance(action, Again | Retry):
                hint = "the music goes on by itself" if kind == "every" else "label the step to repeat and `goto` it"
                message = f"`{action.kind}` belongs into a clause, not under `{kind}`"
                yield Finding("HL305", (*path, "action", number), message, "no step to repeat", hint)
