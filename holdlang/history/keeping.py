"""A call as a test of its flow: what was given, what was pressed and told, and how it ended.

Not responsible for taking persons out of it (`holdlang.history.anonymous`) or for files (`holdlang.cli.calls.keep`).
"""

from collections.abc import Iterable, Iterator, Sequence

from holdlang.calllog import CallEnded, Line, NotifyUser, Refer, SendDtmf, TransferComplete
from holdlang.errors import UsageError
from holdlang.history import start_of
from holdlang.history.anonymous import Anonymiser, texts_in
from holdlang.model import CallFlow, Ending, Expectation, Given, Need, Pressing, Test, Wording
from holdlang.secret import HIDDEN

MADE_UP = "9999"
"""What stands for a secret: keys that no number with its digits hidden has (`000`), so that it hides none of them."""

UNKNOWN = "0000"
"""What stands for a value that the log does not tell."""


def own_texts(flows: Iterable[CallFlow]) -> Iterator[str]:
    """Every text that the flows hold, but for the number that they dial."""
    for flow in flows:
        yield from texts_in(flow.model_dump(mode="json", exclude={"phone_number"}))


def kept_test(
    lines: Sequence[Line], anonymiser: Anonymiser, *, name: str, flow: str, log: str, needs: Sequence[Need]
) -> Test:
    """The test of that `name` against the file `log`. Raises `UsageError` for a call that has no end of its own."""
    ended = next((line.data for line in reversed(lines) if isinstance(line.data, CallEnded)), None)
    if ended is None:
        raise UsageError("the call has no end", "its process was killed; what would have come, nobody knows")
    if ended.outcome == "interrupted":
        raise UsageError("you stopped the call", "what the flow would have done, nobody knows")
    started = start_of(lines)
    told = started.given if started is not None else {}
    return Test(
        name=name,
        flow=flow,
        call=log,
        given=tuple(Given(name=need.name, value=_value(need, told, anonymiser)) for need in needs),
        expects=tuple(_expected(lines, ended, anonymiser)),
    )


def _value(need: Need, told: dict[str, str], anonymiser: Anonymiser) -> str:
    if need.secret:
        return MADE_UP
    return anonymiser.text(told[need.name]) if need.name in told else UNKNOWN


def _expected(lines: Sequence[Line], ended: CallEnded, anonymiser: Anonymiser) -> Iterator[Expectation]:
    pressed = [anonymiser.keys(line.data.digits) for line in lines if isinstance(line.data, SendDtmf)]
    if pressed:
        yield Pressing(keys=tuple(keys.replace(HIDDEN, MADE_UP) for keys in pressed))
    notices = [anonymiser.text(line.data.text) for line in lines if isinstance(line.data, NotifyUser)]
    for text in dict.fromkeys(notices):
        yield Wording(kind="notified", text=text)
    taken = [line.data.device for line in lines if isinstance(line.data, TransferComplete | Refer)]
    match ended.outcome:
        case "transferred" if taken:
            yield Ending(kind="transferred", device=taken[-1])
        case "not_answered":
            yield Ending(kind="not answered")
        case "failed":
            yield Ending(kind="failed")
        case "ended":
            yield Ending(kind="ended")
