"""Our voice in a rehearsal or a replay: which file says what. Not responsible for speaking, nor for when."""

from pathlib import Path

from runtime.ports import AsyncSpeaker


class NotingVoice:
    """An `AsyncSpeaker` that remembers which file says what."""

    def __init__(self, speaker: AsyncSpeaker) -> None:
        self._speaker = speaker
        self._texts: dict[Path, str] = {}

    async def synthesize(self, text: str, path: Path) -> float:
        """See `AsyncSpeaker`."""
        self._texts[path] = text
        return await self._speaker.synthesize(text, path)

    def said(self, path: Path) -> str:
        """What a file says; its name if it is no speech of ours."""
        return self._texts.get(path, path.name)
