"""What is noted of a dialog, message by message."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from runtime.sip.dialogs import Dialogs
from runtime.sip.plain import Dialog

pytestmark = pytest.mark.unit


def response(status: str, *headers: str, tag: str = ";tag=2") -> str:
    """What the far end says to our INVITE."""
    lines = [f"SIP/2.0 {status}", "From: Me <sip:alice@here>;tag=1", f'To: "Bob" <sip:bob@there>{tag}']
    return "\r\n".join([*lines, "Call-ID: c@here", "CSeq: 5 INVITE", *headers, "", ""])


def noted(folder: Path) -> Dialog | None:
    """The dialog on disk."""
    path = folder / "dialog_1.json"
    return Dialog.model_validate_json(path.read_bytes()) if path.exists() else None


AT_HOME = "Contact: <sip:bob@192.0.2.1:5070>"


def test_an_early_dialog_becomes_a_confirmed_one(tmp_path: Path) -> None:
    note = Dialogs(tmp_path, "tcp").note()
    note.take_in(response("100 Trying", tag=""))
    note.take_in(response("183 Session Progress"))
    assert noted(tmp_path) is None
    note.take_in(response("180 Ringing", AT_HOME, tag=";tag=early"))
    early = noted(tmp_path)
    assert early is not None
    assert early.remote_uri == "<sip:bob@there>;tag=early"
    note.take_in(response("200 OK", AT_HOME, "Record-Route: <sip:b;lr>, <sip:a;lr>"))
    assert noted(tmp_path) == Dialog(
        call_id="c@here",
        local_uri="<sip:alice@here>;tag=1",
        remote_uri="<sip:bob@there>;tag=2",
        remote_target="sip:bob@192.0.2.1:5070",
        route_set=("<sip:a;lr>", "<sip:b;lr>"),
        transport="tcp",
        cseq=5,
    )
    note.remove()
    assert list(tmp_path.iterdir()) == []


def test_a_new_contact_moves_the_dialog_and_nothing_else(tmp_path: Path) -> None:
    note = Dialogs(tmp_path, "udp").note()
    note.take_in(response("200 OK", AT_HOME, "Record-Route: <sip:a;lr>"))
    note.take_in(response("200 OK", "Contact: <sip:bob@192.0.2.2>"))
    first = noted(tmp_path)
    note.take_in(response("491 Request Pending", "Contact: <sip:bob@192.0.2.66>"))
    assert noted(tmp_path) == first
    note.take_in("UPDATE sip:alice@here SIP/2.0\r\nContact: <sip:bob@192.0.2.3>\r\nCSeq: 9 UPDATE\r\n\r\n")
    second = noted(tmp_path)
    assert first is not None
    assert second is not None
    assert (first.remote_target, second.remote_target) == ("sip:bob@192.0.2.2", "sip:bob@192.0.2.3")
    assert first.route_set == second.route_set == ("<sip:a;lr>",)


def test_a_refusal_makes_none(tmp_path: Path) -> None:
    note = Dialogs(tmp_path, "udp").note()
    note.take_in(response("407 Who Is It", AT_HOME))
    note.take_in(response("486 Busy", AT_HOME))
    assert noted(tmp_path) is None
    note.remove()


@pytest.mark.parametrize("contact", ["Contact: <mailto:bob@there>", "Contact: *", "Contact: <sip:b\udcff b@x>"])
def test_a_far_end_that_cannot_be_noted_is_left_to_itself(
    tmp_path: Path, contact: str, caplog: pytest.LogCaptureFixture
) -> None:
    Dialogs(tmp_path, "udp").note().take_in(response("200 OK", contact))
    assert noted(tmp_path) is None
    assert "cannot be noted" in caplog.text
    assert "bob" not in caplog.text


def test_a_folder_that_is_gone_does_not_end_the_call(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    Dialogs(tmp_path / "gone", "udp").note().take_in(response("200 OK", AT_HOME))
    assert "could not be noted" in caplog.text


def test_without_a_folder_nothing_is_noted() -> None:
    note = Dialogs(None, "udp").note()
    note.take_in(response("200 OK", AT_HOME))
    note.remove()


@pytest.mark.parametrize(
    "change",
    [{"local_uri": "<sip:a@b>\r\nEvil: yes"}, {"call_id": "a b"}, {"remote_target": "mailto:x"}, {"cseq": -1}],
)
def test_a_note_that_was_tampered_with_is_refused(change: dict[str, object]) -> None:
    good = {"call_id": "c", "local_uri": "<sip:a@b>;tag=1", "remote_uri": "<sip:b@c>;tag=2", "cseq": 1}
    good["remote_target"] = "sip:b@c"
    Dialog.model_validate(good)
    with pytest.raises(ValidationError):
        Dialog.model_validate(good | change)
