"""What a call decided and did, so that two calls can be held against each other: a rehearsal in virtual time, the same
over SIP, a call that was kept and its replay.

Two calls compare by steps, clauses, actions, keys, words spoken, devices and outcome. Times and transcripts are kept
only to be shown: another line, another recogniser. So is what depends on the chance of timing: how often a hold hears
the same announcement. Not responsible for the whole story of one call (`holdlang.trials.script`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from pathlib import PurePath

from holdlang.calllog import (
    CallEnded,
    Data,
    Decided,
    HumanDetected,
    IvrStep,
    Line,
    NoteTaken,
    NotifyUser,
    PlayFile,
    Refer,
    RingDevice,
    SendDtmf,
    SetRecording,
    Speak,
    TransferComplete,
)


@dataclass(frozen=True)
class Decision:
    """One step that decided or did something. Equal to another if the same was decided and done.

    `clause` is the trigger as the source has it, "" for a step that decides by none; `actions` are the kinds of its
    actions; `did` is what went out, in the words of the language (`press 3`). The last one of a call has no clause: it
    is the end, with its `outcome`. `at` is in seconds on the clock of the log.
    """

    step_id: str
    clause: str = ""
    actions: tuple[str, ...] = ()
    did: tuple[str, ...] = ()
    outcome: str = ""
    at: float = field(default=0.0, compare=False)
    line: int = field(default=0, compare=False)
    """The index in the log of the first thing that was done; or if nothing was, of the decision, or of the step."""
    step: str = field(default="", compare=False)
    """The step in source text."""
    heard: str = field(default="", compare=False)
    told: tuple[str, ...] = field(default=(), compare=False)
    """Notes and notices; they may quote what was heard."""
    end: str = field(default="", compare=False)
    """Why the call ended."""

    @property
    def what(self) -> str:
        """What was done, in one line."""
        if self.outcome:
            return self.outcome.replace("_", " ")
        return ", ".join(self.did or [action.replace("_", " ") for action in self.actions])

    @property
    def why(self) -> str:
        """The reason, in one line: the clause and what was heard, or the step; at the end, why the call ended."""
        if self.outcome:
            return self.end
        clause = self.clause or f"step `{self.step_id}`"
        return f"{clause}: heard “{self.heard}”" if self.heard else clause


@dataclass(frozen=True)
class Difference:
    """The first place where two calls part, counted from 0 among their decisions. None where one of them has ended."""

    place: int
    one: Decision | None
    other: Decision | None


def decisions(lines: Iterable[Line]) -> tuple[Decision, ...]:
    """What the call with this log decided and did, in order. Steps that did nothing that another call could differ in
    (`wait`, `note`, `set`) are left out."""
    walk = _Walk()
    for place, line in enumerate(lines):
        walk.take(place, line)
    return tuple(walk.finished())


def first_difference(one: Sequence[Decision], other: Sequence[Decision]) -> Difference | None:
    """Where two calls part; None if they decided alike."""
    for place, (first, second) in enumerate(zip_longest(one, other)):
        if first != second:
            return Difference(place, first, second)
    return None


def done(data: Data) -> str | None:
    """What a line of the log says that we did on the line, in the words of the language; None if it says nothing of
    the kind."""
    match data:
        case SendDtmf(digits=digits):
            return f"press {digits}"
        case Speak(text=text):
            return f"say “{text}”"
        case PlayFile(path=path):
            return f"play {PurePath(path).name}"
        case SetRecording(on=on):
            return "record on" if on else "record off"
        case RingDevice(device=device):
            return f"ring {device}"
        case Refer(device=device):
            return f"hand over to {device}"
        case TransferComplete(device=device):
            return f"join {device}"
    return None


class _Walk:
    """Goes through the log of a call."""

    def __init__(self) -> None:
        self._past: list[Decision] = []
        self._now = Decision("")
        self._is_hold = False
        self._waited: set[tuple[object, ...]] = set()
        """What this hold has decided and gone on waiting after."""

    def take(self, place: int, line: Line) -> None:
        """Take in the line at that place of the log."""
        match line.data:
            case IvrStep(step_id=step_id, step_type=kind, description=text):
                self._close()
                self._is_hold = kind == "hold"
                self._waited = set()
                self._now = Decision(step_id, at=line.at, line=place, step=text)
            case Decided() as decided:
                if self._now.clause:  # a hold that goes on begins no new step
                    self._close()
                    self._now = Decision(decided.step_id, step=self._now.step)
                self._now = replace(
                    self._now,
                    clause=decided.clause,
                    actions=tuple(decided.actions),
                    heard=decided.heard,
                    at=line.at,
                    line=place,
                )
            case HumanDetected() if self._is_hold:
                if self._now.clause:
                    self._close()
                self._did("notice a person", place, line)
            case data if (did := done(data)) is not None:
                self._did(did, place, line)
            case NoteTaken(text=text) | NotifyUser(text=text):
                self._now = replace(self._now, told=(*self._now.told, text))
            case CallEnded(outcome=outcome, reason=reason):
                self._close()
                self._now = Decision(
                    self._now.step_id, outcome=outcome, at=line.at, line=place, step=self._now.step, end=reason
                )

    def finished(self) -> list[Decision]:
        """All decisions, when the log is at its end."""
        self._close()
        return self._past

    def _did(self, what: str, place: int, line: Line) -> None:
        now = self._now
        self._now = replace(
            now,
            did=(*now.did, what),
            at=now.at if now.clause or now.did else line.at,
            line=now.line if now.did else place,
        )

    def _close(self) -> None:
        now = self._now
        self._now = Decision(now.step_id, step=now.step)
        if not (now.clause or now.did or now.outcome):
            return
        if self._is_hold and now.actions[-1:] == ("again",):
            waited = (now.clause, now.actions, now.did)
            if waited in self._waited:
                return
            self._waited.add(waited)
        self._past.append(now)
