"""A call that was made, as something to learn from. Not responsible for what is learned (`holdlang.learn.learner`), or
for where it is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from holdlang.calllog import CallStarted, Line, RingDevice
from holdlang.history.ended import ended_call
from holdlang.history.lexicon import common_words
from holdlang.learn.cleaning import cleaned
from holdlang.learn.discoveries import Discovery
from holdlang.learn.learner import DEVICE
from holdlang.learn.log import from_log
from holdlang.learn.source import Origin


@dataclass(frozen=True)
class MadeCall:
    """A call, and what it came upon, without persons."""

    origin: Origin
    started: CallStarted
    found: Sequence[Discovery]
    device: str
    """The first device that was rung."""

    @classmethod
    def read(cls, folder: Path) -> "MadeCall":
        """The call of that folder. Raises `UsageError`, also while it is running."""
        lines, started = ended_call(folder, "learn from it when it is over")
        own = [text for text in (started.company, started.intent) if text]
        found = cleaned(from_log(lines), own=own, common=common_words())
        return cls(Origin(lines[0].call_id, lines[0].timestamp.date()), started, found, _device(lines))


def _device(lines: Sequence[Line]) -> str:
    return next((line.data.device for line in lines if isinstance(line.data, RingDevice)), DEVICE)
