"""The telephone exchange of a call in virtual time: the company answers every number, the user's devices their names.

Not responsible for the call itself (`runtime.rehearse.virtual.acting`).
"""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import trio

from holdlang.model import Tree
from runtime.ears import Ears
from runtime.ports import Answered, CommandFailed, Ended, Leg
from runtime.rehearse.company import play_tree
from runtime.rehearse.dice import SeededDice
from runtime.rehearse.directory import PHONE
from runtime.rehearse.happened import Happened
from runtime.rehearse.virtual.heard import StageEars
from runtime.rehearse.virtual.legs import Near
from runtime.rehearse.virtual.stage import Stage
from runtime.rehearse.virtual.voice import Soundless
from runtime.rehearse.voice import NotingVoice

DIAL_SECONDS = 0.02
"""An INVITE takes its time; so two phones that ring together do not answer in the same instant."""


@dataclass(frozen=True)
class FarEnds:
    """Who takes the calls: the company, and devices by name; `confirm` are the keys that people at them press. `base`
    is where the sound files of the trees lie; what they leave to chance depends on `seed`, and what they do is told
    to `tell`. `recognised` is what becomes of the words of a segment."""

    company: Tree
    phones: Mapping[str, Tree]
    confirm: Mapping[str, str]
    base: Path
    seed: int
    tell: Callable[[Happened], None]
    recognised: Callable[[int, str], str]


class Exchange:
    """A `Telephone`. The first call that it places is the one to the company."""

    def __init__(self, nursery: trio.Nursery, far_ends: FarEnds) -> None:
        self.company: Near | None = None
        self.voice = NotingVoice(Soundless())
        self._nursery = nursery
        self._far_ends = far_ends
        self._dice = SeededDice(far_ends.seed)
        _, self.incoming = trio.open_memory_channel[Leg](0)

    def ears(self, leg: Leg) -> Ears:
        """What is heard of a leg that this exchange placed."""
        assert isinstance(leg, Near)
        return leg.ears

    async def dial(self, uri: str, *, record_far: Path | None = None, record_near: Path | None = None) -> Near:  # noqa: ARG002 - there is no sound to record
        """Place a call; it is answered, or not, by a tree."""
        await trio.sleep(DIAL_SECONDS)
        name = uri.removeprefix("sip:").partition("@")[0]
        stage = Stage(self._far_ends.base)
        near = Near(name, StageEars(stage, self._far_ends.recognised), stage, self.voice, self._call_instead)
        tree, confirm = self._far_ends.company, None
        if self.company is None:
            self.company = near
        else:
            tree, confirm = self._far_ends.phones.get(name, PHONE), self._far_ends.confirm.get(name)
        tell = self._far_ends.tell
        self._nursery.start_soon(partial(play_tree, tree, near.far, stage, tell, dice=self._dice, confirm=confirm))
        return near

    async def _call_instead(self, uri: str) -> None:
        phone = await self.dial(uri)
        async for event in phone.events:
            match event:
                case Answered():
                    return
                case Ended(code=code):
                    raise CommandFailed(f"the far end did not get through ({code})")

    @asynccontextmanager
    async def bridge(self, one: Leg, other: Leg) -> AsyncIterator[None]:  # noqa: ARG002 - there is no sound to join
        """The two talk, for as long as the block lasts."""
        await trio.lowlevel.checkpoint()
        yield
