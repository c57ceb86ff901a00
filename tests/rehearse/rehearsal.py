"""One call to a tree over a leg in virtual time, with voices that hum. Not responsible for any one test."""

from collections.abc import Callable
from pathlib import Path

import trio

from holdlang.model import Clause, Pressed, Silence, Tree
from holdlang.model.tree import TreeStep
from runtime.rehearse.company import play_tree
from runtime.rehearse.dice import Dice, SeededDice
from runtime.rehearse.studio import Cast, Studio
from runtime.rehearse.takes import Takes
from tests.rehearse.fakes import Caller, Hum


class Rehearsal:
    """One call to a tree of these steps. `menu`, `queue` and `people` are its voices."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.menu, self.queue, self.people = Hum(200), Hum(300), Hum(400)
        self.studio = Studio(Cast(self.menu, [self.queue], [self.people]), folder, folder)
        self.caller = Caller()
        self.dice: Dice = SeededDice(7)
        self.start = trio.current_time()

    async def serve(self, *steps: TreeStep, ring_seconds: float = 6, confirm: str | None = None) -> None:
        """Be the company, with all that it says recorded before."""
        self.studio.prepare(Tree(id="shop", steps=steps))
        await self.play(self.studio, *steps, ring_seconds=ring_seconds, confirm=confirm)

    async def play(self, studio: Takes, *steps: TreeStep, ring_seconds: float = 6, confirm: str | None = None) -> None:
        """Be the company, with takes of this studio."""
        self.start = trio.current_time()
        await play_tree(
            Tree(id="shop", steps=steps),
            self.caller.leg,
            studio,
            self.caller.tell,
            dice=self.dice,
            ring_seconds=ring_seconds,
            confirm=confirm,
        )

    async def until(self, seconds: float) -> None:
        """Sleep until so many seconds after the call came in."""
        await trio.sleep_until(self.start + seconds)

    @property
    def now(self) -> float:
        return trio.current_time() - self.start

    def at(self, event: str) -> float:
        """When that event happened for the first time, in seconds since the call came in."""
        return next(e.at for e in self.caller.happened if e.event == event)


async def play_against(rehearsal: Rehearsal, *steps: TreeStep, caller: Callable[[], object]) -> None:
    """Run the call and the async function `caller` beside it, which hangs up if it comes to its end."""

    async def act() -> None:
        await caller()  # type: ignore[misc]
        rehearsal.caller.hang_up()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(act)
        await rehearsal.serve(*steps)
        nursery.cancel_scope.cancel()


def on(keys: str, *actions: object) -> Clause:
    return Clause(triggers=(Pressed(keys=keys),), actions=actions)  # type: ignore[arg-type]


def on_silence(seconds: float, *actions: object) -> Clause:
    return Clause(triggers=(Silence(seconds=seconds),), actions=actions)  # type: ignore[arg-type]
