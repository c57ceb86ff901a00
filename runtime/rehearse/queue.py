"""`music` in a tree: a queue, with what it says again and again, and the keys that it takes at any time.

Its clock runs from the first note to the last, whatever sounds meanwhile: a caller's turn comes no later because they
were told to be patient. So announcements and the actions of clauses take time off the music, not off the wait; but what
is being said when the turn comes is said to its end. Silence has no meaning in a queue. Not responsible for the music
itself (`music`).
"""

import math
from collections.abc import Sequence
from functools import partial

import trio

from holdlang.model import Action, Music, Say
from holdlang.model.tree import Every
from holdlang.template import fill
from runtime.outcome import Proceed, Repeat
from runtime.rehearse.acts import Then, TreeHangsUp, act
from runtime.rehearse.desk import FRAME_SECONDS, Desk
from runtime.rehearse.dice import Dice
from runtime.rehearse.prompts import enter


async def queue(desk: Desk, step: Music, dice: Dice) -> Then:
    """Carry the step out."""
    await desk.be_heard()
    desk.person = None
    music = desk.hold(step.path)
    length = step.seconds
    if step.most is not None:
        length = round(dice.between(desk.place, step.seconds, step.most), 3)
    waiting = _Queue(desk, step, length)
    desk.tell("music", piece=music.name, seconds=length)
    while True:
        then = await waiting.go_on()
        if not isinstance(then, Repeat):
            return then
        await trio.sleep(FRAME_SECONDS)


class _Queue:
    """One wait. All times are seconds since it began."""

    def __init__(self, desk: Desk, step: Music, length: float) -> None:
        self._desk = desk
        self._step = step
        self._length = length
        self._began = trio.current_time()
        self._due = [every.seconds for every in step.every]
        self._taken: tuple[int, Sequence[Action]] | None = None
        self._made: dict[str, trio.Event] = {}

    @property
    def _now(self) -> float:
        return trio.current_time() - self._began

    async def go_on(self) -> Then:
        """Wait until the turn comes or something leads away; `Repeat` when the caller is to wait on."""
        self._taken = None
        then: Then = Proceed()
        hangs_up = False
        async with trio.open_nursery() as nursery:
            if self._step.clauses or self._step.otherwise is not None:
                nursery.start_soon(self._listen, nursery.cancel_scope)
            try:
                then = await self._entertain(nursery)
            except TreeHangsUp:  # to be raised beyond the nursery, which would make a group of it
                hangs_up = True
            nursery.cancel_scope.cancel()
        if hangs_up:
            raise TreeHangsUp
        if self._taken is not None:
            place, actions = self._taken
            then = await act(self._desk, actions, place)
        return then

    async def _listen(self, scope: trio.CancelScope) -> None:
        """Take keys until they mean something; those that mean nothing change nothing."""
        with self._desk.asking() as keys:
            while self._taken is None:
                pad = await enter(keys, await keys.receive(), self._step.clauses)
                place = pad.meaning()
                self._desk.tell("decided", keys=pad.pressed, valid=place is not None)
                if place is not None:
                    self._taken = place, self._step.clauses[place].actions
                elif self._step.otherwise is not None:
                    self._taken = -1, self._step.otherwise
        scope.cancel()

    async def _entertain(self, nursery: trio.Nursery) -> Then:
        """Music, and what is due, until the turn comes."""
        while (now := self._now) < self._length - FRAME_SECONDS:
            due = min(self._due, default=math.inf)
            if due > now + FRAME_SECONDS:
                if due < self._length:
                    self._foresee(due, nursery)
                await self._desk.play_music(min(due, self._length) - now)
                continue
            number = self._due.index(due)
            every = self._step.every[number]
            then = await self._announce(number, every, due)
            if not isinstance(then, Proceed | Repeat):
                return then
            self._due[number] = _next(due, every.seconds, self._now)
        return Proceed()

    async def _announce(self, number: int, every: Every, due: float) -> Then:
        async def say(text: str) -> None:
            filled = self._filled(text, due)
            if filled != text:
                await self._make(filled)
            await self._desk.announce(filled)

        return await act(self._desk, every.actions, ("every", number), say)

    def _foresee(self, due: float, nursery: trio.Nursery) -> None:
        """Have those texts made that nobody could know before the call."""
        for every, when in zip(self._step.every, self._due, strict=True):
            texts = [action.text for action in every.actions if isinstance(action, Say)]
            for text in texts if when == due else ():
                filled = self._filled(text, due)
                if filled != text:
                    nursery.start_soon(self._make, filled)

    async def _make(self, text: str) -> None:
        """Have that announcement made, once; returns when it is."""
        if text in self._made:
            await self._made[text].wait()
            return
        made = self._made[text] = trio.Event()
        try:
            await self._desk.studio.ahead(partial(self._desk.studio.announcement, text))
        finally:
            made.set()

    def _filled(self, text: str, at: float) -> str:
        """`text` with the caller's place in the queue, and the minutes that are left, as they are `at` that moment."""
        left = max(0.0, 1 - at / self._length)
        values = {
            "position": max(1, math.ceil((self._step.behind + 1) * left - 1e-9)),
            "wait": max(1, math.ceil(self._length * left / 60 - 1e-9)),
        }
        return fill(text, lambda name: str(values.get(name, f"${name}")))


def _next(due: float, period: float, now: float) -> float:
    """When it is due again: times that have passed while something was said are left out."""
    return due + period * max(1, math.floor((now - due) / period) + 1)
