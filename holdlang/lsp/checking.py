"""When documents are checked: at once after a change, in a thread of their own, and never twice at a time.

Not responsible for the checks (`holdlang.load`). A check that takes long is its own delay: changes that come meanwhile
wait for it, and all of them are answered by one more check.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from holdlang.load import Loaded, load
from holdlang.lsp.documents import Document
from holdlang.lsp.project import Project
from holdlang.source import Source

PATIENCE = 0.5
"""Seconds that a document rests after a check, at most: less if the check took less, so that checking takes no more
than half of a processor, however large the document."""

QUICK = 0.1
"""Seconds of a check after which a document needs no rest: the keys of a person who types come no faster."""


@dataclass(frozen=True)
class _Checked:
    document: Document
    loaded: Loaded
    asked: frozenset[str]
    """The names of the documents that it uses, be they there or not."""


class Checking:
    """The last check of each open document. `publish` is called after each, `failed` for one that ran into a bug."""

    def __init__(
        self, project: Project, publish: Callable[[Document], None], failed: Callable[[Exception], None]
    ) -> None:
        self.project = project
        self.publish = publish
        self.failed = failed
        self._wanted: set[str] = set()
        self._running: dict[str, asyncio.Task[None]] = {}
        self._last: dict[str, _Checked] = {}

    def last(self, document: Document) -> Loaded | None:
        """What the last check found; a document that has changed since, or never was checked, is checked now."""
        known = self._last.get(document.name)
        if known is None or known.document.source != document.source:
            known = self._check(document)
            self._last[document.name] = known
        return known.loaded

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

    def _want(self, name: str) -> None:
        self._wanted.add(name)
        if name not in self._running:
            self._running[name] = asyncio.get_running_loop().create_task(self._keep_up(name))

    async def _keep_up(self, name: str) -> None:
        """Check the document until nobody wants it any more."""
        try:
            while name in self._wanted:
                self._wanted.discard(name)
                document = self.project.documents.open.get(name)
                if document is None:
                    return
                begun = time.perf_counter()
                checked = await asyncio.to_thread(self._check, document)
                took = time.perf_counter() - begun
                if self.project.documents.open.get(name) is document:
                    self._last[name] = checked
                    self.publish(document)
                if took > QUICK:
                    await asyncio.sleep(min(took, PATIENCE))
        except Exception as error:  # whatever it is, the next change is a new chance
            self.failed(error)
        finally:
            del self._running[name]

    def _check(self, document: Document) -> _Checked:
        config = self.project.config(document)
        asked: set[str] = set()

        def files(name: str) -> Source | None:
            asked.add(name)
            used = self.project.documents.get(name)
            return used.source if used else None

        loaded = load(document.source, devices=(config.devices if config else None) or None, files=files)
        return _Checked(document, loaded, frozenset(asked))
