"""Our voice without sound: what a file says is remembered, not spoken. Not responsible for when we speak."""

from pathlib import Path

import trio

WORD_SECONDS = 0.38
"""158 words a minute: telephone prompts have 140 to 180."""


def speech_seconds(text: str) -> float:
    """How long it takes to say."""
    return 0.3 + WORD_SECONDS * len(text.split())


class Voice:
    """An `AsyncSpeaker` whose files do not exist."""

    def __init__(self) -> None:
        self._texts: dict[Path, str] = {}

    async def synthesize(self, text: str, path: Path) -> float:
        """Remember `text` for `path`; returns how long it would take to say."""
        await trio.lowlevel.checkpoint()
        self._texts[path] = text
        return speech_seconds(text)

    def text(self, path: Path) -> str | None:
        """What a file says; None if it is no speech of ours."""
        return self._texts.get(path)
