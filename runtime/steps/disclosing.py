"""Telling a person that the call is recorded, where the trunk's configuration wants it.

Not responsible for recording (`runtime.line`), nor for what the law of a place asks for.
"""

from contextlib import suppress

from runtime.context import Call
from runtime.outcome import HungUp
from runtime.ports import CommandFailed
from runtime.scope import Filled

REASON = "the person is told of the recording"


async def disclose(call: Call) -> None:
    """Say the disclosure, if there is one; then what had to wait for it may be recorded."""
    text = call.disclosure
    if text is None:
        return
    with suppress(HungUp, CommandFailed):  # the step will notice
        async with call.speech.sound(Filled(text, text)) as sound:
            await call.line.say(text, sound, REASON)
        await call.line.allow_recording(REASON)
