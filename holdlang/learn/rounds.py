"""All that a call changes in a flow: compared again and again, because what is new hears the same call.

`holdlang.learn.learner` applies it to a model, `holdlang.learn.merge` to a source. Not responsible for either, nor for
what one comparison finds (`holdlang.learn.comparing`).
"""

from collections.abc import Iterator, Sequence

from holdlang.learn.comparing import compared_once
from holdlang.learn.difference import Compared
from holdlang.learn.discoveries import Discovery
from holdlang.model import CallFlow, Step

ROUNDS = 10
"""Of comparing: what a prompt changes in a step that is new is known in the next, and seldom is there a third."""


def compared(flow: CallFlow, found: Sequence[Discovery], *, ran: bool = False) -> Compared:
    """What the discoveries change in the flow. With `ran` it was this flow that made the call.

    What is new hears the prompts of the same call, too; so the flow that comes of it is compared again, until there is
    nothing left to change.
    """
    origins: list[int | None] = list(range(len(flow.steps)))
    now, first = flow, compared_once(flow, found, ran=ran)
    result, changes = first, list(first.changes)
    for _ in range(ROUNDS):
        if not result.changes:
            break
        places = [*range(len(now.steps)), len(now.steps)]
        origins = [one for place in places for one in (*_new(result, place), *origins[place : place + 1])]
        now = result.merged()
        result = compared_once(now, found, ran=ran)
        changes += result.changes
    pairs = list(zip(origins, now.steps, strict=True))
    return Compared(
        flow,
        {place: step for place, step in pairs if place is not None and step != flow.steps[place]},
        tuple(_placed(pairs, len(flow.steps))),
        now.needs[len(flow.needs) :],
        tuple(dict.fromkeys(changes)),
        first.left_alone,
    )


def _new(result: Compared, place: int) -> list[None]:
    """One for each step that is new before the one at `place`."""
    return [None for before, _ in result.inserts if before == place]


def _placed(pairs: Sequence[tuple[int | None, Step]], end: int) -> Iterator[tuple[int, Step]]:
    """The new steps, each with the position that the next old one had."""
    for number, (origin, step) in enumerate(pairs):
        if origin is None:
            yield next((place for place, _ in pairs[number:] if place is not None), end), step
