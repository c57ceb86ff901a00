"""Discoveries from the log of a call: what stood final in the transcripts between two commands of ours is a prompt.

Not responsible for taking persons out of it (`holdlang.learn.cleaning`) or for reading files (`holdlang.history`).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from holdlang.calllog import (
    Advised,
    CallConnected,
    CallEnded,
    CallStarted,
    Decided,
    Finished,
    HoldDetected,
    HumanDetected,
    IvrDtmfSent,
    IvrStep,
    Line,
    SendDtmf,
    Speak,
    TranscriptChunk,
)
from holdlang.history.anonymous import LONG
from holdlang.history.gathering import alike
from holdlang.learn.discoveries import Discovery, HoldFound, KeysFound, MenuFound, PersonFound, without_detours
from holdlang.learn.phrases import name_for
from holdlang.menu import Menu, understand
from holdlang.secret import HIDDEN

SLACK = 0.1
"""Seconds by which what was heard before a command may be written down as heard after it: two blocks of sound."""

_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_STOPS = (".", "?", "!")
_CLOSING = re.compile(r"[*#wW]*$")


def from_log(lines: Sequence[Line]) -> list[Discovery]:
    """What the call with this log came upon, as far as the first person."""
    return without_detours(list(_Reading(lines).discoveries()))


@dataclass(frozen=True)
class _Act:
    """A command to the company: when we gave it and when it was done, both on the clock of the hearing."""

    line: Line
    clock: float
    done: float
    begun: float
    """When the step began that gave it, on the same clock."""
    step_id: str
    decided: str | None
    entered: str | None


class _Reading:
    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._person = next((line for line in lines if isinstance(line.data, HumanDetected)), None)
        self._end = next((line.at for line in reversed(lines) if isinstance(line.data, CallEnded)), _last(lines))
        self._given = {
            value: name
            for line in lines
            if isinstance(line.data, CallStarted)
            for name, value in line.data.given.items()
        }
        self._acts = list(self._commands())

    def discoveries(self) -> Iterator[Discovery]:
        """Interval by interval, each ended by a command, the last one by the person or the end."""
        begin, at = self._connected()
        chunks = list(self._chunks())
        for act in self._acts:
            heard = [line for line in chunks if line.data.moment is None or line.data.moment <= act.done + SLACK]
            chunks = chunks[len(heard) :]
            yield from self._answered(_prompt(line.data.text for line in heard), act, begin, at)
            begin, at = act.done, act.line.at
        yield from self._rest(_prompt_parts(line.data.text for line in chunks), at)

    # --- looking

    def _connected(self) -> tuple[float, float]:
        connected = next((line for line in self._lines if isinstance(line.data, CallConnected)), None)
        return (0.0, 0.0) if connected is None else (_clock(connected), connected.at)

    def _commands(self) -> Iterator[_Act]:
        """Those of the steps that answer prompts: what a `hold` does is of the queue."""
        step = IvrStep(step_id="", step_type="", description="")
        begun, decided = 0.0, None
        entered: str | None = None
        for place, line in enumerate(self._lines):
            if line is self._person:
                return
            match line.data:
                case IvrStep():
                    step, begun, decided = line.data, _clock(line), None
                case Decided(clause=clause):
                    decided = clause
                case Advised(error=None, action=action, argument=argument):
                    entered = argument if action == "enter" else None
                case SendDtmf() | Speak() if step.step_type != "hold":
                    done = next((one for one in self._lines[place + 1 :] if _ends(line, one)), line)
                    yield _Act(line, _clock(line), _clock(done), begun, step.step_id, decided, entered)
                    entered = None

    def _chunks(self) -> Iterator[Line]:
        """The final words of the company, in order, up to those of the person."""
        for line in self._lines:
            if isinstance(line.data, TranscriptChunk) and line.data.is_final and line.data.speaker == "far_end":
                if self._person is not None and self._is_persons(line, self._person):
                    return
                yield line

    @staticmethod
    def _is_persons(line: Line, person: Line) -> bool:
        """`onset` of the person is on the clock of `at`, that of a transcript on the clock of the hearing."""
        late = person.at - _clock(person)
        end = line.at if line.data.moment is None else line.data.moment + late
        return end > (person.at if person.data.onset is None else person.data.onset) + SLACK

    # --- telling

    def _answered(self, prompt: str, act: _Act, begin: float, at: float) -> Iterator[Discovery]:
        keys = act.line.data.digits if isinstance(act.line.data, SendDtmf) else None
        menu = understand(prompt)
        name = None if keys is None else self._entered(keys, act, menu)
        if not prompt and keys is not None and name is None:
            yield KeysFound(digits=keys, at=act.line.at)
        else:
            given = name in self._given.values()
            yield MenuFound(
                transcript=prompt,
                dtmf_sent=keys if name is None else None,
                said=act.line.data.text if isinstance(act.line.data, Speak) else None,
                entered=name,
                secret=not given,
                closing=None if name is None or keys is None else _closing(keys),
                measured=round(max(0.0, act.clock - max(begin, act.begun)), 3),
                step_id=act.step_id or None,
                decided=act.decided,
                at=at,
            )

    def _entered(self, keys: str, act: _Act, menu: Menu) -> str | None:
        """The name of the value that was typed in, if these keys were one: a secret, what was given, or any number."""
        bare = _CLOSING.sub("", keys)
        if act.entered is not None:
            return act.entered
        if bare in self._given and all(option.key != bare for option in menu.options):
            return self._given[bare]
        if HIDDEN in keys or len(bare) >= LONG:
            return name_for(menu)
        return None

    def _rest(self, parts: list[str], at: float) -> Iterator[Discovery]:
        """What followed our last answer: the queue and the person, or a prompt that nobody answered."""
        holds = any(isinstance(line.data, HoldDetected) for line in self._lines)
        until = self._end if self._person is None else self._person.at
        unanswered = " ".join(parts)
        if self._person is None and understand(unanswered).wants_an_answer:
            yield MenuFound(transcript=unanswered, at=at, step_id=self._last_step())
        elif self._person is not None or holds:
            yield HoldFound(duration=round(until - at, 3), announcements=tuple(parts), at=at)
        if self._person is not None:
            yield PersonFound(at=until, transcript=self._person.data.transcript_excerpt)

    def _last_step(self) -> str | None:
        return next((line.data.step_id for line in reversed(self._lines) if isinstance(line.data, IvrStep)), None)


def _closing(keys: str) -> str | None:
    """The keys behind a value that was typed in; None if they may be hidden with it."""
    closing = keys[len(_CLOSING.sub("", keys)) :]
    return None if not closing and HIDDEN in keys else closing


def _last(lines: Sequence[Line]) -> float:
    return lines[-1].at if lines else 0.0


def _clock(line: Line) -> float:
    return line.at if line.clock is None else line.clock


def _ends(command: Line, line: Line) -> bool:
    if isinstance(command.data, SendDtmf):
        return isinstance(line.data, IvrDtmfSent)
    return isinstance(line.data, Finished) and line.data.command == "speak"


def _prompt(texts: Iterable[str]) -> str:
    """What was said before our answer, each thing once, without a sentence that the answer cut off."""
    text = " ".join(_prompt_parts(texts))
    whole, menu = " ".join(_SENTENCE.split(text)[:-1]), understand(text)
    if not whole or text.endswith(_STOPS):
        return text
    kept = understand(whole)
    same = (kept.options, kept.entry, kept.question) == (menu.options, menu.entry, menu.question)
    return whole if same else text


def _prompt_parts(texts: Iterable[str]) -> list[str]:
    """What was said, piece by piece; a recogniser hears what is said again a little otherwise, so likeness counts."""
    parts: list[str] = []
    said: set[str] = set()
    for text in texts:
        sentences = [sentence for sentence in _SENTENCE.split(text.strip()) if sentence not in said]
        said.update(sentences)
        part = " ".join(sentences)
        if part and not any(alike(earlier, part) for earlier in parts):
            parts.append(part)
    return list(_whole(parts))


def _whole(parts: Sequence[str]) -> Iterator[str]:
    """The pieces with those joined that a step of ours cut in two, as far as a recogniser's full stops tell."""
    stops = any(part.endswith(_STOPS) for part in parts)
    begun = ""
    for part in parts:
        begun = f"{begun} {part}".strip()
        if not stops or part.endswith(_STOPS):
            yield begun
            begun = ""
    if begun:
        yield begun
