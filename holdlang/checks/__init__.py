"""Rules about flows, trees and tests that can be read but hardly mean what they say. One rule a file, registered here.

A rule yields findings about an item. Not responsible for names (`holdlang.names.resolve`), nor for syntax. A rule is
silent when in doubt: about steps that could not be read, and about flows that may be run by others.
"""

from collections.abc import Callable, Iterator, Sequence

from holdlang.checks.again_alone import again_alone
from holdlang.checks.around import Around
from holdlang.checks.dtmf import not_dtmf
from holdlang.checks.durations import odd_duration
from holdlang.checks.empty_phrase import empty_phrase
from holdlang.checks.endless_loop import endless_loop
from holdlang.checks.hold_alone import hold_without_transfer
from holdlang.checks.idle_fault import idle_fault
from holdlang.checks.idle_option import idle_option
from holdlang.checks.jump import action_after_jump
from holdlang.checks.missing_else import missing_else
from holdlang.checks.never_heard import never_heard
from holdlang.checks.no_steps import no_steps
from holdlang.checks.number import refused_number
from holdlang.checks.press_heard import press_heard_alone
from holdlang.checks.recursion import endless_recursion
from holdlang.checks.shadowed import shadowed_clause
from holdlang.checks.spoken_secret import spoken_secret
from holdlang.checks.unnoticed import unnoticed_trigger
from holdlang.checks.unreachable import unreachable_step
from holdlang.checks.unreadable_number import unreadable_number
from holdlang.checks.unused import unused_value
from holdlang.checks.unused_file import unused_file
from holdlang.diagnostics.finding import Finding
from holdlang.model import CallFlow, Test, Tree
from holdlang.names.scope import Scope
from holdlang.syntax.items import Item

CHECKS: tuple[Callable[[Item], Iterator[Finding]], ...] = (
    empty_phrase,
    unreachable_step,
    endless_loop,
    shadowed_clause,
    unnoticed_trigger,
    again_alone,
    idle_option,
    action_after_jump,
    no_steps,
    never_heard,
    press_heard_alone,
    odd_duration,
    missing_else,
    not_dtmf,
    refused_number,
    unreadable_number,
    unused_value,
)
"""Rules about one flow or tree."""

WIDE: tuple[Callable[[Item, Around], Iterator[Finding]], ...] = (
    hold_without_transfer,
    endless_recursion,
    spoken_secret,
)
"""Rules about one flow or tree and those that it runs."""


def check(items: Sequence[Item], scope: Scope) -> Iterator[tuple[Item, Finding]]:
    """What all rules find in `items`, the items of one file, with the item that it is found in."""
    around = Around.of(items, scope)
    for item in items:
        if isinstance(item.model, CallFlow | Tree):
            for rule in CHECKS:
                yield from ((item, found) for found in rule(item))
            for wide in WIDE:
                yield from ((item, found) for found in wide(item, around))
        elif isinstance(item.model, Test):
            yield from ((item, found) for found in idle_fault(item.model))
            from holdlang.checks.trial import doubtful_test  # knows how calls go, which takes a while to import

            yield from ((item, found) for found in doubtful_test(item.model, item, around))
    yield from unused_file(items, scope)
