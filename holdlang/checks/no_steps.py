"""HL307: flows and trees without a step."""

from collections.abc import Iterator

from holdlang.checks.graph import is_tree
from holdlang.diagnostics.finding import Finding
from holdlang.syntax.items import Item


def no_steps(item: Item) -> Iterator[Finding]:
    if not item.steps and not item.headless:
        kind = "tree" if is_tree(item) else "flow"
        yield Finding("HL307", (), f"this {kind} has no steps", "nothing follows it")
