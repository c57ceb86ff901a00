"""When documents are checked: after a change, in a thread of their own, and never twice at a time.

Not responsible for the checks (`holdlang.load`). Changes that come during a check are all answered by one more check. A
document is checked at once, unless its last check was slow: then whoever types is answered first.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from holdlang.load import Loaded, load
from holdlang.lsp.documents import Document
from holdlang.lsp.project import Project
from holdlang.source import Source

QUICK = 0.1
"""Seconds of a check that never waits: the keys of a person who types come no faster."""

PATIENCE = 0.5
"""Seconds that a slow check waits, at most; less if it takes less. Completion is asked for right after a key, and a
check that runs beside it takes half of the processor (Python runs one thread at a time)."""


@dataclass(frozen=True)
class _Checked:
    document: Document
    loaded: Loaded | None
    """None if the check ran into a bug."""
    took: float
    """Seconds."""
    asked: frozenset[str]
    """The names of the documents that it uses, be they there or not."""


class Checking:
    """The last check of each open document. `publish` is called after each, `failed` for one that ran into a bug."""

    def __init__(
        self,
        project: Project,
        publish: Callable[[Document, Loaded], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self.project = project
        self.publish = publish
        self.failed = failed
        self._wanted: set[str] = set()
        self._running: dict[str, asyncio.Task[None]] = {}
        self._last: dict[str, _Checked] = {}
        self._news = asyncio.Event()
        """Set, and replaced, whenever a check ends or a document is closed."""

    async def checked(self, name: str) -> tuple[Document, Loaded] | None:
        """The document as it is now and what is wrong with it, once that is known; None if it is not open."""
        while (document := self.project.documents.open.get(name)) is not None:
            known = self._last.get(name)
            if known is not None and known.document is document:
                return (document, known.loaded) if known.loaded else None
            if name not in self._running:
                self._want(name)
            await self._news.wait()
        return None

    def touch(self, document: Document) -> None:
        """Check the document, and those open that use it."""
        users = [name for name, known in self._last.items() if document.name in known.asked]
        for name in dict.fromkeys((document.name, *users)):
            self._want(name)

    def touch_all(self) -> None:
        """Check every open document: something on disk has changed."""
        for name in self.project.documents.open:
            self._want(name)

    def forget(self, name: str) -> None:
        """The document is closed."""
        self._wanted.discard(name)
        self._last.pop(name, None)
        self._tell()

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    def _want(self, name: str) -> None:
        self._wanted.add(name)
        if name not in self._running:
            self._running[name] = asyncio.get_running_loop().create_task(self._keep_up(name))

    async def _keep_up(self, name: str) -> None:
        """Check the document until nobody wants it any more."""
        try:
            while name in self._wanted:
                before = self._last.get(name)
                if before is not None and before.took > QUICK:
                    await asyncio.sleep(min(before.took, PATIENCE))
                self._wanted.discard(name)
                document = self.project.documents.open.get(name)
                if document is None:
                    return
                checked = await self._check(document)
                if self.project.documents.open.get(name) is document:
                    self._last[name] = checked
                    if checked.loaded is not None:
                        self.publish(document, checked.loaded)
                self._tell()
        finally:
            del self._running[name]

    async def _check(self, document: Document) -> _Checked:
        try:
            return await asyncio.to_thread(self._load, document)
        except Exception as error:  # whatever it is, the next change is a new chance
            self.failed(error)
            return _Checked(document, None, 0.0, frozenset())

    def _load(self, document: Document) -> _Checked:
        begun = time.perf_counter()
        config = self.project.config(document)
        asked: set[str] = set()

        def files(name: str) -> Source | None:
            asked.add(name)
            used = self.project.documents.get(name)
            return used.source if used else None

        loaded = load(document.source, devices=(config.devices if config else None) or None, files=files)
        return _Checked(document, loaded, time.perf_counter() - begun, frozenset(asked))
