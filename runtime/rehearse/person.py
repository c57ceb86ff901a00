"""`human` in a tree: somebody picks up. Not responsible for how they sound (`studio`)."""

import trio

from holdlang.model import Human
from runtime.rehearse.desk import CONFIRM_SECONDS, Desk
from runtime.rehearse.studio import CUT_SECONDS, OVER_SECONDS
from runtime.rehearse.takes import Take


async def human(desk: Desk, step: Human) -> None:
    """A person picks up and speaks, or waits in silence for ever. Who is on the line already speaks on, unless music, a
    prompt or another place has come between."""
    await desk.be_heard()
    await _confirm(desk)
    there = desk.person is not None
    who = desk.person or step.text
    if step.over_music and step.text:
        await desk.play_music(step.after or 0.0)
        music = desk.take_music(OVER_SECONDS)
        take = desk.studio.person_over(step.text, who=who, music=music)
        desk.studio.discard(music)
        desk.person = who
        try:
            await _speak(desk, step.text, take)
        finally:
            desk.studio.discard(take)
        return
    if not there and (step.after or not step.text):
        await trio.sleep(CUT_SECONDS)
        there = True
    desk.person = who
    if step.after:
        await desk.idle(step.after)
    if not step.text:
        desk.tell("human", text="", seconds=0.0)
        await desk.idle()
    await _speak(desk, step.text, desk.studio.person(step.text, who=who, joined=there))


async def _confirm(desk: Desk) -> None:
    """They take the call by the key, as they were asked to."""
    if desk.confirm is not None:
        key, desk.confirm = desk.confirm, None
        await trio.sleep(CONFIRM_SECONDS)
        await desk.do(desk.leg.send_dtmf(key))
        desk.tell("confirmed", key=key)


async def _speak(desk: Desk, text: str, take: Take) -> None:
    async def report() -> None:
        await trio.sleep(take.lead)
        desk.tell("human", text=text, seconds=take.seconds - take.lead)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(report)
        await desk.play(take)
