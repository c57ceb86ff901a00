"""The rehearsed far end of one call: carries out a `Tree` over a `Leg`, one short function a step.

A ring is `ring_seconds` long: six seconds in North America (two on, four off), one second by default here, since nobody
learns anything from waiting. Keys count only while a prompt asks for one, as with a menu that clears its buffer before
it speaks; the first key cuts the prompt. Not responsible for making sounds (see `studio`), for what keys mean (see
`keypad`) or for SIP (see `runtime.sip`).
"""

import math
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

import trio

from holdlang.model import Action, Answer, Clause, Goto, Hangup, Human, Music, Note, Play, Say, Silence, Tree, Wait
from holdlang.model.tree import NoAnswer, Prompt, Reject, TreeStep
from runtime.ports import DigitReceived, Ended, Leg, LegClosed
from runtime.rehearse.happened import Happened
from runtime.rehearse.keypad import INTER_DIGIT_SECONDS, Keypad
from runtime.rehearse.studio import SORRY, Take, Takes, is_announcement, piece_of

RING_SECONDS = 1.0
"""Default length of a ring in a rehearsal."""

STRETCH_SECONDS = 300.0
"""Longest piece of music played from one file: 5 MB on disk."""

CONFIRM_SECONDS = 6.0
"""What a person needs to hear who is calling, and to find the key."""

FRAME_SECONDS = 0.02
"""A `goto` takes at least one frame of sound, so that a loop in which no time passes leaves time to the rest."""

GOODBYE_SECONDS = 2.0
"""How long a call that is cancelled may take to say goodbye to its caller."""

Tell = Callable[[Happened], None]


async def play_tree(
    tree: Tree,
    leg: Leg,
    studio: Takes,
    tell: Tell,
    *,
    call: int = 1,
    ring_seconds: float = RING_SECONDS,
    confirm: str | None = None,
) -> None:
    """Be `tree` on this incoming `leg` until the caller or the tree hangs up. The leg is over when this returns.

    `confirm` is the key that a person at a device presses to take the call, before they speak; a machine does not.
    """
    company = _Company(tree, leg, studio, tell, call=call, ring_seconds=ring_seconds, confirm=confirm)
    company.tell("incoming")
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(company.follow, nursery.cancel_scope)
            await company.run()
            await leg.hangup()
    finally:
        with trio.move_on_after(GOODBYE_SECONDS, shield=True):
            await leg.hangup()
        company.tell("ended", by=company.ended_by)


class _HangUp(Exception):
    """The tree ends the call."""


