"""`holdlang calls`: what it says of calls, and what it does to their folders."""

import fcntl
import json
import re
import resource
import shutil
import tarfile
import wave
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import numpy as np
import pytest

from holdlang.calllog import CallEnded, CallStarted, NoteTaken
from holdlang.cli.calls import SUBCOMMANDS
from holdlang.cli.calls.list import _row, _table
from holdlang.cli.main import main
from holdlang.cli.sources import used_source
from holdlang.history import log_text, read_log
from holdlang.history.glance import glance
from holdlang.load import load
from holdlang.source import Source
from tests.history.logs import FLOW, rehearsed, transferred, written

pytestmark = pytest.mark.unit

RATE = 8000

Calls = Callable[..., tuple[int, str, str]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of calls, and a configuration that names it."""
    (tmp_path / "holdlang.yaml").write_text(f"data_dir: {tmp_path}\n")
    monkeypatch.setenv("HOLDLANG_CONFIG", str(tmp_path / "holdlang.yaml"))
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


@pytest.fixture
def calls(home: Path, capsys: pytest.CaptureFixture[str]) -> Calls:
    """Runs `holdlang calls` with these arguments: status, standard output, standard error."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        status = main(["calls", *map(str, arguments)])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


def flow_file(home: Path) -> Path:
    path = home / "flows" / "bill.hold"
    path.parent.mkdir(exist_ok=True)
    path.write_text(FLOW)
    return path


def call(home: Path, name: str = "abc123", days: float = 1, *, sound: bool = False) -> Path:
    """A call that was made so many days ago, by the flow of `flow_file`."""
    began = datetime.now(UTC) - timedelta(days=days)
    folder = home / "calls" / f"{began:%Y-%m-%dT%H-%M-%SZ}_call_{name}"
    written(folder, *transferred(flow_file(home)), began=began)
    if sound:
        for side, value in (("far", 1000), ("near", 200)):
            with wave.open(str(folder / f"{side}.wav"), "wb") as file:
                file.setparams((1, 2, RATE, 0, "NONE", ""))
                file.writeframes(np.full(20 * RATE, value, dtype="<i2").tobytes())
    return folder


def all_files(home: Path) -> set[str]:
    return {str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()}


# --- before there is anything


@pytest.mark.parametrize("arguments", ["show", "play", "export last -o x.zip", "delete last --yes", "keep last --as x"])
def test_before_the_first_call(calls: Calls, arguments: str) -> None:
    status, _, error = calls(*arguments.split())
    assert status == 2
    assert "there are no calls yet" in error


def test_a_subcommand_that_was_mistyped(calls: Calls) -> None:
    assert calls("lst") == (2, "", "error: there is no subcommand `lst`\nhelp: did you mean `list`?\n")


def test_a_list_of_nothing_is_empty(calls: Calls, home: Path) -> None:
    status, out, error = calls("list")
    assert (status, out) == (0, "")
    assert "there are no calls yet" in error
    call(home)
    assert calls("list", "--outcome", "failed")[1:] == ("", "no call is like that\n")


@pytest.mark.parametrize("name", [name for name in SUBCOMMANDS if name not in ("list", "flows")])
def test_a_call_that_is_not_there(calls: Calls, home: Path, name: str) -> None:
    call(home, "abc123")
    call(home, "abd456", days=2)
    rest = {"export": ["-o", "x.zip"], "keep": ["--as", "x"], "delete": ["--yes"]}.get(name, [])
    status, _, error = calls(name, "call_abc132", *rest)
    assert (status, error) == (2, "error: there is no call `call_abc132`\nhelp: did you mean `call_abc123`?\n")
    assert "could be 2 calls" in calls(name, "ab", *rest)[2]
    assert len(list((home / "calls").iterdir())) == 2


# --- list


def test_the_newest_call_comes_first(calls: Calls, home: Path) -> None:
    call(home, "old", days=9)
    call(home, "new", days=1)
    (home / "calls" / "2020-01-01T00-00-00Z_call_broken").mkdir()
    _, out, _ = calls("list")
    assert [line.split()[0] for line in out.splitlines()] == ["ID", "new", "old", "broken"]
    row = out.splitlines()[1].split()
    assert row[4:10] == ["+12065550194", "bill", "transferred", "00:21", "00:02", "yes"]
    assert "unreadable" in out.splitlines()[3]


def test_which_calls_are_listed(calls: Calls, home: Path) -> None:
    for name, days in (("old", 9.0), ("mid", 3.0), ("new", 1.0)):
        call(home, name, days)
    other = home / "calls" / "2020-01-01T00-00-00Z_call_other"
    ended = CallEnded(number="x", duration=1, reason="busy", outcome="not_answered")
    written(other, CallStarted(number="sip:Front.Desk@hotel", flow_id="hotel"), ended)

    def listed(*arguments: str) -> list[str]:
        lines = calls("list", "--json", *arguments)[1].splitlines()
        return [json.loads(line)["call_id"].removeprefix("call_") for line in lines]

    assert listed() == ["new", "mid", "old", "other"]
    assert listed("-n", "2") == ["new", "mid"]
    assert listed("-n", "0", "--since", "5d") == ["new", "mid"]
    assert listed("--flow", "hotel") == ["other"]
    assert listed("--number", "front.desk") == ["other"]
    assert listed("--number", "(206) 555-0194") == ["new", "mid", "old"]
    assert listed("--outcome", "not-answered") == ["other"]
    assert calls("list", "--since", "soon")[0] == 2


def test_a_running_call_is_said_to_run(calls: Calls, home: Path) -> None:
    folder = call(home)
    log = folder / "call.jsonl"
    log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:-1]))
    assert json.loads(calls("list", "--json")[1])["outcome"] == "cut_off"
    with locked(folder):
        assert json.loads(calls("list", "--json")[1])["outcome"] == "running"
        assert calls("list", "--outcome", "running")[1].count("\n") == 2


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """As the process that makes the call holds its log."""
    with (folder / "call.jsonl").open("ab") as log:
        fcntl.flock(log, fcntl.LOCK_EX)
        yield


