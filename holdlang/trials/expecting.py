"""What a `test` item expects, held against a call. Not responsible for making the call, for where in the flow it went
another way (`holdlang.trials.parting`) or for showing that."""

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from holdlang.calllog import (
    AskAdvisor,
    IvrStep,
    NoteTaken,
    NotifyUser,
    PlayFile,
    SendDtmf,
    Speak,
    TransferComplete,
)
from holdlang.model import Asking, Ending, Expectation, Pressing, Reaching, Test, Wording
from holdlang.plural import counted
from holdlang.printer import expect_row
from holdlang.syntax.reader import Path
from holdlang.syntax.values import write_duration
from holdlang.trials.masking import Mask
from holdlang.trials.rehearsal import Rehearsal

_OUTCOMES = {"transferred": "transferred", "ended": "ended", "failed": "failed", "not answered": "not_answered"}
"""What an expectation calls the `outcome` of the log."""

_WANTED = {"ended": "the flow to end the call", "failed": "the flow to fail", "not answered": "nobody to answer"}
_CAME = {
    "transferred": "the call was transferred",
    "ended": "the flow ended the call",
    "failed": "the call failed",
    "not_answered": "nobody answered",
}
_VERBS = {"said": ("to say", "it said"), "noted": ("to note", "it noted"), "notified": ("to tell you", "it told you")}

_QUOTED = re.compile(r"; heard “.*”| \(step `[^`]*`\)$", re.DOTALL)

CLOSE = 0.6
"""Likeness (difflib's ratio) from which on a text is taken for what the other was meant to be; difflib's own choice."""

MOST_QUOTED = 3
"""Texts that are quoted to show what came instead of one."""


@dataclass(frozen=True)
class Mark:
    """Something that was expected, beside the line of the log (by its index) at which it came or was missed."""

    line: int
    text: str
    met: bool


@dataclass(frozen=True)
class Judgement:
    """One expectation, and what came of it. `why` is empty if it was met, or else a sentence.

    `path` is the part of the test that was not met, `label` what to say of it there. `line` is where the call went
    another way, as an index of its log, and `here` what it did there. `wanted` is a step that it never came to.
    """

    expected: Expectation
    path: Path
    marks: tuple[Mark, ...]
    why: str = ""
    label: str = ""
    line: int = 0
    here: str = ""
    wanted: str | None = None

    @property
    def met(self) -> bool:
        """Whether it came true."""
        return not self.why


def judge(test: Test, call: Rehearsal, mask: Mask | None = None) -> tuple[Judgement, ...]:
    """Each expectation of the test, held against the call, in words that `mask` has taken the secrets out of."""
    judging = _Judging(call, (mask or Mask()).text)
    return tuple(judging.judged(expected, ("expect", place)) for place, expected in enumerate(test.expects))


