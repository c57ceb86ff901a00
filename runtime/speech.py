"""What a flow says, seen to ahead: nobody on the line waits for a voice.

Texts are spoken into WAV files in the call's folder before the call is dialled, those with variables too where the
variables are known by then; others when they are said. A text that holds a secret is spoken only then, into a file
whose name says nothing and that is deleted after use. Not responsible for the voice (`runtime.engines`).
"""

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import trio

from holdlang import template
from holdlang.model import CallFlow, Say, Set, Transfer
from holdlang.names.reach import doings
from runtime.ports import AsyncSpeaker, Speaker
from runtime.scope import Filled, Scope


def known_texts(flow: CallFlow, scope: Scope) -> Iterator[Filled]:
    """What the flow says, as far as it is known before the call: texts whose variables have their final value."""
    changing = {action.name for action in doings(flow) if isinstance(action, Set)}
    for action in doings(flow):
        if isinstance(action, Say):
            names = {name for name, _ in template.names(action.text)}
            if all(name in scope for name in names) and not names & changing:
                yield scope.fill(action.text)


def fixed_texts(flow: CallFlow) -> Iterator[Filled]:
    """What the flow says whatever its variables are."""
    yield from known_texts(flow, Scope({}))


def confirmation(caller: str, key: str) -> str:
    """What a device of the user's hears before it is joined to `caller`, a company or its number."""
    named = {"*": "star", "#": "pound"}.get(key, key)
    return f"holdlang: {caller} is on the line. Press {named} to take the call."


def confirmations(flow: CallFlow, caller: str) -> Iterator[Filled]:
    """What devices will hear that have to confirm by a key."""
    for step in flow.steps:
        if isinstance(step, Transfer) and step.confirm is not None:
            text = confirmation(caller, step.confirm)
            yield Filled(text, text)


class InThread:
    """Runs a blocking `Speaker` in worker threads."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker

    async def synthesize(self, text: str, path: Path) -> float:
        """Speak `text` into a mono 16 bit WAV file; returns its length in seconds."""
        return await trio.to_thread.run_sync(self._speaker.synthesize, text, path)


class Speech:
    """The voice of one call."""

    def __init__(self, speaker: AsyncSpeaker, folder: Path) -> None:
        """Sound files go into `folder`."""
        self._speaker = speaker
        self._folder = folder
        self._ready: dict[str, Path] = {}
        self._number = count(1)

    async def prepare(self, texts: Iterable[Filled]) -> None:
        """Speak these now, into files; not those with secrets."""
        for text in texts:
            if not text.is_secret and text.shown not in self._ready:
                self._ready[text.shown] = await self._synthesize(text.shown)

    @asynccontextmanager
    async def sound(self, text: Filled) -> AsyncIterator[Path]:
        """The WAV file of a text, while the block lasts."""
        if not text.is_secret:
            await self.prepare([text])
            yield self._ready[text.shown]
            return
        path = await self._synthesize(text.reveal())
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    async def _synthesize(self, text: str) -> Path:
        path = self._folder / f"say_{next(self._number)}.wav"
        try:
            await self._speaker.synthesize(text, path)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return path
