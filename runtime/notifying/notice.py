"""What is worth telling of a call, and in which words. Pure: lines of the call log in, notices out.

What was said on the call is left out unless the user wants it, since a notification passes through other people's
servers; secrets are in no line of the log to begin with. Not responsible for sending (`runtime.notifying.notifier`),
nor for which words offer a callback (`holdlang.menu`).
"""

import re
from collections.abc import Iterator

from pydantic import AwareDatetime

from holdlang.calllog import (
    CallbackOffered,
    CallEnded,
    CallFailed,
    CallStarted,
    Decided,
    HumanDetected,
    Line,
    NotifyUser,
    QueueProgress,
)
from holdlang.callstate import CallState, fold, in_queue
from holdlang.config.gateway import Notifications, Occasion
from holdlang.model.base import Model

OFFER = "callback offer"
"""The language's word for it."""

_WITH_US = frozenset({"person", "ringing you", "asking you", "handing over", "joined"})
"""Phases in which it is known already that a person is on the line."""

_QUOTED = re.compile("“[^”]*”")


class Notice(Model):
    """Something to tell. `mark` tells it from others of its occasion on the same call; it is the same whenever the same
    log is read. `timestamp` is when it happened."""

    call_id: str
    occasion: Occasion
    mark: str = ""
    timestamp: AwareDatetime
    title: str
    body: str


class Watched:
    """A call of which lines are read, in order and from the first."""

    def __init__(self, settings: Notifications) -> None:
        self._settings = settings
        self._state = CallState()
        self._name = ""
        self._told: set[Occasion] = set()
        self.over = False
        """Whether nobody waits on the line any more."""

    def read(self, line: Line) -> list[Notice]:
        """What is to be told because of `line`."""
        before, self._state = self._state, fold(self._state, line)
        if isinstance(line.data, CallStarted):
            self._name = line.data.company or line.data.number
        if isinstance(line.data, CallEnded | CallFailed):
            self.over = True
        found = [
            Notice(
                call_id=line.call_id,
                occasion=occasion,
                mark=f"{line.at:.3f}" if occasion in ("person", "notify") else "",
                timestamp=line.timestamp,
                title=f"{self._name or line.call_id}: {title}",
                body=body,
            )
            for occasion, title, body in self._occasions(line, before)
        ]
        self._told |= {notice.occasion for notice in found}
        return found

    def _occasions(self, line: Line, before: CallState) -> Iterator[tuple[Occasion, str, str]]:
        waited = _after(self._state.on_hold(line.at))
        match line.data:
            case HumanDetected(transcript_excerpt=heard) if before.phase not in _WITH_US:
                yield "person", "a person is on the line", f"They answered{waited}.{self._said(heard)}"
            case CallbackOffered() if self._is_new("callback"):
                said = self._state.utterances[-1].text if self._state.utterances else ""
                yield "callback", "they offer to call back", f"The offer came{waited}.{self._said(said)}"
            case Decided(clause=clause, heard=heard) if self._is_new("callback") and OFFER in clause:
                yield "callback", "they offer to call back", f"The offer came{waited}.{self._said(heard)}"
            case QueueProgress(position=int(position), wait=wait) if (
                self._is_new("queue_position") and position <= self._settings.queue_position
            ):
                yield "queue_position", "your turn is soon", f"We are {in_queue(position, wait)}{waited}."
            case NotifyUser(text=text):
                yield "notify", "a word from the flow", text
            case CallFailed(error=error) if "failed" not in self._told:
                yield "failed", "the call failed", f"{self._without_quotes(error)}{waited}."
            case CallEnded(outcome=outcome, reason=reason, duration=seconds) if outcome not in (
                "failed",
                "not_answered",
            ):
                told = f"{self._without_quotes(reason)}. The call took {_duration(seconds)}."
                yield "done", "transferred" if outcome == "transferred" else "the call is over", told

    def _is_new(self, occasion: Occasion) -> bool:
        """Queues say the same again and again; and once somebody speaks with us, nothing of it counts."""
        return occasion not in self._told and self._state.phase not in _WITH_US

    def _said(self, heard: str) -> str:
        return f" They said: “{heard}”" if self._settings.transcripts and heard else ""

    def _without_quotes(self, reason: str) -> str:
        """A reason may quote what was heard."""
        text = reason if self._settings.transcripts else _QUOTED.sub("“…”", reason)
        return text[:1].upper() + text[1:].rstrip(".")


def _after(on_hold: float) -> str:
    return f" after {_duration(on_hold)} on hold" if on_hold >= 1 else ""


def _duration(seconds: float) -> str:
    """`40 s`, `23 min` or `1 h 05 min`."""
    minutes, hours = int(seconds) // 60, int(seconds) // 3600
    if hours:
        return f"{hours} h {minutes % 60:02} min"
    return f"{minutes} min" if minutes else f"{int(seconds)} s"