class _Company:
    def __init__(
        self, tree: Tree, leg: Leg, studio: Takes, tell: Tell, *, call: int, ring_seconds: float, confirm: str | None
    ) -> None:
        self.ended_by = "shutdown"
        self._tree = tree
        self._leg = leg
        self._studio = studio
        self._tell = tell
        self._call = call
        self._ring_seconds = ring_seconds
        self._confirm = confirm
        self._start = trio.current_time()
        self._position = 0
        self._answered = False
        self._keys: trio.MemorySendChannel[str] | None = None
        self._room: Take | None = None
        self._played: dict[str, float] = {}

    def tell(self, event: str, **data: Any) -> None:
        """Report what happens now."""
        step = self._tree.steps[self._position] if self._position < len(self._tree.steps) else None
        name = (step.label or step.kind) if step else ""
        at = trio.current_time() - self._start
        self._tell(Happened(event, at, time.time(), self._call, self._tree.id, name, data))

    async def follow(self, call: trio.CancelScope) -> None:
        """Follow the signalling: hand keys to the prompt that asks, and end everything when the caller hangs up."""
        async for event in self._leg.events:
            match event:
                case DigitReceived(digit=digit):
                    taken = self._keys is not None
                    self.tell("digit", digit=digit, taken=taken)
                    if self._keys is not None:
                        with suppress(trio.WouldBlock):
                            self._keys.send_nowait(digit)
                case Ended(by_far_end=by_far_end):
                    self.ended_by = "caller" if by_far_end else "tree"
        call.cancel()

    async def run(self) -> None:
        """Take the steps one after another, then stay on the line. Returns when the tree hangs up."""
        with suppress(_HangUp):
            while self._position < len(self._tree.steps):
                await trio.lowlevel.checkpoint()
                target = await self._take(self._tree.steps[self._position])
                if target is None:
                    self._position += 1
                else:
                    await trio.sleep(FRAME_SECONDS)
                    self._position = [step.label for step in self._tree.steps].index(target)
            await self._answer()
            await self._idle(math.inf)

    # --- steps: each returns the label to go on at, or None for the next step ----------------------------------------

    async def _take(self, step: TreeStep) -> str | None:
        match step:
            case Answer(rings=rings):
                await self._answer(rings)
            case NoAnswer():
                await self._ring(math.inf)
            case Reject(code=code):
                self.tell("rejected", code=code)
                await self._do(self._leg.answer(code))
                raise _HangUp
            case Prompt():
                await self._answer()
                return await self._prompt(step)
            case Music():
                await self._answer()
                await self._music(step)
            case Human(text=text):
                await self._answer()
                await self._human(text)
            case Play(path=path):
                await self._answer()
                await self._play_file(path)
            case Wait(seconds=seconds):
                self.tell("wait", seconds=seconds)
                await self._idle(seconds)
            case Note(text=text):
                self.tell("note", text=text)
            case Goto(target=target):
                return target
            case Hangup():
                raise _HangUp
        return None

    async def _answer(self, rings: int = 0) -> None:
        if self._answered:
            return
        if rings:
            await self._ring(rings * self._ring_seconds)
        await self._do(self._leg.answer(200))
        self._answered = True
        self.tell("answered")

    async def _ring(self, seconds: float) -> None:
        await self._do(self._leg.answer(180))
        self.tell("ringing")
        await trio.sleep(seconds)

    async def _prompt(self, step: Prompt) -> str | None:
        if is_announcement(self._tree, self._position):
            take = self._studio.announcement(step.text)
            self.tell("announcement", text=step.text, seconds=take.seconds)
        else:
            take = self._studio.prompt(step.text)
            self.tell("prompt", text=step.text, seconds=take.seconds)
        if not step.clauses and step.otherwise is None:
            await self._play(take)
            return None
        while True:
            actions = await self._ask(step, take)
            if actions is not None:
                return await self._act(actions)
            await self._play(self._studio.prompt(SORRY))
            self.tell("prompt", text=step.text, seconds=take.seconds)

    async def _ask(self, step: Prompt, take: Take) -> Sequence[Action] | None:
        """Speak and listen for keys; the actions of what the caller did, or None for a key that means nothing here."""
        silence, after = _silence(step.clauses)
        pad = Keypad(step.clauses)
        self._keys, keys = trio.open_memory_channel[str](64)
        try:
            key = await self._first_key(keys, take, after)
            if key is None:
                self.tell("decided", silence=after)
                return silence.actions if silence else None
            while not pad.press(key):
                with trio.move_on_after(INTER_DIGIT_SECONDS) as pause:
                    key = await keys.receive()
                if pause.cancelled_caught:
                    break
        finally:
            self._keys = None
        clause = pad.meaning()
        self.tell("decided", keys=pad.pressed, valid=clause is not None)
        return clause.actions if clause else step.otherwise

    async def _first_key(self, keys: trio.MemoryReceiveChannel[str], take: Take, silence: float) -> str | None:
        """The first key, which cuts the prompt short; None when none came for `silence` seconds after its end."""
        first: str | None = None

        async def listen(nursery: trio.Nursery) -> None:
            nonlocal first
            first = await keys.receive()
            nursery.cancel_scope.cancel()

        async with trio.open_nursery() as nursery:
            nursery.start_soon(listen, nursery)
            await self._play(take)
            await self._idle(silence)
            nursery.cancel_scope.cancel()
        return first

    async def _act(self, actions: Sequence[Action]) -> str | None:
        for action in actions:
            match action:
                case Goto(target=target):
                    return target
                case Hangup():
                    raise _HangUp
                case Say(text=text):
                    take = self._studio.prompt(text)
                    self.tell("prompt", text=text, seconds=take.seconds)
                    await self._play(take)
                case Play(path=path):
                    await self._play_file(path)
                case _:
                    raise ValueError(f"a tree cannot `{action.kind}`")
        return None

    async def _music(self, step: Music) -> None:
        """Go on with the piece, or the author's file, where it stopped."""
        piece = piece_of(self._tree, self._position)
        name = step.path or piece.name
        self.tell("music", piece=name, seconds=step.seconds)
        left = step.seconds
        while left > 0:
            start, length = self._played.get(name, 0.0), min(left, STRETCH_SECONDS)
            if step.path is None:
                take = self._studio.music(piece, start, length)
            else:
                take = self._studio.music_file(step.path, start, length)
            try:
                await self._play(take)
            finally:
                take.path.unlink(missing_ok=True)
            self._played[name] = start + length
            left -= length

    async def _human(self, text: str) -> None:
        if self._confirm is not None:
            await trio.sleep(CONFIRM_SECONDS)
            await self._do(self._leg.send_dtmf(self._confirm))
            self.tell("confirmed", key=self._confirm)
            self._confirm = None
        take = self._studio.person(text)
        self._room = self._studio.room(text)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._report_voice, text, take)
            await self._play(take)

    async def _report_voice(self, text: str, take: Take) -> None:
        await trio.sleep(take.lead)
        self.tell("human", text=text, seconds=take.seconds - take.lead)

    async def _play_file(self, path: str) -> None:
        take = self._studio.sound_file(path)
        self.tell("play", path=path, seconds=take.seconds)
        await self._play(take)

    async def _play(self, take: Take) -> None:
        await self._do(self._leg.play(take.path))

    async def _do(self, command: Awaitable[None]) -> None:
        """Have the leg carry out a command. On a leg that is over this waits for `follow` to end the call."""
        try:
            await command
        except LegClosed:
            await trio.sleep_forever()

    async def _idle(self, seconds: float) -> None:
        """Let time pass; once a person is on the line, their room stays audible."""
        with trio.move_on_after(seconds):
            while self._room:
                await self._play(self._room)
            await trio.sleep_forever()


def _silence(clauses: Sequence[Clause]) -> tuple[Clause | None, float]:
    """The clause that waits for the shortest silence, and how many seconds that is."""
    waits = [(t.seconds, n, c) for n, c in enumerate(clauses) for t in c.triggers if isinstance(t, Silence)]
    if not waits:
        return None, math.inf
    seconds, _, clause = min(waits, key=lambda wait: wait[:2])
    return clause, seconds
