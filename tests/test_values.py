"""What a flow needs, from wherever it may come."""

import pytest

from holdlang.dtmf import keys_of
from holdlang.errors import UsageError
from holdlang.model import CallFlow, Need, Note, Param, Press
from holdlang.secret import Secret, SecretReference
from holdlang.values import gather, needed

pytestmark = pytest.mark.unit

PIN = Need(name="pin", secret=True, text="your PIN")
GUEST = Need(name="guest", text="the name the room is booked under")
FLOW = CallFlow(id="bank", needs=(PIN, GUEST))


def nobody() -> None:
    return None


def test_the_command_line_comes_first_then_the_environment_then_the_configuration(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KEPT", "kept")
    kept = {"guest": SecretReference.model_validate("env KEPT"), "pin": SecretReference.model_validate("env KEPT")}
    assert gather(FLOW, [], [], kept, None) == {"pin": Secret("kept"), "guest": Secret("kept")}
    monkeypatch.setenv("HOLDLANG_GUEST", "Rivera")
    assert gather(FLOW, [], [], kept, None)["guest"] == "Rivera"
    assert gather(FLOW, [], ["guest=Okafor"], kept, None)["guest"] == "Okafor"


def test_the_user_is_asked_for_what_is_left() -> None:
    asked: list[Need] = []

    def ask(need: Need) -> str:
        asked.append(need)
        return "4251"

    assert gather(FLOW, [], ["guest=x=y"], {}, ask) == {"pin": Secret("4251"), "guest": "x=y"}
    assert asked == [PIN]


def test_all_that_is_missing_is_said_at_once() -> None:
    with pytest.raises(UsageError) as error:
        gather(FLOW, [], [], {}, None)
    assert error.value.message == (
        "flow `bank` needs what it was not told: pin (your PIN), guest (the name the room is booked under)"
    )
    assert "HOLDLANG_PIN" in (error.value.help or "")


def test_what_other_flows_need_is_asked_for_too_and_a_secret_anywhere_is_one() -> None:
    other = CallFlow(id="other", needs=(Need(name="guest", secret=True), Need(name="card")))
    assert [(need.name, need.secret, need.text) for need in needed(FLOW, [other])] == [
        ("pin", True, "your PIN"),
        ("guest", True, "the name the room is booked under"),
        ("card", False, ""),
    ]


def test_a_parameter_without_a_default_is_asked_for_when_its_flow_is_the_one_that_runs() -> None:
    flow = CallFlow(id="entry", params=(Param(name="digits", secret=True), Param(name="closing", default="#")))
    assert [need.name for need in needed(flow, [])] == ["digits"]
    assert gather(flow, [], ["digits=42", "closing=*"], {}, None) == {"digits": Secret("42"), "closing": "*"}


@pytest.mark.parametrize(
    ("pair", "message", "hint"),
    [
        ("gest=Rivera", "the flow takes no value `gest`", "did you mean `guest`?"),
        ("guest", "a value is given as NAME=VALUE", "for example"),
    ],
)
def test_mistakes_on_the_command_line(pair: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as error:
        gather(FLOW, [], [pair], {}, None)
    assert error.value.message == message
    assert hint in (error.value.help or "")


def test_a_variable_that_means_something_else_is_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOLDLANG_CONFIG", "holdlang.yaml")
    with pytest.raises(UsageError):
        gather(CallFlow(id="a", needs=(Need(name="config"),)), [], [], {}, None)


def test_a_value_that_can_not_be_pressed_is_refused_before_the_call() -> None:
    flow = CallFlow(id="bank", needs=(PIN, GUEST), steps=(Press(keys="$pin#"), Note(text="$guest")))
    with pytest.raises(UsageError) as refused:
        gather(flow, [], ["pin=hello", "guest=Rivera"], {}, None)
    assert "`pin`" in refused.value.words()
    assert "hello" not in refused.value.words()
    assert gather(flow, [], ["pin=42-17", "guest=Rivera"], {}, None)["pin"] == Secret("42-17")


@pytest.mark.parametrize(
    ("text", "keys"),
    [("4242-17", "424217"), ("star", "*"), ("4 2 pound", "42#"), ("12w#", "12w#"), ("hello", None), ("", None)],
)
def test_keys_as_people_write_them(text: str, keys: str | None) -> None:
    assert keys_of(text) == keys


def test_the_password_of_the_trunk_is_no_value_of_a_flow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOLDLANG_TRUNK_PASSWORD", "hunter2")
    with pytest.raises(UsageError):
        gather(CallFlow(id="bank", needs=(Need(name="trunk_password"),)), [], [], {}, None)
