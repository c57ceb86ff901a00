"""What a `test` item expects, held against a call. Not responsible for making the call."""

from collections.abc import Iterator

from holdlang.calllog import Decided, IvrStep, NoteTaken, NotifyUser, TransferComplete
from holdlang.model import Asking, Ending, Expectation, Pressing, Reaching, Test, Wording
from holdlang.trials.rehearsal import Rehearsal

_OUTCOMES = {"transferred": "transferred", "ended": "ended", "failed": "failed", "not answered": "not_answered"}
"""What an expectation calls the `outcome` of the log."""


def unmet(test: Test, call: Rehearsal) -> list[str]:
    """What was expected and did not come, in words."""
    return [why for expected in test.expects for why in _unmet(expected, call)]


def _unmet(expected: Expectation, call: Rehearsal) -> Iterator[str]:
    match expected:
        case Pressing(keys=keys):
            if list(keys) != list(call.pressed):
                pressed = f"it pressed {', '.join(call.pressed)}" if call.pressed else "it pressed nothing"
                yield f"expected to press {', '.join(keys)}, but {pressed}"
        case Wording(kind=kind, text=text):
            texts = _texts(kind, call)
            if text not in texts:
                yield f"expected {kind} “{text}”, but {kind} was {texts or 'nothing'}"
        case Reaching(label=label):
            if label not in {name for step in call.data(IvrStep) for name in _names(step.step_id)}:
                yield f"expected to reach `{label}`"
        case Asking(most=most):
            asked = sum("ask" in decided.actions for decided in call.data(Decided))
            asked += sum(step.step_type == "ask" for step in call.data(IvrStep))
            if asked > most:
                yield f"expected at most {most} questions to the model, but there were {asked}"
        case Ending():
            yield from _unmet_ending(expected, call)


def _unmet_ending(expected: Ending, call: Rehearsal) -> Iterator[str]:
    end = call.end
    if end.outcome != _OUTCOMES[expected.kind]:
        yield f"expected {expected.kind}, but it {end.outcome}: {end.reason}"
        return
    if expected.why is not None and expected.why not in end.reason:
        yield f"expected to fail with “{expected.why}”, but failed with “{end.reason}”"
    taken = [transfer.device for transfer in call.data(TransferComplete)]
    if expected.device is not None and expected.device not in taken:
        yield f"expected `{expected.device}` to be joined, but it was {taken or 'nobody'}"
    if expected.within is not None and end.duration > expected.within:
        yield f"expected the end within {expected.within:g} s, but it took {end.duration:.0f} s"


def _texts(kind: str, call: Rehearsal) -> list[str]:
    match kind:
        case "said":
            return list(call.said)
        case "noted":
            return [note.text for note in call.data(NoteTaken)]
        case _:
            return [notice.text for notice in call.data(NotifyUser)]


def _names(step_id: str) -> list[str]:
    """The names by which a step can be expected: its id, in a subflow with and without the flow's."""
    return [step_id, step_id.rpartition("/")[2]]