def test_a_long_reason_is_cut_to_the_width(calls: Calls, home: Path) -> None:
    """In a pipe the other columns stay whole; at a narrow terminal a … says that there is a reason."""
    ended = CallEnded(number="x", duration=1, reason="busy " * 60, outcome="failed")
    number = "sip:front.desk@hotel.example"
    folder = written(
        home / "calls" / "2020-01-01T00-00-00Z_call_other", CallStarted(number=number, flow_id="inn"), ended
    )
    head, row = calls("list")[1].splitlines()
    assert head.split()[-1] == "WHY"
    assert number in row
    assert row.endswith("  busy busy b…")
    rows = [_row(glance(folder, datetime.now(UTC)), 6, datetime.now(UTC))]
    wide, narrow = (click.unstyle(list(_table(rows, width))[1]) for width in (140, 50))
    assert (len(wide), wide[-1]) == (140, "…")
    assert narrow.endswith("  …")
    assert json.loads(calls("list", "--json")[1])["reason"] == "busy " * 60


# --- show


@pytest.mark.parametrize("arguments", ["show", "play", "export -o y.zip", "keep --as x"])
def test_a_file_is_no_call(calls: Calls, home: Path, arguments: str) -> None:
    """Not even when there are no calls is it said that there are none."""
    name, *rest = arguments.split()
    log = home / "tuesday.jsonl"
    log.write_text(log_text(rehearsed()))
    error = calls(name, log, *rest)[2]
    assert f"{log} is a file, and no call's folder" in error
    assert "`holdlang replay` takes a log alone" in error


def test_the_page_of_a_call(calls: Calls, home: Path) -> None:
    call(home)
    status, out, _ = calls("show", "abc")
    assert status == 0
    for text in ("call_abc123, to +12065550194", "transferred: `desk` spoke", "said +4.5", "guest = Rivera"):
        assert text in out
    for text in ("we: press 2", "they: “thank you for holding", "we: join desk"):
        assert text in out
    assert all(len(line) <= 100 or "calls/" in line or "flows/" in line for line in out.splitlines())


