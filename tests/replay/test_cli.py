"""`holdlang replay`: what it says and its exit status."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from holdlang.calllog import CallStarted, Line
from holdlang.cli.main import main
from tests.replay.rig import FLOW, call

pytestmark = pytest.mark.call

Replay = Callable[..., tuple[int, str, str]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration, a flow, and a call that was made by it."""
    (tmp_path / "holdlang.yaml").write_text(f"data_dir: {tmp_path}\n")
    monkeypatch.setenv("HOLDLANG_CONFIG", str(tmp_path / "holdlang.yaml"))
    monkeypatch.setenv("COLUMNS", "100")
    (tmp_path / "bank.hold").write_text(FLOW)
    keep(tmp_path, call(FLOW).lines)
    return tmp_path


def keep(home: Path, lines: object, source: str | None = "bank.hold") -> Path:
    """Write the log as `holdlang run` leaves it."""
    log = home / "calls" / "2026-11-20T10-00-00Z_call_0f3a" / "call.jsonl"
    log.parent.mkdir(parents=True, exist_ok=True)
    texts = []
    assert isinstance(lines, list)
    for line in lines:
        assert isinstance(line, Line)
        data = line.data
        if isinstance(data, CallStarted) and source is not None:
            data = data.model_copy(update={"source": str(home / source)})
        texts.append(line.model_copy(update={"data": data}).to_json() + "\n")
    log.write_text("".join(texts))
    return log


@pytest.fixture
def replay(home: Path, capsys: pytest.CaptureFixture[str]) -> Replay:
    """Runs `holdlang replay` with these arguments: status, standard output, standard error."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        status = main(["replay", *map(str, arguments)])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


@pytest.mark.parametrize(
    "reference", ["last", "call_0f3a", "0f", "{home}/calls/2026-11-20T10-00-00Z_call_0f3a", "{log}"]
)
def test_the_same_is_one_line(replay: Replay, home: Path, reference: str) -> None:
    log = next(home.rglob("call.jsonl"))
    status, out, err = replay(reference.format(home=home, log=log))
    assert (status, err) == (0, "")
    assert out.startswith("same 6 decisions, in ")
    assert out.count("\n") == 1


def test_a_difference_is_shown_with_both_reasons_and_the_source(replay: Replay, home: Path) -> None:
    (home / "bank.hold").write_text(FLOW.replace('"disputes" press heard', '"billing" press 2'))
    status, out, _ = replay("last")
    assert status == 1
    assert out.startswith("goes another way from the first decision")
    (that_day, today) = (out.index("that day  "), out.index("today  "))
    assert "press 3\n" in out[that_day:today]
    assert 'on "disputes": heard “welcome to the bank.' in out[that_day:today]
    assert "press 2\n" in out[today:]
    assert 'on "billing": heard “welcome to the bank.' in out[today:]
    assert f"--> {home / 'bank.hold'}:3:16" in out
    assert '3 |   on "billing" press 2' in out


def test_json(replay: Replay, home: Path) -> None:
    status, out, _ = replay("last", "--json")
    told = json.loads(out)
    assert (status, told["same"], told["decisions"], told["whole"]) == (0, True, 6, True)
    other = home / "other.hold"
    other.write_text(FLOW.replace('"disputes" press heard', '"billing" press 2'))
    status, out, _ = replay("last", "--json", "--flow", f"{other}#bank")
    told = json.loads(out)
    assert (status, told["same"], told["decisions"]) == (1, False, 0)
    assert (told["that_day"]["did"], told["today"]["did"]) == ("press 3", "press 2")
    assert told["place"] == {"file": str(other), "line": 3, "column": 16}


def test_the_line_of_a_decision_upon_which_the_next_step_begins_at_once(replay: Replay, home: Path) -> None:
    other = home / "other.hold"
    other.write_text(FLOW.replace('"disputes" press heard', '"welcome" press 3'))
    _, out, _ = replay("last", "--json", "--flow", f"{other}#bank")
    told = json.loads(out)
    assert told["today"]["why"].startswith('on "welcome"')
    assert told["place"] == {"file": str(other), "line": 3, "column": 16}


def test_a_log_that_is_cut_off(replay: Replay, home: Path) -> None:
    log = next(home.rglob("call.jsonl"))
    log.write_bytes(log.read_bytes()[: log.stat().st_size * 2 // 3])
    status, out, _ = replay("last")
    assert status == 0
    assert "as far as that day's call went" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("never",), "there is no call `never`"),
        (("last", "--recording"), "the call has no recording"),
        (("last", "--given", "name=Ada"), "the flow takes no value `name`"),
        (("last", "--flow", "missing.hold"), "missing.hold"),
        (("last", "--flow", "{home}/bank.hold#other"), "other"),
    ],
)
def test_what_cannot_be_done_is_said(replay: Replay, home: Path, arguments: tuple[str, ...], words: str) -> None:
    status, out, err = replay(*(argument.format(home=home) for argument in arguments))
    assert (status, out) == (2, "")
    assert words in err


def test_the_flow_has_to_be_known(replay: Replay, home: Path) -> None:
    keep(home, call(FLOW).lines, source=None)
    status, _, err = replay("last")
    assert status == 2
    assert "does not say which file the flow was in" in err
    keep(home, call(FLOW).lines, source="gone.hold")
    assert "is not in" in replay("last")[2]


def test_a_need_that_is_new(replay: Replay, home: Path) -> None:
    (home / "bank.hold").write_text(
        FLOW.replace("flow bank\n", "flow bank\nneeds name\n").replace("One moment", "$name")
    )
    status, _, err = replay("last")
    assert status == 2
    assert "needs `name`" in err
    assert "--given name=" in err
    assert replay("last", "--given", "name=One moment")[0] == 0
