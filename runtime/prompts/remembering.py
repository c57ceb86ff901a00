"""A call that knows the recordings of earlier calls to its number, and remembers its own for those to come.

Not responsible for what a recording is (`runtime.prompts.keeping`) or where it is kept (`runtime.prompts.store`).
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar

import trio

from holdlang.calllog import CallEnded, Line, NoteTaken
from runtime.ears import Ears, LegEars
from runtime.hearing import Hearing
from runtime.hearing.fingerprint import SHORTEST, Recording
from runtime.ports import Leg
from runtime.prompts.keeping import Keeping
from runtime.prompts.model import Heard
from runtime.prompts.store import Store
from runtime.record import Record

T = TypeVar("T")


@asynccontextmanager
async def remembering(store: Store, number: str, record: Record) -> AsyncIterator[Callable[[Leg], Ears]]:
    """While the block lasts, what the call of `record` shows to be a recording is kept, soon after it was heard. The
    block is handed ears that know the recordings of earlier calls to `number`.

    A disk that is full or can't be read does not end a call: it stands in the log.
    """
    memory = _Memory(store, number, record)
    await memory.recall()
    record.subscribe(memory.hear)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(memory.keep)
        try:
            yield memory.ears
        finally:
            nursery.cancel_scope.cancel()
            with trio.CancelScope(shield=True):
                await memory.keep_rest()


class _Memory:
    def __init__(self, store: Store, number: str, record: Record) -> None:
        self._store = store
        self._number = number
        self._record = record
        self._keeping = Keeping()
        self._known: Sequence[Recording] = ()
        self._hearing: Hearing | None = None
        self._waiting: list[Heard] = []
        self._news = trio.Event()
        self._ended = False

    async def recall(self) -> None:
        """What is known of the number."""
        self._known = await self._carefully(trio.to_thread.run_sync(self._recordings)) or ()

    def _recordings(self) -> Sequence[Recording]:
        return tuple(prompt.recording for prompt in self._store.of(self._number).prompts)

    def ears(self, leg: Leg) -> Ears:
        """Ears for the company's leg."""
        self._hearing = Hearing(leg.rate, self._known)
        return LegEars(leg, self._hearing)

    def hear(self, line: Line) -> None:
        """Take in a line of the log."""
        self._keeping.hear(line.data)
        self._ended = self._ended or isinstance(line.data, CallEnded)
        self._gather(worded=True)

    async def keep(self) -> None:
        """Write down what there is, whenever there is something."""
        while True:
            await self._news.wait()
            self._news = trio.Event()
            await self._write()

    async def keep_rest(self) -> None:
        """Write down the last of it."""
        self._gather(worded=False)
        await self._write()

    def _gather(self, *, worded: bool) -> None:
        for one in self._keeping.taken(worded=worded):
            spoken = None if self._hearing is None else self._hearing.fingerprint(one.segment)
            if spoken is not None and len(spoken) >= SHORTEST:
                self._waiting.append(Heard(spoken, one.heard, one.menu))
                self._news.set()

    async def _write(self) -> None:
        heard, self._waiting = self._waiting, []
        if heard:
            await self._carefully(trio.to_thread.run_sync(partial(self._store.add, self._number, heard)))

    async def _carefully(self, done: Awaitable[T]) -> T | None:
        try:
            return await done
        except OSError as fault:
            if not self._ended:
                text = f"recordings of this number can't be remembered: {fault.strerror}"
                self._record.write(NoteTaken(text=text))
            return None