def test_everything_and_json(calls: Calls, home: Path) -> None:
    folder = call(home)
    whole = calls("show", "--full")[1]
    assert whole.count("transcript_chunk") == (folder / "call.jsonl").read_text().count("transcript_chunk")
    page = json.loads(calls("show", "--json")[1])
    assert page["outcome"] == "transferred"
    assert {row["kind"] for row in page["rows"]} >= {"step", "heard", "decided", "did", "end"}


# --- play


def sound(path: Path) -> np.ndarray:
    with wave.open(str(path), "rb") as file:
        assert file.getframerate() == RATE
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")


def test_both_sides_into_one_file(calls: Calls, home: Path) -> None:
    call(home, sound=True)
    assert calls("play", "-o", home / "both.wav")[0] == 0
    assert set(sound(home / "both.wav")) == {1200}
    assert calls("play", "--who", "near", "-o", home / "near.wav")[0] == 0
    assert set(sound(home / "near.wav")) == {200}
    assert len(sound(home / "near.wav")) == 20 * RATE


@pytest.mark.parametrize("arguments", ["play -o {}.wav", "export last -o {}.zip", "export last -o {}"])
def test_a_file_that_is_there_is_not_overwritten(calls: Calls, home: Path, arguments: str) -> None:
    call(home, sound=True)
    command = arguments.format(home / "mine").split()
    file = Path(command[-1])
    file.write_text("mine")
    status, _, error = calls(*command)
    assert status == 2
    assert error == f"error: {file} is there already\nhelp: --force replaces it\n"
    assert file.read_text() == "mine"
    if file.suffix:
        assert calls(*command, "--force")[0] == 0
        assert file.read_bytes()[:2] in (b"RI", b"PK")


def test_sound_is_only_written_into_sound_files(calls: Calls, home: Path) -> None:
    call(home, sound=True)
    source = home / "flows" / "bill.hold"
    for force in ([], ["--force"]):
        assert "is no name for a WAV file" in calls("play", "-o", source, *force)[2]
    assert source.read_text() == FLOW


def test_from_a_moment_of_the_page(calls: Calls, home: Path) -> None:
    """The recording began when they answered, a second into the call."""
    call(home, sound=True)
    assert calls("play", "--from", "0:05", "-o", home / "late.wav")[0] == 0
    assert len(sound(home / "late.wav")) == 16 * RATE
    assert "the recording is over by 9:00" in calls("play", "--from", "9:00", "-o", home / "x.wav")[2]
    assert "is no time of a call" in calls("play", "--from", "soon", "-o", home / "x.wav")[2]
    assert not (home / "x.wav").exists()


def test_a_recording_whose_header_was_never_finished(calls: Calls, home: Path) -> None:
    folder = call(home, sound=True)
    for side in ("far", "near"):
        content = bytearray((folder / f"{side}.wav").read_bytes())
        content[4:8] = content[40:44] = bytes(4)
        (folder / f"{side}.wav").write_bytes(content + b"\x01")
    assert calls("play", "-o", home / "both.wav")[0] == 0
    assert len(sound(home / "both.wav")) == 20 * RATE


def test_one_side_is_enough_and_none_is_not(calls: Calls, home: Path) -> None:
    folder = call(home, sound=True)
    (folder / "near.wav").write_bytes(b"RIFF")
    assert calls("play", "-o", home / "far.wav")[0] == 0
    assert set(sound(home / "far.wav")) == {1000}
    (folder / "far.wav").unlink()
    status, _, error = calls("play", "-o", home / "x.wav")
    assert status == 2
    assert "nothing was recorded of this call" in error
    assert "near.wav: it is no WAV file" in error


