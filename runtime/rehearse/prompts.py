"""`say` and `play` in a tree: speak, then wait for a key if there are clauses.

Keys count only while a prompt asks for one, as with a menu that clears its buffer before it speaks; the first key cuts
the prompt, unless it is uninterrupted: then keys count from its end. Not responsible for what keys mean (`keypad`).
"""

import math
from collections.abc import Sequence
from functools import partial

import trio

from holdlang.model import Action, Clause, Silence
from holdlang.model.tree import Prompt
from runtime.outcome import Proceed, Repeat
from runtime.rehearse.acts import Then, act
from runtime.rehearse.desk import Desk
from runtime.rehearse.dice import Dice
from runtime.rehearse.keypad import INTER_DIGIT_SECONDS, Keypad
from runtime.rehearse.renumber import renumbered
from runtime.rehearse.studio import SORRY, is_announcement
from runtime.rehearse.takes import Take

Decided = tuple[int, Sequence[Action]]
"""The place of a clause, its number or -1 for `else`, and what it does."""


async def prompt(desk: Desk, written: Prompt, dice: Dice) -> Then:
    """Carry the step out."""
    await desk.be_heard()
    desk.person = None
    step = await _as_it_is(desk, written, dice)
    take = _take(desk, step)
    if not step.clauses and step.otherwise is None:
        await desk.play(take)
        return Proceed()
    decided = await _ask(desk, step, take)
    if decided is None:
        await desk.play(desk.studio.prompt(SORRY))
        return Repeat()
    place, actions = decided
    return await act(desk, actions, place)


async def _as_it_is(desk: Desk, step: Prompt, dice: Dice) -> Prompt:
    """The menu with the numbers that it has in this call."""
    if step.renumbered is None:
        return step
    if desk.position not in desk.menus:
        changed = dice.happens(desk.place, step.renumbered)
        desk.menus[desk.position] = renumbered(step, partial(dice.order, f"{desk.place}/order")) if changed else step
    menu = desk.menus[desk.position]
    if menu is not step:
        await desk.studio.ahead(partial(desk.studio.prompt, menu.text))
    return menu


def _take(desk: Desk, step: Prompt) -> Take:
    if step.path is not None:
        take = desk.studio.sound_file(step.path, step.text)
        desk.tell("play", path=step.path, **({"text": step.text} if step.text else {}), seconds=take.seconds)
    elif is_announcement(desk.tree, desk.position):
        take = desk.studio.announcement(step.text)
        desk.tell("announcement", text=step.text, seconds=take.seconds)
    else:
        take = desk.studio.prompt(step.text)
        desk.tell("prompt", text=step.text, seconds=take.seconds)
    return take


async def _ask(desk: Desk, step: Prompt, take: Take) -> Decided | None:
    """Speak and listen for keys; what the caller's doing leads to, or None for a key that means nothing here."""
    after = _silence(step.clauses)
    if step.uninterrupted:
        await desk.play(take)
    with desk.asking() as keys:
        key = await _first_key(desk, keys, None if step.uninterrupted else take, after[0] if after else math.inf)
        if key is None and after:
            desk.tell("decided", silence=after[0])
            return after[1], step.clauses[after[1]].actions
        pad = await enter(keys, key or "", step.clauses, step.between_digits)
    place = pad.meaning()
    desk.tell("decided", keys=pad.pressed, valid=place is not None)
    if place is not None:
        return place, step.clauses[place].actions
    return None if step.otherwise is None else (-1, step.otherwise)


async def enter(
    keys: trio.MemoryReceiveChannel[str], first: str, clauses: Sequence[Clause], between: float | None = None
) -> Keypad:
    """The entry that begins with the key `first`: complete, or ended by a pause of `between` seconds."""
    pad = Keypad(clauses)
    complete = pad.press(first)
    while not complete:
        with trio.move_on_after(between or INTER_DIGIT_SECONDS) as pause:
            complete = pad.press(await keys.receive())
        if pause.cancelled_caught:
            break
    return pad


async def _first_key(desk: Desk, keys: trio.MemoryReceiveChannel[str], take: Take | None, silence: float) -> str | None:
    """The first key, which cuts the prompt short; None when none came for `silence` seconds after its end."""
    first: str | None = None

    async def listen(nursery: trio.Nursery) -> None:
        nonlocal first
        first = await keys.receive()
        nursery.cancel_scope.cancel()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(listen, nursery)
        if take is not None:
            await desk.play(take)
        await desk.idle(silence)
        nursery.cancel_scope.cancel()
    return first


def _silence(clauses: Sequence[Clause]) -> tuple[float, int] | None:
    """The shortest silence that a clause waits for, in seconds, and the place of that clause."""
    return min(
        ((t.seconds, place) for place, c in enumerate(clauses) for t in c.triggers if isinstance(t, Silence)),
        default=None,
    )
