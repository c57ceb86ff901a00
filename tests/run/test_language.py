"""The newer words of the language on whole calls over SIP and RTP, each in processes of its own."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from holdlang.calllog import parse_line
from tests.calls.test_variables import PIN, SPELLED, leaks
from tests.run.command import Finished, Runs, holdlang, in_order
from tests.run.test_run import TRUNK, config, one_line

pytestmark = pytest.mark.sip

PERSON = 'answer\nmusic 5s\nhuman "Thank you for holding, this is Dana, how can I help you?"\n'

CONFIRM = """\
flow bank
company "Northgate Bank"
hold 5m
transfer machine then sip_phone confirm 1
"""

CONFIRM_TREE = f"""\
tree bank
{PERSON}
tree machine
answer
say "Nobody is at home. Please leave a message."
wait 60s

tree sip_phone
answer
human "Hello, I am here."
wait 2s
hangup
"""

REFER = """\
hold 5m
transfer shut then sip_phone by refer
"""

REFER_TREE = f"""\
tree bank
{PERSON}
tree shut
busy

tree sip_phone
answer
human "Hello, I am here."
wait 2s
hangup
"""

PIN_FLOW = """\
flow bank
needs pin secret "your PIN"
record off
run enter(digits: $pin)
listen 30s -> on "disputes" press 3
end

flow enter
param digits secret
listen 30s -> on "enter" press $digits
record on
"""

PIN_TREE = f"""\
tree bank
answer
pin: say "Please enter your account number."
  on press {PIN} goto back
  on silence 8s goto pin
back: say "You entered {SPELLED}. Thank you."
menu: say "For disputes, press three. For billing, press two."
  on press 3 goto done
  on silence 5s goto menu
done: wait 20s
"""

REDIAL = "flow bank\nredial 2 every 1s\nhold 5m\ntransfer sip_phone"


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    """All the calls of this module, begun together."""
    folder = tmp_path_factory.mktemp("language")

    def call(name: str, flow: str, tree: str, *more: str) -> None:
        (folder / f"{name}.hold").write_text(flow)
        (folder / f"{name}.tree.hold").write_text(tree)
        runs.start(name, "run", folder / f"{name}.hold", "--rehearse", folder / f"{name}.tree.hold", *more)

    runs = Runs(folder)
    call("confirm", CONFIRM, CONFIRM_TREE)
    call("refer", REFER, REFER_TREE)
    call("pin", PIN_FLOW, PIN_TREE, "--flow", "bank", "--set", f"pin={PIN}")
    call("redial", REDIAL, "tree bank\nbusy")
    yield runs
    runs.close()


def test_a_machine_does_not_take_the_call_and_a_person_does_by_key(runs: Runs) -> None:
    done = runs["confirm"]
    assert done.status == 0, done.stdout + done.stderr
    devices = [(line.type, line.data.device) for line in done.log if line.type in ("ask_device", "transfer_complete")]
    assert devices == [("ask_device", "machine"), ("ask_device", "sip_phone"), ("transfer_complete", "sip_phone")]
    (failed,) = done.data("transfer_failed")
    assert (failed.device, failed.error) == ("machine", "it answered, but nobody pressed 1")
    assert "machine answered: press 1 on it to take the call" in done.stdout


def test_the_company_is_handed_over_to_the_first_device_that_answers(runs: Runs) -> None:
    done = runs["refer"]
    assert done.status == 0, done.stdout + done.stderr
    assert in_order(["refer", "transfer_failed", "refer", "transfer_complete", "hang_up", "call_ended"], done.types())
    (failed,) = done.data("transfer_failed")
    assert (failed.device, failed.error) == ("shut", "the far end did not get through (486 Busy Here)")
    assert done.data("call_ended")[0].reason == "the company was handed over to `sip_phone`"


def test_a_secret_goes_to_the_company_and_nowhere_else(runs: Runs) -> None:
    done = runs["pin"]
    assert done.status == 5, done.stdout + done.stderr
    assert [data.digits for data in done.data("ivr_dtmf_sent")] == ["<secret>", "3"]
    assert next(data.step_id for data in done.data("ivr_dtmf_sent")) == "enter/listen_enter"
    assert leaks(done.folder, done.stdout, done.stderr) == []
    assert "RTP/AVP" in (done.folder / "pjsip.log").read_text()  # it is there, and was looked into
    assert not list(done.folder.glob("say_*.wav"))


def test_what_was_not_to_be_recorded_is_silence(runs: Runs) -> None:
    done = runs["pin"]
    assert [data.on for data in done.data("record")] == [False, True]
    far = (done.folder / "far.wav").read_bytes()[44:]
    paused = next(line.at for line in done.log if line.type == "record" and line.data.on)
    connected = next(line.at for line in done.log if line.type == "call_connected")
    quiet = 16_000 * int(paused - connected - 0.5)
    assert not any(far[:quiet])
    assert any(far[quiet:])


def test_a_busy_company_is_called_again(runs: Runs) -> None:
    done = runs["redial"]
    assert done.status == 4
    folders = sorted((done.home / "calls").iterdir())
    assert len(folders) == 3
    for folder in folders:
        last = parse_line((folder / "call.jsonl").read_text().splitlines()[-1])
        assert (last.type, last.data.reason) == ("call_ended", "the number is busy")
    waits = re.findall(r"calling again in 00:01 \((.*)\); Ctrl-C ends the waiting", done.stdout)
    assert waits == ["up to 2 more times", "the last time"]


def test_what_is_missing_is_said_before_anything_is_dialled(tmp_path: Path) -> None:
    (tmp_path / "pin.hold").write_text(PIN_FLOW)
    (tmp_path / "pin.tree.hold").write_text(PIN_TREE)
    where = ["--rehearse", tmp_path / "pin.tree.hold", "--flow", "bank"]
    done = holdlang(tmp_path, "run", tmp_path / "pin.hold", *where)
    assert (done.status, one_line(done)) == (2, "error: flow `bank` needs what it was not told: pin (your PIN)")


def closed(tmp_path: Path, *more: str) -> Finished:
    """A call to a company that is open on one day of the week, which is neither today nor tomorrow anywhere."""
    day = f"{datetime.now(UTC) + timedelta(days=3):%a}".lower()
    (tmp_path / "bank.hold").write_text(
        f'flow bank\ncompany "Northgate Bank"\ndial "+12125550142"\nopen {day} 09:00-10:00 Asia/Tokyo\nend'
    )
    file = config(tmp_path, TRUNK.format(port=9))
    return holdlang(tmp_path, "run", tmp_path / "bank.hold", "--config", file, *more)


def test_a_company_that_is_closed_is_not_called(tmp_path: Path) -> None:
    done = closed(tmp_path)
    assert done.status == 2
    assert re.fullmatch(
        r"error: Northgate Bank is closed; it opens \w{3} \d\d \w{3}, 09:00 in Asia/Tokyo, which is .* here",
        one_line(done),
    )
    assert "--anyway" in done.stderr


def test_a_company_that_is_closed_is_called_anyway(tmp_path: Path) -> None:
    done = closed(tmp_path, "--anyway")
    assert done.status == 4
    assert done.data("call_failed")[0].outcome == "not_answered"
