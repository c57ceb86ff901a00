"""What a `test` item expects, held against a call. Not responsible for making the call (`tests.calls.acted`)."""

from collections.abc import Iterator

from holdlang.calllog import Decided, IvrStep, NoteTaken, NotifyUser, TransferComplete
from holdlang.model import Asking, Ending, Expectation, Pressing, Reaching, Test, Wording
from tests.calls.acted import Acted

_KINDS = {"transferred": "transferred", "ended": "ended", "failed": "failed", "not answered": "not_answered"}


def unmet(test: Test, acted: Acted) -> list[str]:
    """What was expected and did not come, in words."""
    return [why for expected in test.expects for why in _unmet(expected, acted)]


def _unmet(expected: Expectation, acted: Acted) -> Iterator[str]:
    match expected:
        case Pressing(keys=keys):
            if list(keys) != acted.pressed:
                yield f"expected to press {', '.join(keys)}, but {_pressed(acted)}"
        case Wording(kind=kind, text=text):
            texts = _texts(kind, acted)
            if text not in texts:
                yield f"expected {kind} “{text}”, but {kind} was {texts or 'nothing'}"
        case Reaching(label=label):
            if label not in {step for data in acted.data("ivr_step") for step in _steps(data)}:
                yield f"expected to reach `{label}`"
        case Asking(most=most):
            asked = sum("ask" in data.actions for data in acted.data("decided") if isinstance(data, Decided))
            asked += sum(isinstance(data, IvrStep) and data.step_type == "ask" for data in acted.data("ivr_step"))
            if asked > most:
                yield f"expected at most {most} questions to the model, but there were {asked}"
        case Ending():
            yield from _unmet_ending(expected, acted)


def _unmet_ending(expected: Ending, acted: Acted) -> Iterator[str]:
    outcome = acted.outcome
    if outcome.kind != _KINDS[expected.kind]:
        yield f"expected {expected.kind}, but it {outcome.kind}: {outcome.reason}"
        return
    if expected.why is not None and expected.why not in outcome.reason:
        yield f"expected to fail with “{expected.why}”, but failed with “{outcome.reason}”"
    taken = [data.device for data in acted.data("transfer_complete") if isinstance(data, TransferComplete)]
    if expected.device is not None and expected.device not in taken:
        yield f"expected `{expected.device}` to be joined, but it was {taken or 'nobody'}"
    if expected.within is not None and acted.duration > expected.within:
        yield f"expected the end within {expected.within:g} s, but it took {acted.duration:.0f} s"


def _texts(kind: str, acted: Acted) -> list[str]:
    match kind:
        case "said":
            return acted.said
        case "noted":
            return [data.text for data in acted.data("note") if isinstance(data, NoteTaken)]
        case _:
            return [data.text for data in acted.data("notify") if isinstance(data, NotifyUser)]


def _steps(data: object) -> list[str]:
    """The names by which a step can be expected: its id, in a subflow with and without the flow's."""
    assert isinstance(data, IvrStep)
    return [data.step_id, data.step_id.rpartition("/")[2]]


def _pressed(acted: Acted) -> str:
    return f"it pressed {', '.join(acted.pressed)}" if acted.pressed else "it pressed nothing"
