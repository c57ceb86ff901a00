"""The company's end of one call: what is played into it, which keys come out of it, and what is told of it.

Not responsible for the order of things (`company`), for any one step, or for SIP (`runtime.sip`).
"""

import math
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import trio

from holdlang.model import Tree
from holdlang.model.tree import Prompt
from runtime.ports import DigitReceived, Ended, Leg, LegClosed
from runtime.rehearse.happened import Happened
from runtime.rehearse.score import Piece
from runtime.rehearse.studio import piece_of
from runtime.rehearse.takes import Take, Takes

FRAME_SECONDS = 0.02
"""One frame of sound. What leads back takes at least that, so that a loop in which no time passes leaves time to the
rest; and what is due within it is due."""

CONFIRM_SECONDS = 6.0
"""What a person needs to hear who is calling, and to find the key."""

RING_TONE_SECONDS = 60.0
"""Ringing that has no end is played in stretches of this length: whole times through its cadence."""

Tell = Callable[[Happened], None]


@dataclass(frozen=True)
class OnHold:
    """What a queue plays: a piece of ours, or the author's file."""

    piece: Piece
    path: str | None

    @property
    def name(self) -> str:
        """What it is called in reports; the same music has one name."""
        return self.path or self.piece.name


class Desk:
    """One call. `position` is that of the step which is carried out."""

    def __init__(
        self, tree: Tree, leg: Leg, studio: Takes, tell: Tell, *, call: int, ring_seconds: float, confirm: str | None
    ) -> None:
        self.tree = tree
        self.leg = leg
        self.studio = studio
        self.position = 0
        self.ended_by = "shutdown"
        self.cut_off = trio.CancelScope()
        """Cancelled when the tree hangs up by the clock."""
        self.confirm = confirm
        """The key by which a person takes the call, until one has."""
        self.retried: Counter[Hashable] = Counter()
        """How often each `retry` of the step has led back to it."""
        self.menus: dict[int, Prompt] = {}
        """The menus that may have other numbers than written, by position, as they are in this call."""
        self.person: str | None = None
        """Who is on the line: what they said first."""
        self._music: OnHold | None = None
        self._played: dict[str, float] = {}
        """How far each music has been played, in seconds."""
        self._tell = tell
        self._call = call
        self._ring_seconds = ring_seconds
        self._start = trio.current_time()
        self._early = False
        self._answered = False
        self._keys: trio.MemorySendChannel[str] | None = None

    @property
    def place(self) -> str:
        """The name of the step, for the dice."""
        step = self.tree.steps[self.position]
        return f"{self.tree.id}/{step.label or self.position + 1}"

    def tell(self, event: str, **data: Any) -> None:
        """Report what happens now."""
        step = self.tree.steps[self.position] if self.position < len(self.tree.steps) else None
        name = (step.label or step.kind) if step else ""
        at = trio.current_time() - self._start
        self._tell(Happened(event, at, time.time(), self._call, self.tree.id, name, data))

    # --- signalling --------------------------------------------------------------------------------------------------

    async def follow(self, call: trio.CancelScope) -> None:
        """Follow the signalling: hand keys to the step that asks, and end everything when the leg ends."""
        async for event in self.leg.events:
            match event:
                case DigitReceived(digit=digit):
                    self.tell("digit", digit=digit, taken=self._keys is not None)
                    if self._keys is not None:
                        with suppress(trio.WouldBlock):
                            self._keys.send_nowait(digit)
                case Ended(by_far_end=by_far_end):
                    self.ended_by = "caller" if by_far_end else "tree"
        call.cancel()

    async def answer(self, rings: int = 0) -> None:
        """Take the call after so many rings; once."""
        if self._answered:
            return
        if rings:
            await self.ring(rings * self._ring_seconds)
        await self.do(self.leg.answer(200))
        self._answered = True
        self.tell("answered")

    async def sound_early(self) -> None:
        """Let the caller hear what sounds from now on, though the call is not taken (183)."""
        if not (self._answered or self._early):
            await self.do(self.leg.answer(183))
            self._early = True
            self.tell("early_media")

    async def ring(self, seconds: float) -> None:
        """Ring so long: at the caller's (180), or where the caller hears us already, by the tone."""
        if not self._early:
            await self.do(self.leg.answer(180))
            self.tell("ringing")
            await trio.sleep(seconds)
            return
        self.tell("ringing")
        while seconds > FRAME_SECONDS:
            stretch = min(seconds, RING_TONE_SECONDS)
            await self.play(self.studio.tone("ringing", stretch))
            seconds -= stretch

    async def be_heard(self) -> None:
        """Before anything sounds: take the call, unless the caller hears us already."""
        if not self._early:
            await self.answer()

    async def do(self, command: Awaitable[None]) -> None:
        """Have the leg carry out a command. On a leg that is over this waits for `follow` to end the call."""
        try:
            await command
        except LegClosed:
            await trio.sleep_forever()

    @contextmanager
    def asking(self) -> Iterator[trio.MemoryReceiveChannel[str]]:
        """The keys that are pressed while the block lasts."""
        self._keys, keys = trio.open_memory_channel[str](64)
        try:
            yield keys
        finally:
            self._keys = None

    # --- sound -------------------------------------------------------------------------------------------------------

    async def play(self, take: Take) -> None:
        """Play a take to its end."""
        await self.do(self.leg.play(take.path))

    async def say(self, text: str) -> None:
        """Say `text` in the voice of the menus."""
        take = self.studio.prompt(text)
        self.tell("prompt", text=text, seconds=take.seconds)
        await self.play(take)

    async def announce(self, text: str) -> None:
        """Say `text` in a voice of the queue."""
        take = self.studio.announcement(text)
        self.tell("announcement", text=text, seconds=take.seconds)
        await self.play(take)

    async def play_file(self, path: str, saying: str = "") -> None:
        """Play a sound file of the author's."""
        take = self.studio.sound_file(path, saying)
        self.tell("play", path=path, seconds=take.seconds)
        await self.play(take)

    async def idle(self, seconds: float = math.inf) -> None:
        """Let time pass; while a person is on the line, their room stays audible."""
        with trio.move_on_after(seconds):
            while self.person is not None:
                await self.play(self.studio.room(self.person))
            await trio.sleep_forever()

    def hold(self, path: str | None = None) -> OnHold:
        """From here on the music is that of this step: the piece whose turn it is, or the file at `path`."""
        self._music = OnHold(piece_of(self.tree, self.position), path)
        return self._music

    async def play_music(self, seconds: float) -> None:
        """Go on with the music where it stopped."""
        while seconds > FRAME_SECONDS:
            music = self._music or self.hold()
            take = self.take_music(min(seconds, self.studio.longest))
            start, began = self._played.get(music.name, 0.0), trio.current_time()
            try:
                await self.play(take)
            finally:
                self._played[music.name] = start + min(take.seconds, trio.current_time() - began)
                self.studio.discard(take)
            seconds -= take.seconds

    def take_music(self, seconds: float) -> Take:
        """A fresh take of the music from where it stopped."""
        music = self._music or self.hold()
        start = self._played.get(music.name, 0.0)
        if music.path is None:
            return self.studio.music(music.piece, start, seconds)
        return self.studio.music_file(music.path, start, seconds)
