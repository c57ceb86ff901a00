"""A call log as a tape: what came from the far ends, cut into chapters by what we did. Pure.

What the company says next depends on what we do; so what was heard is kept by the time since our last command to it.
Not responsible for playing the tape (`runtime.replay.deck`).
"""

import math
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from holdlang.calllog import (
    AnsweredBy,
    AskDevice,
    Bridge,
    CallbackOffered,
    CallConnected,
    CallEnded,
    CallFailed,
    CallRinging,
    CallStarted,
    ClosedAnnounced,
    Data,
    Dial,
    Finished,
    HangUp,
    IvrDtmfSent,
    LegAnswered,
    LegEnded,
    Line,
    PlayFile,
    QueueProgress,
    RecordingAnnounced,
    Refer,
    RingDevice,
    SendDtmf,
    Speak,
    SpeakerUncertain,
    TransferComplete,
    TransferFailed,
    UtteranceEnded,
)
from holdlang.secret import HIDDEN
from runtime.hearing.events import SpeechEnded
from runtime.ports import Answered, DigitReceived, Ended, LegEvent, Ringing
from runtime.replay.recalled import Answer, answers
from runtime.told import as_event
from runtime.watch import Heard

Command = SendDtmf | Speak | PlayFile | Refer
"""What the company notices of us."""

LATE = 0.5
"""Seconds by which a device may miss the end of its ringing: then it was time that ended it."""


@dataclass(frozen=True)
class Entry:
    """What came from the company, so many seconds after the chapter began. `cut`: it is we who ended the utterance.
    `answered`: that day's call did something, or wrote something down, after what came before it."""

    after: float
    what: Heard | LegEvent
    cut: bool = False
    answered: bool = False


@dataclass(frozen=True)
class Chapter:
    """From one command of ours to the next. The first one begins with dialling and has none."""

    command: Command | None
    begin: float
    """On the clock of the log's `at`."""
    entries: Sequence[Entry]
    length: float
    """Seconds until the next command, or until the end of the log."""
    clock: Sequence[tuple[float, float]]
    """How far the company had been heard, by the seconds since the chapter began; rising."""
    done: float = math.inf
    """Seconds until the command was carried out."""
    error: str | None = None
    """Why it could not be."""

    def heard_until(self, after: float) -> float:
        """How far the company has been heard so many seconds after the beginning."""
        place = bisect_right(self.clock, after + 1e-6, key=lambda point: point[0])
        if place == 0:
            return self.clock[0][1] if self.clock else 0.0
        then, heard = self.clock[place - 1]
        until = self.clock[place][1] if place < len(self.clock) else math.inf
        return min(heard + after - then, until)


@dataclass(frozen=True)
class Ring:
    """What came of ringing a device: events by the seconds since it was rung."""

    events: Sequence[tuple[float, LegEvent]]
    refused: tuple[float, str] | None = None
    """It could not even be dialled, and why."""
    joins: bool = True
    """Whether it was still there when it was to be joined."""
    seconds: float | None = None
    """How long it was to ring."""


@dataclass(frozen=True)
class Tape:
    """A call, as far as the far ends made it."""

    call_id: str
    started: CallStarted
    chapters: Sequence[Chapter]
    rings: Mapping[str, Sequence[Ring]]
    """By device, in the order in which they were rung."""
    ends: Mapping[int, float]
    """When the last speech of each segment was, on the hearing's clock."""
    complete: bool
    """Whether the call came to an end of its own: it was not stopped, and the log is whole."""
    answer_within: float | None
    """Seconds after which that day's call was given up, if it was; whole ones, as people configure them."""
    dialling: float
    """Seconds until there was a leg."""
    undialled: str | None
    """Why no call could be placed, if so."""
    answers: Sequence[Answer] = ()
    """What an advisor was asked, and answered."""


NOTICED = (AnsweredBy, QueueProgress, CallbackOffered, ClosedAnnounced, RecordingAnnounced, SpeakerUncertain)
"""What is written about what was heard, without anything being done."""


class TooOld(Exception):
    """The log was written before logs told all that was heard."""


class NotACall(Exception):
    """The log does not begin with a call that was dialled."""


def read_tape(lines: Sequence[Line]) -> Tape:
    """Raises `TooOld`, and `NotACall` for a log without the beginning of a call."""
    started = lines[0].data if lines else None
    dialled = next((place for place, line in enumerate(lines) if isinstance(line.data, Dial)), None)
    if not isinstance(started, CallStarted) or dialled is None:
        raise NotACall
    if started.log_version < 2:
        raise TooOld
    lines = lines[dialled:]
    kinds = {type(line.data) for line in lines}
    leg = bool(kinds & {HangUp, LegEnded, CallConnected})
    hung_up = next((line.at for line in lines if isinstance(line.data, HangUp)), None)
    rang = (line.at - line.data.duration for line in lines if isinstance(line.data, CallConnected))
    return Tape(
        call_id=lines[0].call_id,
        started=started,
        chapters=tuple(_chapters(lines)),
        rings=_rings(lines),
        ends={line.data.segment: line.data.moment for line in lines if isinstance(line.data, UtteranceEnded)},
        complete=any(isinstance(line.data, CallEnded) and line.data.outcome != "interrupted" for line in lines),
        answer_within=None if hung_up is None or kinds & {CallConnected, LegEnded} else round(hung_up - lines[0].at),
        dialling=max(0.0, next(rang, 0.0) - lines[0].at),
        undialled=next((line.data.error for line in lines if isinstance(line.data, CallFailed) and not leg), None),
        answers=tuple(answers(lines)),
    )


