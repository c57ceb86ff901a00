"""`holdlang run --rehearse` and `holdlang demo`: whole calls over SIP and RTP, each in processes of its own."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ports import free_port
from tests.run.command import EXAMPLES, Finished, Runs, holdlang, in_order

pytestmark = pytest.mark.sip

ONE_LINER = 'listen 15s -> on "disputes" press 3 -> hold 2h -> transfer sip_phone'
CHASE = EXAMPLES / "chase.hold"


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    """All the calls of this module, begun together."""
    runs = Runs(tmp_path_factory.mktemp("runs"))
    runs.start("demo", "demo", "--json")
    runs.start("one-liner", "run", "-e", ONE_LINER, "--rehearse", EXAMPLES / "oneliner.tree.hold")
    runs.start("changed", "run", CHASE, "--rehearse", EXAMPLES / "chase_changed.tree.hold")
    runs.start("hangs up", "run", CHASE, "--rehearse", EXAMPLES / "hangs_up.tree.hold")
    runs.start("busy", "run", CHASE, "--rehearse", EXAMPLES / "busy.tree.hold")
    yield runs
    runs.close()


def test_the_demo_goes_all_the_way(runs: Runs) -> None:
    done = runs["demo"]
    assert done.status == 0, done.stderr
    seen = [f"ivr_dtmf_sent {line.data.digits}" if line.type == "ivr_dtmf_sent" else line.type for line in done.log]
    assert in_order(
        [
            "call_started",
            "call_connected",
            "ivr_dtmf_sent 3",
            "ivr_dtmf_sent 1",
            "hold_detected",
            "announcement",
            "announcement",
            "human_detected",
            "transfer_started",
            "transfer_complete",
            "call_ended",
        ],
        seen,
    )
    assert seen.count("human_detected") == 1
    assert seen[-1] == "call_ended"


def test_the_demo_ends_within_two_minutes(runs: Runs) -> None:
    (ended,) = runs["demo"].data("call_ended")
    assert ended.duration < 120


def test_json_prints_the_call_log_and_nothing_else(runs: Runs) -> None:
    done = runs["demo"]
    assert done.stdout == (done.folder / "call.jsonl").read_text()
    assert {"type", "call_id", "timestamp", "data"} <= json.loads(done.stdout.splitlines()[0]).keys()


def test_the_folder_of_a_call_holds_its_recordings_and_the_log_of_sip(runs: Runs) -> None:
    done = runs["demo"]
    (ended,) = done.data("call_ended")
    stopped = {data.recording_id: data for data in done.data("recording_stopped")}
    assert stopped.keys() == {"far", "near"}
    for sound in stopped.values():
        assert ended.duration - 10 < sound.duration <= ended.duration
    assert "INVITE sip:" in (done.folder / "pjsip.log").read_text()
    assert done.folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("by", [(), ("--recording",)], ids=["log", "recording"])
def test_the_demo_replays_to_the_same_decisions(runs: Runs, by: tuple[str, ...]) -> None:
    done = runs["demo"]
    again = holdlang(done.home.parent, "replay", "last", *by)
    assert again.status == 0, again.stdout + again.stderr
    assert again.stdout.startswith("same 5 decisions, in ")


def test_the_one_liner_works(runs: Runs) -> None:
    done = runs["one-liner"]
    assert done.status == 0, done.stdout + done.stderr
    assert [data.digits for data in done.data("ivr_dtmf_sent")] == ["3"]
    assert done.types().count("human_detected") == 1


def test_without_a_terminal_the_call_is_plain_lines_and_a_summary(runs: Runs) -> None:
    done = runs["one-liner"]
    assert "\x1b" not in done.stdout
    for words in ("they answered", "pressed 3", "on hold", "a person is on the line", "way taken", "call.jsonl"):
        assert words in done.stdout


def test_a_menu_that_has_changed_fails_the_call_and_is_quoted(runs: Runs) -> None:
    done = runs["changed"]
    assert done.status == 1
    (failed,) = done.data("call_failed")
    assert "account services" in failed.error
    assert "five" in failed.error
    assert failed.error in done.stdout
    assert done.data("ivr_dtmf_sent") == []


def test_a_company_that_hangs_up_on_hold_fails_the_call(runs: Runs) -> None:
    done = runs["hangs up"]
    assert done.status == 1
    assert done.data("call_failed")[0].error == "the company hung up (step `queue`)"
    assert "human_detected" not in done.types()


def test_a_busy_company(runs: Runs) -> None:
    done = runs["busy"]
    assert done.status == 4
    assert "the number is busy" in done.stdout


def one_line(done: Finished) -> str:
    """The error, which is one line with perhaps one of help, and no traceback."""
    assert "Traceback" not in done.stderr
    error, *helps = done.stderr.strip().splitlines()
    assert error.startswith("error: ")
    assert all(line.startswith("help: ") for line in helps)
    assert not (done.home / "calls").exists()
    return error


def config(home: Path, text: str) -> Path:
    """A configuration file."""
    home.mkdir(exist_ok=True)
    path = home / "holdlang.yaml"
    path.write_text(text)
    return path


TRUNK = (
    "trunk:\n  address: 127.0.0.1:{port}\n  register: no\ndevices:\n  sip_phone:\n    uri: sip:me@127.0.0.1:{port}\n"
)


def test_nobody_answers(tmp_path: Path) -> None:
    file = config(tmp_path, "answer_seconds: 4\n")
    done = holdlang(tmp_path, "run", CHASE, "--config", file, "--rehearse", EXAMPLES / "no_answer.tree.hold")
    assert done.status == 4
    assert "nobody answered within 4 s" in done.stdout


def test_a_trunk_out_of_reach(tmp_path: Path) -> None:
    file = config(tmp_path, TRUNK.format(port=free_port()))
    done = holdlang(tmp_path, "run", CHASE, "--config", file)
    assert done.status == 4
    assert done.data("call_failed")[0].outcome == "not_answered"


def test_a_device_that_does_not_exist(tmp_path: Path) -> None:
    file = config(tmp_path, TRUNK.format(port=9))
    done = holdlang(
        tmp_path, "run", "-e", "hold 2h -> transfer sip_phnoe", "--number", "+18005551234", "--config", file
    )
    assert done.status == 2
    assert "did you mean `sip_phone`?" in done.stderr
    assert "^^^^^^^^^" in done.stderr


def test_wrong_source(tmp_path: Path) -> None:
    done = holdlang(tmp_path, "run", "-e", "lisen 15s", "--rehearse", EXAMPLES / "oneliner.tree.hold")
    assert done.status == 2
    assert "did you mean `listen`?" in done.stderr


def test_a_flow_that_is_not_there(tmp_path: Path) -> None:
    done = holdlang(tmp_path, "run", "nowhere.hold", "--rehearse", EXAMPLES / "oneliner.tree.hold")
    assert (done.status, one_line(done)) == (2, "error: can't read nowhere.hold: No such file or directory")


def test_a_tree_that_is_not_there(tmp_path: Path) -> None:
    done = holdlang(tmp_path, "run", "-e", ONE_LINER, "--rehearse", "nowhere.tree.hold")
    assert done.status == 2
    assert "nowhere.tree.hold" in one_line(done)


def test_no_recogniser_model(tmp_path: Path) -> None:
    file = config(tmp_path, "recogniser:\n  vosk_model: nowhere\n")
    done = holdlang(tmp_path, "run", "-e", ONE_LINER, "--config", file, "--rehearse", EXAMPLES / "oneliner.tree.hold")
    assert done.status == 2
    assert "nowhere" in one_line(done)


def test_a_voice_that_does_not_exist(tmp_path: Path) -> None:
    file = config(tmp_path, "voice: {name: xyzzy}\n")
    done = holdlang(tmp_path, "run", "-e", ONE_LINER, "--config", file, "--rehearse", EXAMPLES / "oneliner.tree.hold")
    assert done.status == 2
    assert "espeak-ng has no voice `xyzzy`" in one_line(done)


def test_an_address_is_rehearsed_too(tmp_path: Path) -> None:
    tree = EXAMPLES / "oneliner.tree.hold"
    done = holdlang(tmp_path, "run", "-e", "end", "--number", "sip:alice@example.com", "--rehearse", tree)
    assert done.status == 5, done.stderr


@pytest.mark.parametrize("number", ["()", "sip:a b@example.com", "sip:"])
def test_what_is_no_number_and_no_address(number: str, tmp_path: Path) -> None:
    file = config(tmp_path, TRUNK.format(port=9))
    for where in (["--config", file], ["--rehearse", EXAMPLES / "oneliner.tree.hold"]):
        done = holdlang(tmp_path, "run", "-e", "end", "--number", number, *where)
        assert (done.status, one_line(done).startswith(f"error: {number} cannot be called: ")) == (2, True)


def test_no_trunk(tmp_path: Path) -> None:
    done = holdlang(tmp_path, "run", CHASE)
    assert (done.status, one_line(done)) == (2, "error: there is no trunk to call by")


@pytest.mark.parametrize("number", ["911", "+1-900-555-1234", "112"])
def test_numbers_that_are_never_called(number: str, tmp_path: Path) -> None:
    done = holdlang(tmp_path, "run", CHASE, "--number", number, "--rehearse", EXAMPLES / "chase.tree.hold")
    assert done.status == 2
    assert number in one_line(done)


def test_a_sound_file_that_is_not_there(tmp_path: Path) -> None:
    tree = EXAMPLES / "oneliner.tree.hold"
    done = holdlang(tmp_path, "run", "-e", 'play "greeting.wav" -> hangup', "--rehearse", tree)
    assert done.status == 2
    assert "greeting.wav: No such file" in one_line(done)
