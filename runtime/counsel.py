"""Whoever is asked on a call, and what there is to tell: the conversation so far, off the call's own record.

What goes to an advisor has passed the record, so that no secret is in it. Not responsible for asking
(`runtime.steps.asking`), nor for what may be answered (`holdlang.advice`).
"""

from collections import deque

from holdlang.advice.ladder import Ladder
from holdlang.advice.model import Did, Heard, Turn
from holdlang.calllog import Line, PlayFile, SendDtmf, Speak, TranscriptChunk
from holdlang.trials.decisions import done
from runtime.ports import Advisor
from runtime.record import Record

TURNS = 24
"""Turns that are remembered: a dozen prompts, each with its answer. Menus are three or four levels deep."""

PROMPT_CHARACTERS = 2000
"""The most that is told of what the company has said since our last answer: the longest menus are spoken for a minute,
which is about 900 characters, and may have been repeated."""


class Counsel:
    """Of one call. `prompt` is all that was said since we last pressed or said something."""

    def __init__(self, advisor: Advisor, ladder: Ladder, record: Record, *, takes_unmatched: bool = False) -> None:
        """`takes_unmatched`: the advisor decides at prompts that no clause matches, even where no `ask` says so."""
        self.advisor = advisor
        self.ladder = ladder
        self.takes_unmatched = takes_unmatched
        self._turns: deque[Turn] = deque(maxlen=TURNS)
        self._said: list[str] = []
        self._unfinished = ""
        record.subscribe(self._take)

    @property
    def prompt(self) -> str:
        """What the company has said since we last did something; the newest, if that is very much."""
        text = " ".join(filter(None, (*self._said, self._unfinished)))
        return text if len(text) <= PROMPT_CHARACTERS else text[-PROMPT_CHARACTERS:].partition(" ")[2]

    @property
    def turns(self) -> tuple[Turn, ...]:
        """What was said and done before that, oldest first."""
        return tuple(self._turns)

    def _take(self, line: Line) -> None:
        match line.data:
            case TranscriptChunk(text=text, is_final=False):
                self._unfinished = text
            case TranscriptChunk(text=text):
                self._said.append(text)
                self._unfinished = ""
            case SendDtmf() | Speak() | PlayFile() as command:
                if self.prompt:
                    self._turns.append(Heard(text=self.prompt))
                    self._said.clear()
                    self._unfinished = ""
                self._turns.append(Did(text=done(command) or ""))
