"""What a flow will say or play, seen to ahead: nobody on the line waits for a voice or misses a file."""

from collections.abc import Iterator
from pathlib import Path

import trio

from holdlang.model import Action, CallFlow, Play, Say, Step
from holdlang.model.steps import Clauses
from runtime.ports import Speaker


def actions(flow: CallFlow) -> Iterator[Step | Action]:
    """Everything that the flow may do, steps and the actions of their clauses, in the order of the source."""
    for step in flow.steps:
        yield step
        if isinstance(step, Clauses):
            yield from (action for clause in step.clauses for action in clause.actions)
            yield from step.otherwise or ()


def sound_files(flow: CallFlow) -> list[str]:
    """The paths of the files that the flow may play, as they stand in the source."""
    return [action.path for action in actions(flow) if isinstance(action, Play)]


async def speak_ahead(flow: CallFlow, speaker: Speaker, folder: Path) -> dict[str, Path]:
    """Speak each text of the flow into a WAV file of its own below `folder`; returns text -> file."""
    spoken: dict[str, Path] = {}
    for text in (action.text for action in actions(flow) if isinstance(action, Say)):
        if text not in spoken:
            path = folder / f"say_{len(spoken) + 1}.wav"
            await trio.to_thread.run_sync(speaker.synthesize, text, path)
            spoken[text] = path
    return spoken
