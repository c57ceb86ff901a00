"""An advisor that answers as it did that day: a replay asks nobody anew, so that it is the same each time.

Not responsible for what else is on a tape (`runtime.replay.tape`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import trio
from pydantic import TypeAdapter, ValidationError

from holdlang.advice.model import Advice, AdviceFailed, Advised, Situation
from holdlang.calllog import Advised as AdvisedEvent
from holdlang.calllog import AskAdvisor, CallStarted, Line
from holdlang.history.gathering import alike

_ADVICE: TypeAdapter[Advice] = TypeAdapter(Advice)

_ARGUMENT = {"press": "key", "say": "text", "enter": "name", "wait": "reason", "give_up": "reason"}
"""What the log's `argument` is of each action."""

UNASKED = "nobody asked this on that call"


@dataclass(frozen=True)
class Answer:
    """What was answered to a prompt, or why there was no answer to use, and how long that took; None: the call was over
    before there was an answer."""

    heard: str
    event: AdvisedEvent | None


def answers(lines: Iterable[Line]) -> Iterator[Answer]:
    """What was asked on the call with this log, and answered."""
    heard: str | None = None
    for line in lines:
        match line.data:
            case AskAdvisor():
                heard = line.data.heard
            case AdvisedEvent() as event if heard is not None:
                yield Answer(heard, event)
                heard = None
    if heard is not None:
        yield Answer(heard, None)


class Recalled:
    """Answers the questions of a call in their order. One that was not asked that day has no answer."""

    def __init__(self, started: CallStarted, given: Sequence[Answer]) -> None:
        self.name = started.advisor
        self._answers = list(given)

    async def advise(self, situation: Situation) -> Advised:
        """The next answer that was given to this prompt. Raises `AdviceFailed` if there is none, or was none."""
        place = self._place(situation.heard)
        if place is None:
            await trio.lowlevel.checkpoint()
            raise AdviceFailed(UNASKED)
        event = self._answers[place].event
        del self._answers[: place + 1]
        if event is None:
            await trio.sleep_forever()
        await trio.sleep(event.duration)
        advice = _advice(event)
        if advice is None:
            raise AdviceFailed(event.error or UNASKED, event.tokens)
        return Advised(advice=advice, sureness=event.sureness, why=event.why, by=event.by, tokens=event.tokens)

    def _place(self, heard: str) -> int | None:
        """The first answer to this prompt, or to what sounds like it: a recogniser may hear it otherwise today."""
        same = (place for place, answer in enumerate(self._answers) if answer.heard == heard)
        like = (place for place, answer in enumerate(self._answers) if alike(answer.heard, heard))
        return next(same, next(like, None))


def _advice(event: AdvisedEvent) -> Advice | None:
    """What was answered, as it was; None if nothing of the kind was understood."""
    if event.action not in _ARGUMENT:
        return None
    try:
        return _ADVICE.validate_python({"kind": event.action, _ARGUMENT[event.action]: event.argument})
    except ValidationError:
        return None
