"""What was to be told to whom, and what became of it: a file that outlives us, so that nothing is told twice or lost.

A notice is written down before anything is done about it, as `trying` before it is handed over, and as `sent`
afterwards. So after the worst moment for a kill -9 one thing is unknown: whether a notice that was being handed over
has arrived. What is then done is for each occasion to say (`URGENT`). Not responsible for sending.
"""

import logging
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from holdlang.config.gateway import Occasion
from holdlang.model.base import Model
from runtime.access.private import append, replace
from runtime.notifying.notice import Notice

logger = logging.getLogger(__name__)

Standing = Literal["due", "trying", "unsent", "sent", "given up"]
"""`unsent`: an attempt failed, and nothing arrived. `given up`: too late, or perhaps arrived."""

URGENT: frozenset[Occasion] = frozenset({"person", "callback"})
"""Told again when it is not known whether it arrived: a phone that buzzes twice is a smaller harm than a person who
waits in vain. Everything else is then not told again: it can be read later, and once is enough."""

DEADLINES: dict[Occasion, float] = {
    "person": 120.0,
    "callback": 300.0,
    "queue_position": 300.0,
    "notify": 600.0,
    "failed": 21_600.0,
    "done": 21_600.0,
}
"""Seconds after which nobody is helped by hearing of it any more. Judgements: an agent waits for a silent caller for a
minute or two, an offer and a place in the queue stand for some minutes; how a call ended is worth knowing that day."""

_KEPT = timedelta(seconds=2 * max(DEADLINES.values()))
"""An entry this old can't be told any more, so nothing needs it."""


class Entry(Model):
    """A notice for the target of that name, and how it stands with it."""

    target: str
    standing: Standing
    notice: Notice

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What no two notices for a target share."""
        return self.target, self.notice.call_id, self.notice.occasion, self.notice.mark


class Journal:
    """The journal at `path`. One process at a time may have it open.

    A disk that is full keeps nobody from being told: `fault` is then the latest error, and what was told is known only
    until this process ends.
    """

    def __init__(self, path: Path, now: datetime) -> None:
        self.path = path
        self.fault: OSError | None = None
        self._entries: dict[tuple[str, str, str, str], Entry] = {}
        self._read(now)

    def _read(self, now: datetime) -> None:
        try:
            texts = self.path.read_bytes().splitlines()
        except FileNotFoundError:
            return
        except OSError as error:
            self.fault = error
            return
        damaged = 0
        for text in texts:
            try:
                entry = Entry.model_validate_json(text)
            except ValidationError:  # its words quote the line
                damaged += 1
                continue
            if entry.notice.timestamp > now - _KEPT:
                self._entries[entry.key] = entry
        if damaged:
            logger.warning("%d of %d entries of the journal of notifications can't be read", damaged, len(texts))
        try:
            replace(self.path, b"".join(map(_line, self._entries.values())))
        except OSError as error:
            self.fault = error

    def is_new(self, target: str, notice: Notice) -> bool:
        """Whether `target` was never to be told of it."""
        return Entry(target=target, standing="due", notice=notice).key not in self._entries

    def note(self, target: str, notice: Notice, standing: Standing) -> None:
        """Write down how it stands. Raises nothing: see `fault`."""
        entry = Entry(target=target, standing=standing, notice=notice)
        self._entries[entry.key] = entry
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            append(self.path, _line(entry))
        except OSError as error:
            self.fault = error
        else:
            self.fault = None

    def pending(self) -> list[tuple[str, Notice]]:
        """What an earlier process has left to be told, with the name of the target."""
        return [
            (entry.target, entry.notice)
            for entry in self._entries.values()
            if entry.standing in ("due", "unsent") or (entry.standing == "trying" and entry.notice.occasion in URGENT)
        ]


def _line(entry: Entry) -> bytes:
    return entry.model_dump_json().encode() + b"\n"
