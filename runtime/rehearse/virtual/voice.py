"""A voice without sound. Not responsible for what it says (`runtime.rehearse.voice` notes that), nor for when."""

from pathlib import Path

import trio

WORD_SECONDS = 0.38
"""158 words a minute: telephone prompts have 140 to 180."""


def speech_seconds(text: str) -> float:
    """How long it takes to say."""
    return 0.3 + WORD_SECONDS * len(text.split())


class Soundless:
    """An `AsyncSpeaker` whose files do not exist."""

    async def synthesize(self, text: str, path: Path) -> float:  # noqa: ARG002 - nothing is written
        """How long it would take to say."""
        await trio.lowlevel.checkpoint()
        return speech_seconds(text)
