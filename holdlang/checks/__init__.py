"""Rules about flows and trees that can be read but hardly mean what they say. One rule a file, registered here.

A rule takes an item and yields findings. Not responsible for names (`holdlang.resolve`), nor for syntax.
"""

from collections.abc import Callable, Iterator

from holdlang.build import Item
from holdlang.checks.again_alone import again_alone
from holdlang.checks.dtmf import not_dtmf
from holdlang.checks.empty_phrase import empty_phrase
from holdlang.checks.endless_loop import endless_loop
from holdlang.checks.hold_alone import hold_without_transfer
from holdlang.checks.jump import action_after_jump
from holdlang.checks.no_steps import no_steps
from holdlang.checks.number import refused_number
from holdlang.checks.shadowed import shadowed_clause
from holdlang.checks.unnoticed import unnoticed_trigger
from holdlang.checks.unreachable import unreachable_step
from holdlang.finding import Finding

Check = Callable[[Item], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    empty_phrase,
    unreachable_step,
    endless_loop,
    shadowed_clause,
    unnoticed_trigger,
    hold_without_transfer,
    again_alone,
    action_after_jump,
    no_steps,
    not_dtmf,
    refused_number,
)


def check(item: Item) -> Iterator[Finding]:
    """What all rules find in `item`."""
    for rule in CHECKS:
        yield from rule(item)
