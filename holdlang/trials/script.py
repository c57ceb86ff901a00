"""The script of a call: what they said, what it sounded like, what we decided and why, and what we did, in rows.

Made from the lines of a call log, whichever way the call was made, and shown by tests, replays and `holdlang calls`.
Not responsible for how rows are laid out (`holdlang.cli.scripts`).
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from holdlang.calllog import (
    Advised,
    AnnouncementHeard,
    AskDevice,
    AudioClassified,
    Beep,
    CallConnected,
    CallEnded,
    CallRinging,
    Data,
    Decided,
    Dial,
    HumanDetected,
    IvrStep,
    LegEnded,
    Line,
    MenuChanged,
    NoteTaken,
    NotifyUser,
    TranscriptChunk,
    TransferComplete,
    TransferFailed,
)
from holdlang.evidence import sure
from holdlang.trials.decisions import done

Kind = Literal["line", "step", "sound", "heard", "who", "decided", "advised", "did", "told", "end"]
"""`line`: the state of the connection. `who`: whether a person or a recording speaks. `advised`: what an advisor
answered. `did`: what we did on the line. `told`: what we wrote down or told the user."""

_FOLDED: frozenset[Kind] = frozenset({"sound", "heard", "who", "decided", "told"})

REFUSED = 300
"""The SIP status from which on a call was not taken (RFC 3261, section 21.3)."""

QUIET = 1.0
"""Seconds of quiet after which a tone is surely known to be a beep: the ear takes less (`runtime.hearing.tones`)."""

_SHORTEST = {"silence": 3.0, "noise": 1.0}
"""Seconds from which on a sound is worth a row: menus pause for about a second between two options."""


@dataclass(frozen=True)
class Row:
    """Something that happened `at` that second of the call. `line` is its index in the log.

    `times` is how often it happened in one run of a step, where the rows that say the same stand as one; `seconds` is
    how long a sound lasted, all of these together.
    """

    at: float
    kind: Kind
    text: str
    line: int
    times: int = 1
    seconds: float = 0.0
    why: str = ""
    """What a decision was made upon: the words that were heard."""


def script(lines: Sequence[Line]) -> tuple[Row, ...]:
    """The rows of the call with this log, in order."""
    telling = _Telling()
    for place, line in enumerate(lines):
        telling.take(place, line)
    return tuple(_folded(telling.finished()))


class _Telling:
    """Goes through a log. Words count when they are final, or when something was decided upon them before that."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._unfinished: tuple[int, Line] | None = None
        self._told = ""
        """What has been told of the utterance that goes on."""
        self._sound: int | None = None
        """Which row is the sound that goes on."""
        self._end = 0.0

    def take(self, place: int, line: Line) -> None:
        """Take in a line of the log."""
        self._end = line.at
        match line.data:
            case AudioClassified(audio_type=sound):
                self._sounds(place, line, sound)
            case TranscriptChunk(text=text, is_final=True):
                self._unfinished = None
                self._words(place, line, text)
                self._told = ""
            case TranscriptChunk():
                self._unfinished = (place, line)
            case Beep(seconds=seconds) if (tone := self._tone(line.at - seconds - QUIET)) is not None:
                self._rows[tone] = replace(self._rows[tone], text="beep")
            case data:
                row = _row(data)
                if row is None:
                    return
                kind, text = row
                if isinstance(data, TransferComplete | CallEnded):
                    self._close(line.at)  # what the user and the person say to each other is not listened to
                if isinstance(data, Decided | HumanDetected) and self._unfinished is not None:
                    before, said = self._unfinished
                    self._words(before, said, said.data.text)
                    self._unfinished = None
                why = data.heard if isinstance(data, Decided) else ""
                self._rows.append(Row(line.at, kind, text, place, why=why))

    def finished(self) -> list[Row]:
        """All rows, when the log is at its end."""
        self._close(self._end)
        return [row for row in self._rows if row.kind != "sound" or row.seconds >= _SHORTEST.get(row.text, 0.0)]

    def _words(self, place: int, line: Line, text: str) -> None:
        goes_on = bool(self._told) and text.startswith(self._told)
        more = text.removeprefix(self._told).strip() if goes_on else text
        if more:
            self._rows.append(Row(line.at, "heard", f"… {more}" if goes_on else more, place))
        self._told = text

    def _sounds(self, place: int, line: Line, sound: str) -> None:
        self._close(line.at)
        if sound != "speech":
            self._sound = len(self._rows)
            self._rows.append(Row(line.at, "sound", sound, place))

    def _tone(self, since: float) -> int | None:
        """Which row is the tone that began after that, and now turns out to be a beep."""
        rows = range(len(self._rows) - 1, -1, -1)
        recent = itertools.takewhile(lambda place: self._rows[place].at >= since, rows)
        return next((place for place in recent if self._rows[place].text == "tone"), None)

    def _close(self, at: float) -> None:
        if self._sound is not None:
            row = self._rows[self._sound]
            self._rows[self._sound] = replace(row, seconds=round(at - row.at, 3))
            self._sound = None


def _row(data: Data) -> tuple[Kind, str] | None:
    match data:
        case Dial(number=number):
            return "line", f"call {number}"
        case CallRinging():
            return "line", "it rings"
        case CallConnected():
            return "line", "they answer"
        case LegEnded(leg="company", by_far_end=True, code=code):
            return "line", "they hang up" if code < REFUSED else f"they do not take the call ({code})"
        case IvrStep(description=description):
            return "step", description.splitlines()[0]
        case Beep():
            return "sound", "beep"
        case HumanDetected(confidence=confidence):
            return "who", f"a person ({sure(confidence)})"
        case AnnouncementHeard(confidence=confidence):
            return "who", f"a recording ({sure(confidence)})"
        case Decided(clause=clause, actions=actions):
            return "decided", f"{clause} → {', '.join(action.replace('_', ' ') for action in actions) or 'go on'}"
        case Advised() as advised:
            return "advised", answered(advised)
        case MenuChanged(phrase=phrase, expected=expected, heard=heard):
            return "decided", f"the menu has changed: “{phrase}” is {heard}, no longer {expected}"
        case AskDevice(device=device, key=key):
            return "did", f"{device} answers, and is asked to press {key}"
        case TransferFailed(device=device, error=error):
            return "did", f"{device}: {error}"
        case NotifyUser(text=text):
            return "told", f"notify “{text}”"
        case NoteTaken(text=text):
            return "told", f"note “{text}”"
        case CallEnded(outcome=outcome, reason=reason):
            return "end", f"{outcome.replace('_', ' ')}: {reason}"
        case _:
            did = done(data)
            return None if did is None else ("did", did)


def answered(advised: Advised) -> str:
    """What came of a question, in one line."""
    if advised.error is not None:
        return f"asked in vain: {advised.error}"
    surely = "" if advised.sureness is None else f" ({advised.sureness:.0%} sure)"
    what = " ".join(filter(None, ((advised.action or "").replace("_", " "), advised.argument)))
    return f"{advised.by} says: {what}{surely}"


def _folded(rows: Iterable[Row]) -> list[Row]:
    """Rows that say the same within one run of a step as one: music between announcements, and these again and again.
    The sounds of a line are told by how long they last, all together."""
    kept: list[Row] = []
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.kind == "step":
            seen = {}
        same = seen.get((row.kind, row.text)) if row.kind in _FOLDED else None
        if same is None:
            seen[row.kind, row.text] = len(kept)
            kept.append(row)
        else:
            first = kept[same]
            kept[same] = replace(first, times=first.times + 1, seconds=first.seconds + row.seconds)
    return kept