@pytest.fixture
def player(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A player that writes down how long the file was that it got, on a computer that has no other."""
    place = home / "bin"
    place.mkdir()
    monkeypatch.setenv("PATH", str(place))
    script = place / "aplay"
    script.write_text(f'#!/bin/sh\n/usr/bin/env PATH=/bin:/usr/bin wc -c "$2" > {home}/played\n')
    return script


def test_a_player_of_the_system_plays_it(calls: Calls, home: Path, player: Path) -> None:
    call(home, sound=True)
    status, _, error = calls("play")
    assert status == 2
    assert "nothing here plays sound" in error
    assert "-o FILE.wav" in error
    player.chmod(0o755)
    assert calls("play")[0] == 0
    assert int((home / "played").read_text().split()[0]) == 44 + 2 * 20 * RATE
    player.write_text("#!/bin/sh\nexit 3\n")
    assert "aplay could not play it" in calls("play")[2]


# --- export


@pytest.mark.parametrize("name", ["call.zip", "call.tar.gz", "folder"])
def test_a_call_to_take_along(calls: Calls, home: Path, name: str) -> None:
    folder = call(home, sound=True)
    status, _, error = calls("export", "last", "-o", home / name)
    assert (status, error) == (0, f"{home / name}: the log, 2 recordings, the flow (1 file)\n")
    place = home / name
    if place.is_file():
        shutil.unpack_archive(place, home / "unpacked")
        place = home / "unpacked" / folder.name
    assert all_files(place) == {"call.jsonl", "far.wav", "near.wav", "flow/bill.hold"}
    assert (place / "call.jsonl").read_bytes() == (folder / "call.jsonl").read_bytes()
    assert (place / "flow" / "bill.hold").read_text() == FLOW


def test_a_call_without_persons(calls: Calls, home: Path) -> None:
    call(home, sound=True)
    status, _, error = calls("export", "last", "--redact", "--hide", "whisky", "-o", home / "call.tar.gz")
    assert status == 0
    assert re.search(r": the log alone, without \d names? and \d numbers?; no recordings, no flow$", error.strip())
    with tarfile.open(home / "call.tar.gz") as archive:
        assert archive.getnames() == ["call/call.jsonl"]
        log = archive.extractfile("call/call.jsonl")
        assert log is not None
        assert b"dana" not in log.read().lower()
    assert calls("export", "last", "--hide", "x", "-o", home / "y.zip")[0] == 2


def test_without_sound(calls: Calls, home: Path) -> None:
    call(home, sound=True)
    assert calls("export", "last", "--no-sound", "-o", home / "call.zip")[0] == 0
    (home / "flows" / "bill.hold").unlink()
    assert calls("export", "last", "--no-sound", "-o", home / "x.zip")[2].endswith(
        ": the log, no recordings, no flow, for its file is not known\n"
    )
    with zipfile.ZipFile(home / "call.zip") as archive:
        assert [Path(name).name for name in archive.namelist()] == ["call.jsonl", "bill.hold"]


@pytest.mark.parametrize("name", ["x.rar", "x.7z", "x.tar", "x.jsonl.gz", "x.tar.XZ"])
def test_an_archive_of_another_kind_is_not_written(calls: Calls, home: Path, name: str) -> None:
    call(home)
    before = set(home.iterdir())
    assert "can't write an archive that ends in" in calls("export", "last", "-o", home / name)[2]
    assert set(home.iterdir()) == before
    assert calls("export", "last", "-o", home / "X.ZIP")[0] == 0
    assert zipfile.is_zipfile(home / "X.ZIP")


def test_what_was_exported_is_replayed(calls: Calls, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the flow that lies there, for where it came from there is none; an archive is to be unpacked."""
    replayable(home)
    for name in ("call.zip", "call.tgz", "taken"):
        assert calls("export", "last", "-o", home / name)[0] == 0
    (home / "flows" / "bill.hold").unlink()
    for name in ("call.zip", "call.tgz"):
        assert main(["replay", str(home / name)]) == 2
        assert "it is an archive: unpack it" in capsys.readouterr().err
        assert "it is an archive: unpack it" in calls("show", home / name)[2]
    given = ["--given", "pin=7351"]
    assert main(["replay", str(home / "taken"), *given]) == 0
    assert main(["replay", "last", *given]) == 2
    cut(home / "taken", f'"source":"{home / "flows" / "bill.hold"}"', '"source":null')
    assert main(["replay", str(home / "taken"), *given]) == 0
    (home / "taken" / "flow" / "other.hold").write_text(FLOW)
    assert main(["replay", str(home / "taken"), *given]) == 2


def test_nothing_half_written_is_left(calls: Calls, home: Path) -> None:
    call(home, sound=True)
    before = all_files(home)
    for name in ("call.zip", "call.tgz", "folder", "no/such/call.zip"):
        with full_disk(700):
            status, _, error = calls("export", "last", "-o", home / name)
        assert status == 2
        assert "can't write" in error
    with full_disk(1000):
        assert "can't write" in calls("play", "-o", home / "both.wav")[2]
    assert all_files(home) == before
    (home / "there").mkdir()
    assert "is there already" in calls("export", "last", "-o", home / "there")[2]


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """No file can have more bytes than that (setrlimit): writing it ends as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


# --- delete


def test_a_call_is_deleted_with_all_that_was_kept(calls: Calls, home: Path) -> None:
    folder = call(home, "abc", sound=True)
    other = call(home, "xyz", days=2)
    status, _, error = calls("delete", "abc", "--yes")
    assert (status, error) == (0, "deleted 1 call, 0.6 MB\n")
    assert not folder.exists()
    assert other.exists()


@pytest.mark.parametrize("reference", ["6", "6bc", "call_6", "call_6bc", "2", "20"])
def test_a_slip_deletes_nothing(calls: Calls, home: Path, reference: str) -> None:
    folder = call(home, "6bc123")
    status, _, error = calls("delete", reference, "--yes")
    assert status == 2
    assert f"`{reference}` is too little to delete a call by" in error
    assert "call_6bc1" in error
    assert folder.exists()
    assert calls("delete", "6bc1", "--yes")[0] == 0
    assert not folder.exists()


def test_nobody_is_there_to_ask(calls: Calls, home: Path) -> None:
    folder = call(home)
    status, _, error = calls("delete", "last")
    assert status == 2
    assert "--yes deletes without asking" in error
    assert "abc123" in error
    assert folder.exists()
    assert calls("delete")[0] == 2


def test_old_calls_go_and_running_ones_stay(calls: Calls, home: Path) -> None:
    running, old = call(home, "run", days=40), call(home, "old", days=31)
    new = call(home, "new", days=29)
    broken = home / "calls" / "2020-01-01T00-00-00Z_call_broken"
    broken.mkdir()
    with locked(running):
        assert calls("delete", "--older-than", "30d", "--yes")[0] == 0
        assert "call_run is still running" in calls("delete", "run", "new", "--yes")[2]
    assert [path.exists() for path in (running, old, new, broken)] == [True, False, True, False]
    assert calls("delete", "--older-than", "50d", "--yes")[1:] == ("", "no call is that old\n")


def test_only_calls_are_deleted(calls: Calls, home: Path) -> None:
    """Not a folder somewhere else that holds the log of one."""
    call(home)
    elsewhere = written(home / "elsewhere", NoteTaken(text="x"))
    assert calls("delete", elsewhere, "--yes")[0] == 2
    assert elsewhere.exists()


# --- keep


def replayable(home: Path) -> Path:
    """The folder of a call that can be replayed, by the flow of `flow_file`."""
    folder = home / "calls" / "2026-11-20T12-00-00Z_call_abc123"
    folder.mkdir(parents=True)
    first, *rest = rehearsed()
    source = first.data.model_copy(update={"source": str(flow_file(home))})
    lines = [first.model_copy(update={"data": source}), *rest]
    (folder / "call.jsonl").write_text(log_text(lines))
    return folder


def test_a_call_becomes_a_test_beside_its_flow(calls: Calls, home: Path) -> None:
    replayable(home)
    status, out, error = calls("keep", "last", "--as", "long hold", "--hide", "Whisky")
    assert (status, error) == (0, "")
    assert "without 4 names and 2 numbers" in out
    tests = home / "flows" / "bill.tests.hold"
    assert tests.read_text() == (
        'use "bill.hold"\n'
        "\n"
        'test "long hold" of bill against "calls/long hold.jsonl"\n'
        "  given  phone = 0000000000\n"
        '  given  guest = "<name b>"\n'
        "  given  pin = 9999\n"
        "  expect pressed 2, 0000000000#\n"
        "  expect transferred desk\n"
    )
    assert load(Source.read(tests), files=used_source).ok
    kept = (home / "flows" / "calls" / "long hold.jsonl").read_text()
    for word in ("dana", "smith", "rivera", "2065550111", "2065550194", str(home)):
        assert word not in kept.casefold()
    assert read_log(home / "flows" / "calls" / "long hold.jsonl")
    (home / "new").touch()
    assert tests.stat().st_mode == (home / "new").stat().st_mode


def test_tests_join_what_is_there_and_comments_stay(calls: Calls, home: Path) -> None:
    replayable(home)
    tests = home / "flows" / "bill.tests.hold"
    flow_file(home)
    tests.write_text('# mine\nuse "bill.hold"  # the flow\n')
    assert calls("keep", "last", "--as", "one")[0] == 0
    assert calls("keep", "last", "--as", "two")[0] == 0
    text = tests.read_text()
    assert text.startswith('# mine\nuse "bill.hold"  # the flow\n\ntest "one"')
    assert [test.name for test in load(Source.read(tests), files=used_source).tests] == ["one", "two"]
    before = all_files(home)
    status, _, error = calls("keep", "last", "--as", "one")
    assert status == 2
    assert "has a test “one” already" in error
    assert (tests.read_text(), all_files(home)) == (text, before)
    assert calls("keep", "last", "--as", "one", "--force")[0] == 0
    assert tests.read_text() == text


def test_in_the_place_of_a_test_between_others(calls: Calls, home: Path) -> None:
    replayable(home)
    for name in ("one", "two", "three"):
        assert calls("keep", "last", "--as", name)[0] == 0
    tests = home / "flows" / "bill.tests.hold"
    text = tests.read_text()
    changed = text.replace('test "two" of', 'test "two"  of')
    tests.write_text(changed.replace('\n\ntest "three', '\n  expect said "x"\n\n# the third\ntest "three'))
    assert calls("keep", "last", "--as", "two", "--force")[0] == 0
    assert tests.read_text() == text.replace('\n\ntest "three', '\n\n# the third\ntest "three')


def cut(folder: Path, text: str, other: str) -> None:
    log = folder / "call.jsonl"
    log.write_text(log.read_text().replace(text, other))


@pytest.mark.parametrize(
    ("broken", "arguments", "message"),
    [
        (("x", "x"), ["--as", "../up"], "`../up` is no name for a file"),
        (("x", "x"), ["--as", ""], "is no name for a file"),
        (("x", "x"), ["--hide", "disputes"], "the flow itself says `disputes`"),
        (("x", "x"), ["--flow", "nowhere.hold"], "can't read nowhere.hold"),
        (('"outcome":"transferred"', '"outcome":"interrupted"'), [], "you stopped the call"),
        (('"type":"call_ended"', '"type":"later"'), [], "the call has no end"),
        (('"type":"call_started"', '"type":"sooner"'), [], "holds no whole call"),
    ],
)
def test_what_cannot_be_kept(
    calls: Calls, home: Path, broken: tuple[str, str], arguments: list[str], message: str
) -> None:
    folder = replayable(home)
    cut(folder, *broken)
    before = all_files(home)
    name = [] if "--as" in arguments else ["--as", "x"]
    status, _, error = calls("keep", "last", *name, *arguments)
    assert status == 2
    assert message in error
    assert all_files(home) == before


def test_a_flow_with_mistakes_or_a_running_call_is_not_kept(calls: Calls, home: Path) -> None:
    folder = replayable(home)
    with locked(folder):
        assert "still running" in calls("keep", "last", "--as", "x")[2]
    (home / "flows" / "bill.hold").write_text("goto nowhere\n")
    assert "has mistakes" in calls("keep", "last", "--as", "x")[2]
    assert not (home / "flows" / "calls").exists()


def test_a_full_disk_leaves_nothing(calls: Calls, home: Path) -> None:
    replayable(home)
    before = all_files(home)
    with full_disk(1000):
        assert "can't write" in calls("keep", "last", "--as", "x")[2]
    assert all_files(home) == before
    assert not (home / "flows" / "calls").exists()


def test_a_test_that_does_not_fit_takes_its_log_along(calls: Calls, home: Path) -> None:
    replayable(home)
    tests = home / "flows" / "bill.tests.hold"
    tests.write_text('use "bill.hold"\n' + "# long\n" * 20_000)
    before = all_files(home)
    with full_disk(100_000):
        assert "can't write" in calls("keep", "last", "--as", "x")[2]
    assert all_files(home) == before
    assert tests.read_text().endswith("# long\n")


def test_it_is_told_if_what_was_taken_out_decides(calls: Calls, home: Path) -> None:
    replayable(home)
    flow = home / "flows" / "bill.hold"
    flow.write_text(FLOW.replace("queue: hold 1h\n", 'queue: hold 1h\n  on /mr r.vera/ notify "they know me", again\n'))
    status, _, error = calls("keep", "last", "--as", "x")
    assert status == 0
    assert "by what is kept the flow decides otherwise" in error
    assert "rivera" not in error.casefold()


def test_a_flow_that_has_moved_is_named(calls: Calls, home: Path) -> None:
    replayable(home)
    (home / "flows").rename(home / "moved")
    assert "name its file with --flow FILE" in calls("keep", "last", "--as", "x")[2]
    assert calls("keep", "last", "--as", "x", "--flow", home / "moved" / "bill.hold")[0] == 0
    assert (home / "moved" / "calls" / "x.jsonl").is_file()


def test_what_is_kept_comes_true(calls: Calls, home: Path) -> None:
    """The test that is written passes: `holdlang test` runs the flow over what is kept."""
    replayable(home)
    assert calls("keep", "last", "--as", "x")[0] == 0
    assert main(["test", str(home / "flows" / "bill.tests.hold")]) == 0


def test_a_log_that_tells_too_little_is_not_kept(calls: Calls, home: Path) -> None:
    cut(replayable(home), '"log_version":2', '"log_version":1')
    before = all_files(home)
    assert "can't be replayed" in calls("keep", "last", "--as", "x")[2]
    assert all_files(home) == before


def test_flows_are_counted(home: Path, calls: Calls) -> None:
    folder = home / "calls"
    written(folder / "2026-11-20T12-00-00Z_call_aaaaaaaa0001", *transferred())
    written(folder / "2026-11-21T12-00-00Z_call_aaaaaaaa0002", *transferred())
    failed = CallEnded(number="1", duration=1, reason="no way", outcome="failed")
    written(folder / "2026-11-22T12-00-00Z_call_aaaaaaaa0003", CallStarted(number="1", flow_id="bill"), failed)
    stopped = CallEnded(number="1", duration=1, reason="you stopped the call", outcome="interrupted")
    written(folder / "2026-11-23T12-00-00Z_call_aaaaaaaa0004", CallStarted(number="1", flow_id="bill"), stopped)
    status, out, _ = calls("flows", "--json")
    assert status == 0
    (row,) = map(json.loads, out.splitlines())
    assert (row["flow_id"], row["success_count"], row["fail_count"]) == ("bill", 2, 1)
    status, out, _ = calls("flows")
    assert "2 came to their aim" in out
    assert "1 failed" in out