class _Judging:
    def __init__(self, call: Rehearsal, shown: Callable[[str], str]) -> None:
        self._call = call
        self._shown = shown
        self._last = len(call.lines) - 1

    def judged(self, expected: Expectation, path: Path) -> Judgement:
        match expected:
            case Pressing():
                return self._pressing(expected, path)
            case Wording():
                return self._wording(expected, path)
            case Reaching(label=label):
                return self._reaching(expected, label, path)
            case Asking():
                return self._asking(expected, path)
            case Ending():
                return self._ending(expected, path)

    # --- what is pressed and said

    def _pressing(self, expected: Pressing, path: Path) -> Judgement:
        wanted, pressed = list(expected.keys), list(self._call.pressed)
        lines = self._lines(SendDtmf)
        same = next((i for i, pair in enumerate(zip(wanted, pressed, strict=False)) if pair[0] != pair[1]), None)
        parts = min(len(wanted), len(pressed)) if same is None else same
        marks = [Mark(lines[i], f"pressed {self._shown(wanted[i])}", met=True) for i in range(parts)]
        if wanted == pressed:
            return Judgement(expected, path, tuple(marks))
        came = f"pressed {self._keys(pressed)}" if pressed else "pressed nothing"
        sentence = f"expected to press {self._keys(wanted)}, but it {came}"
        if parts == len(wanted):
            here = f"pressed {self._shown(pressed[parts])}, too{self._because(lines[parts])}"
            marks.append(Mark(lines[parts], "nothing more pressed", met=False))
            why = f"expected to press {self._keys(wanted)} and nothing more, but it {came}"
            return Judgement(expected, path, tuple(marks), why, "and nothing more", lines[parts], here)
        at: Path = (*path, "keys", parts, "keys")
        missed = f"pressed {self._shown(wanted[parts])}"
        if parts == len(pressed):
            marks.append(Mark(self._last, missed, met=False))
            return Judgement(expected, at, tuple(marks), sentence, "never pressed", self._last, self._end())
        marks.append(Mark(lines[parts], missed, met=False))
        other = self._shown(pressed[parts])
        here = f"pressed {other}{self._because(lines[parts])}"
        return Judgement(expected, at, tuple(marks), sentence, f"it pressed {other} instead", lines[parts], here)

    def _wording(self, expected: Wording, path: Path) -> Judgement:
        said = self._texts(expected.kind)
        row = self._row(expected)
        for line, text in said:
            if text == expected.text:
                return Judgement(expected, path, (Mark(line, row, met=True),))
        asked, did = _VERBS[expected.kind]
        texts = list(dict.fromkeys(text for _, text in said))
        near = difflib.get_close_matches(expected.text, texts, n=MOST_QUOTED, cutoff=CLOSE)
        quoted = " and ".join(f"“{self._shown(text)}”" for text in near or texts[:MOST_QUOTED])
        other = f", and {len(texts) - MOST_QUOTED} more" if not near and len(texts) > MOST_QUOTED else ""
        why = f"expected {asked} “{self._shown(expected.text)}”, but {did} {quoted + other if texts else 'nothing'}"
        if near:
            line = next(line for line, text in said if text == near[0])
            here, label = f"{did} “{self._shown(near[0])}” here", f"close to this is “{self._shown(near[0])}”"
        else:
            line, here, label = self._last, self._end(), f"never {expected.kind}"
        return Judgement(expected, path, (Mark(line, row, met=False),), why, label, line, here)

    # --- where the call comes to, and how it ends

    def _reaching(self, expected: Reaching, label: str, path: Path) -> Judgement:
        row = self._row(expected)
        for place, line in enumerate(self._call.lines):
            if isinstance(line.data, IvrStep) and label in _names(line.data.step_id):
                return Judgement(expected, path, (Mark(place, row, met=True),))
        why = f"expected to reach `{label}`, but the call never came there"
        mark = Mark(self._last, row, met=False)
        return Judgement(
            expected, (*path, "target"), (mark,), why, "never reached", self._last, self._end(), wanted=label
        )

    def _asking(self, expected: Asking, path: Path) -> Judgement:
        asked = [
            place
            for place, line in enumerate(self._call.lines)
            if isinstance(line.data, AskAdvisor) and line.data.attempt == 1
        ]
        row = self._row(expected)
        if len(asked) <= expected.most:
            return Judgement(expected, path, (Mark(self._last, row, met=True),))
        line = asked[expected.most]
        why = f"expected at most {counted(expected.most, 'question')} to the model, but there were {len(asked)}"
        return Judgement(expected, path, (Mark(line, row, met=False),), why, "", line, "one question too many")

    def _ending(self, expected: Ending, path: Path) -> Judgement:
        end, row = self._call.end, self._row(expected)
        missed = (Mark(self._last, row, met=False),)
        if end.outcome != _OUTCOMES[expected.kind]:
            wanted = _WANTED.get(expected.kind, f"`{expected.device}` to take the call")
            came = _CAME.get(end.outcome, end.outcome)
            why = f"expected {wanted}, but {came}: {self._reason()}"
            return Judgement(expected, path, missed, why, "", self._last, self._end())
        if expected.why is not None and expected.why not in end.reason:
            why = f"expected the flow to fail with “{expected.why}”, but it failed with “{self._reason()}”"
            return Judgement(expected, path, missed, why, "", self._last, self._end())
        taken = [transfer.device for transfer in self._call.data(TransferComplete)]
        if expected.device is not None and expected.device not in taken:
            line = self._lines(TransferComplete)[-1] if taken else self._last
            came = f"`{taken[-1]}` did" if taken else "nobody did"
            why = f"expected `{expected.device}` to take the call, but {came}"
            here = f"`{taken[-1]}` took the call" if taken else self._end()
            return Judgement(expected, (*path, "device"), (Mark(line, row, met=False),), why, came, line, here)
        if expected.within is not None and end.duration > expected.within:
            limit, took = write_duration(expected.within), write_duration(float(round(end.duration)))
            line = sum(line.at <= expected.within for line in self._call.lines) - 1
            step = max((place for place in self._lines(IvrStep) if place <= line), default=line)
            why = f"expected the end within {limit}, but the call took {took}"
            mark = Mark(line, row, met=False)
            return Judgement(expected, path, (mark,), why, f"it took {took}", step, f"after {limit} the call was here")
        return Judgement(expected, path, (Mark(self._last, row, met=True),))

    # --- helpers

    def _row(self, expected: Expectation) -> str:
        return self._shown(expect_row(expected)[1])

    def _keys(self, keys: Sequence[str]) -> str:
        return ", ".join(map(self._shown, keys))

    def _end(self) -> str:
        """What to say of the place where the call ended."""
        return f"the call ended here: {self._reason()}"

    def _reason(self) -> str:
        """Why the call ended, without what stands in its script: what was heard, and at which step."""
        return self._shown(_QUOTED.sub("", self._call.end.reason))

    def _because(self, line: int) -> str:
        """The words upon which the command on that line was given."""
        heard = self._call.lines[line].data.reason.partition(": heard ")[2]
        return f", having heard {heard}" if heard else ""

    def _lines(self, *kinds: type) -> list[int]:
        """Where in the log lines of these kinds stand; at least as many as there were commands."""
        return [place for place, line in enumerate(self._call.lines) if isinstance(line.data, kinds)]

    def _texts(self, kind: str) -> list[tuple[int, str]]:
        """What was said, noted or told, each with its line in the log."""
        if kind == "said":
            return list(zip(self._lines(Speak, PlayFile), self._call.said, strict=False))
        wanted = NoteTaken if kind == "noted" else NotifyUser
        return [(i, line.data.text) for i, line in enumerate(self._call.lines) if isinstance(line.data, wanted)]


def _names(step_id: str) -> list[str]:
    """The names by which a step can be expected: its id, in a subflow with and without the flow's."""
    return [step_id, step_id.rpartition("/")[2]]