def _chapters(lines: Sequence[Line]) -> Iterator[Chapter]:
    starts = [place for place, line in enumerate(lines) if place == 0 or isinstance(line.data, Command)]
    for start, end in pairwise([*starts, len(lines)]):
        first, inner = lines[start], lines[start:end]
        done, error = _done(inner)
        if done == math.inf and end < len(lines) and not isinstance(first.data, Refer):
            done = lines[end].at  # its end is not in the log, but it was over by the next command
        yield Chapter(
            command=first.data if isinstance(first.data, Command) else None,
            begin=first.at,
            entries=tuple(_entries(inner, first.at)),
            length=(lines[end] if end < len(lines) else lines[-1]).at - first.at,
            clock=tuple((line.at - first.at, line.clock) for line in inner if line.clock is not None),
            done=done - first.at,
            error=error,
        )


def _done(lines: Sequence[Line]) -> tuple[float, str | None]:
    for line in lines:
        match line.data:
            case IvrDtmfSent() | TransferComplete():
                return line.at, None
            case Finished(error=error) | TransferFailed(error=error):
                timed_out = isinstance(lines[0].data, Refer) and _in_time(lines[0].data, line.at - lines[0].at)
                return (math.inf, None) if timed_out else (line.at, error)
    return math.inf, None


def _in_time(asked: Refer | RingDevice, seconds: float) -> bool:
    """Whether it was given up because its time was over."""
    return asked.seconds is not None and seconds >= asked.seconds - LATE


def _entries(lines: Iterable[Line], begin: float) -> Iterator[Entry]:
    answered = False
    for line in lines:
        what = as_event(line.data) or _signal(line)
        if what is not None:
            cut = isinstance(line.data, UtteranceEnded) and line.data.cut
            yield Entry(line.at - begin, what, cut, answered)
        answered = what is None and not isinstance(line.data, NOTICED)


def _signal(line: Line) -> LegEvent | None:
    match line.data:
        case CallRinging():
            return Ringing(line.at)
        case CallConnected():
            return Answered(line.at)
        case LegEnded(leg="company"):
            return _ended(line.data, line.at)
        case _:
            return None


def _ended(ended: LegEnded, at: float) -> Ended:
    return Ended(at, ended.code, ended.reason, ended.by_far_end)


def _rings(lines: Sequence[Line]) -> dict[str, list[Ring]]:
    rings: dict[str, list[Ring]] = defaultdict(list)
    for place, line in enumerate(lines):
        if isinstance(line.data, RingDevice):
            rings[line.data.device].append(_ring(line.data, line.at, lines[place + 1 :]))
    return rings


def _ring(rung: RingDevice, begin: float, later: Sequence[Line]) -> Ring:
    events: list[tuple[float, LegEvent]] = []
    key, bridged = "", False
    for line in later:
        after = line.at - begin
        match line.data:
            case RingDevice(device=rung.device):
                break
            case LegAnswered(leg=rung.device):
                events.append((after, Answered(line.at)))
            case AskDevice(device=rung.device):
                key = line.data.key
            case Bridge(device=rung.device):
                bridged = True
                if key:
                    events.append((after, DigitReceived(line.at, key)))
            case LegEnded(leg=rung.device):
                events.append((after, _ended(line.data, line.at)))
            case TransferFailed(device=rung.device, error=error):
                refused = not events and not _in_time(rung, after)
                return Ring(events, (after, error) if refused else None, joins=not bridged, seconds=rung.seconds)
    return Ring(events, seconds=rung.seconds)


def same_command(that_day: Data, today: Data) -> bool:
    """Whether the company can't tell the two apart. What was a secret that day may be anything."""
    match that_day, today:
        case SendDtmf(digits=one), SendDtmf(digits=other):
            return _same(one, other)
        case Speak(text=one), Speak(text=other):
            return _same(one, other)
        case PlayFile(path=one), PlayFile(path=other):
            return one.rpartition("/")[2] == other.rpartition("/")[2]
        case Refer(device=one), Refer(device=other):
            return one == other
        case _:
            return False


def last_speech(entries: Iterable[Entry], segment: int) -> Entry | None:
    """Where the tape ends a segment."""
    return next((one for one in entries if isinstance(one.what, SpeechEnded) and one.what.segment == segment), None)


def _same(that_day: str, today: str) -> bool:
    return re.fullmatch(".+".join(map(re.escape, that_day.split(HIDDEN))), today, re.DOTALL) is not None
