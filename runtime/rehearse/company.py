"""The rehearsed far end of one call: carries out a `Tree` over a `Leg`, one short function a step.

A ring is `ring_seconds` long: six seconds in North America (two on, four off), one second by default here, since nobody
learns anything from waiting. Not responsible for prompts, queues and persons (modules of those names), for making
sounds (see `studio`) or for SIP (see `runtime.sip`).
"""

import math
from contextlib import suppress

import trio

from holdlang.model import Answer, Goto, Hangup, Human, Music, Note, Tree, Wait
from holdlang.model.tree import (
    Beep,
    Chance,
    CutOff,
    EarlyMedia,
    NoAnswer,
    Prompt,
    PutThrough,
    Reject,
    Tone,
    TreeStep,
)
from holdlang.names.dollars import plain
from runtime.outcome import Jump, Proceed, Repeat
from runtime.ports import CommandFailed, Leg
from runtime.rehearse.acts import Then, TreeHangsUp, act
from runtime.rehearse.desk import FRAME_SECONDS, Desk, Tell
from runtime.rehearse.dice import Dice
from runtime.rehearse.person import human
from runtime.rehearse.prompts import prompt
from runtime.rehearse.queue import queue
from runtime.rehearse.takes import Takes

RING_SECONDS = 1.0
"""Default length of a ring in a rehearsal."""

GOODBYE_SECONDS = 2.0
"""How long a call that is cancelled may take to say goodbye to its caller."""


async def play_tree(
    tree: Tree,
    leg: Leg,
    studio: Takes,
    tell: Tell,
    *,
    dice: Dice,
    call: int = 1,
    ring_seconds: float = RING_SECONDS,
    confirm: str | None = None,
) -> None:
    """Be `tree` on this incoming `leg` until the caller or the tree hangs up. The leg is over when this returns.

    `confirm` is the key that a person at a device presses to take the call, before they speak; a machine does not.
    """
    desk = Desk(plain(tree), leg, studio, tell, call=call, ring_seconds=ring_seconds, confirm=confirm)
    desk.tell("incoming")
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(desk.follow, nursery.cancel_scope)
            with desk.cut_off:
                await _run(desk, dice)
            if desk.cut_off.cancelled_caught:
                desk.tell("cut_off")
            await leg.hangup()
    finally:
        with trio.move_on_after(GOODBYE_SECONDS, shield=True):
            await leg.hangup()
        desk.tell("ended", by=desk.ended_by)


async def _run(desk: Desk, dice: Dice) -> None:
    """Take the steps one after another, then stay on the line. Returns when the tree hangs up."""
    steps = desk.tree.steps
    labels = [step.label for step in steps]
    with suppress(TreeHangsUp):
        while desk.position < len(steps):
            await trio.lowlevel.checkpoint()
            match await _take(desk, steps[desk.position], dice):
                case Repeat():
                    await trio.sleep(FRAME_SECONDS)
                    continue
                case Jump(label=label):
                    await trio.sleep(FRAME_SECONDS)
                    desk.position = labels.index(label)
                case Proceed():
                    desk.position += 1
            desk.retried.clear()
        await desk.be_heard()
        await desk.idle()


async def _take(desk: Desk, step: TreeStep, dice: Dice) -> Then:
    match step:
        case Answer(rings=rings):
            await desk.answer(rings)
        case EarlyMedia():
            await desk.sound_early()
        case NoAnswer():
            await desk.ring(math.inf)
        case Reject(code=code):
            desk.tell("rejected", code=code)
            await desk.do(desk.leg.answer(code))
            raise TreeHangsUp
        case Prompt():
            return await prompt(desk, step, dice)
        case Music():
            return await queue(desk, step, dice)
        case Tone():
            await _tone(desk, step)
        case Beep():
            await desk.be_heard()
            desk.person = None
            take = desk.studio.beep()
            desk.tell("beep", seconds=take.seconds)
            await desk.play(take)
        case Human():
            await human(desk, step)
        case PutThrough():
            await _put_through(desk)
        case Chance(percent=percent, actions=actions):
            happens = dice.happens(desk.place, percent)
            desk.tell("chance", percent=percent, happens=happens)
            return await act(desk, actions, 0) if happens else Proceed()
        case CutOff(seconds=seconds):
            desk.cut_off.deadline = min(desk.cut_off.deadline, trio.current_time() + seconds)
        case Wait(seconds=seconds):
            desk.tell("wait", seconds=seconds)
            await desk.idle(seconds)
        case Note(text=text):
            desk.tell("note", text=text)
        case Goto(target=target):
            return Jump(target)
        case Hangup():
            raise TreeHangsUp
    return Proceed()


async def _tone(desk: Desk, step: Tone) -> None:
    """The signal, in whole times through its cadence if it is longer than the longest take."""
    await desk.be_heard()
    desk.person = None
    if step.seconds is None:
        take = desk.studio.tone(step.name, None)
        desk.tell("tone", name=step.name, seconds=take.seconds)
        await desk.play(take)
        return
    desk.tell("tone", name=step.name, seconds=step.seconds)
    left = step.seconds
    while left > FRAME_SECONDS:
        take = desk.studio.tone(step.name, min(left, desk.studio.longest))
        await desk.play(take)
        left -= take.seconds


async def _put_through(desk: Desk) -> None:
    """To another of the company's places: the caller's media are set up anew. Whoever was there has gone."""
    await desk.be_heard()
    desk.person = None
    agreed = True
    try:
        await desk.do(desk.leg.reinvite())
    except CommandFailed:  # the caller keeps to the media that it has, and hears us there
        agreed = False
    desk.tell("put_through", agreed=agreed)
