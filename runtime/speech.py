"""What a flow will say, spoken ahead: nobody on the line waits for a voice to be computed."""

from collections.abc import Iterator
from pathlib import Path

import trio

from holdlang.model import Action, CallFlow, Say
from holdlang.model.steps import Clauses
from runtime.ports import Speaker


def texts(flow: CallFlow) -> Iterator[str]:
    """Every text that the flow may say, in the order of the source."""
    for step in flow.steps:
        actions: list[Action] = []
        if isinstance(step, Say):
            yield step.text
        elif isinstance(step, Clauses):
            actions = [a for clause in step.clauses for a in clause.actions] + list(step.otherwise or ())
        yield from (action.text for action in actions if isinstance(action, Say))


async def speak_ahead(flow: CallFlow, speaker: Speaker, folder: Path) -> dict[str, Path]:
    """Speak each text of the flow into a WAV file of its own below `folder`; returns text -> file."""
    spoken: dict[str, Path] = {}
    for text in texts(flow):
        if text not in spoken:
            path = folder / f"say_{len(spoken) + 1}.wav"
            await trio.to_thread.run_sync(speaker.synthesize, text, path)
            spoken[text] = path
    return spoken
