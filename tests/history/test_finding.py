"""Which call is meant, and reading its log."""

from pathlib import Path

import pytest

from holdlang.calllog import NoteTaken
from holdlang.errors import UsageError
from holdlang.history import find_call, find_log, read_call
from tests.history.logs import written

pytestmark = pytest.mark.unit


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    for name in (
        "2026-11-18T10-00-00Z_call_abc123",
        "2026-11-19T10-00-00Z_call_abd456",
        "2026-11-20T10-00-00Z_call_f1",
    ):
        written(tmp_path / "calls" / name, NoteTaken(text=name))
    return tmp_path


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        ("call_abc123", "abc123"),
        ("abc123", "abc123"),
        ("abc", "abc123"),
        ("call_abd", "abd456"),
        ("2026-11-19", "abd456"),
        ("2026-11-20T10-00-00Z_call_f1", "f1"),
        ("last", "f1"),
    ],
)
def test_a_call_is_found_by_its_id_its_beginning_or_as_the_last(calls: Path, reference: str, found: str) -> None:
    assert find_call(reference, calls).name.endswith(f"call_{found}")


def test_a_call_is_found_by_its_path_wherever_it_lies(tmp_path: Path) -> None:
    folder = written(tmp_path / "elsewhere" / "mine", NoteTaken(text="x"))
    assert find_call(str(folder), tmp_path) == folder
    assert find_call(str(folder / "call.jsonl"), tmp_path) == folder


def test_a_log_is_any_file_or_that_of_a_call(calls: Path) -> None:
    last = calls / "calls" / "2026-11-20T10-00-00Z_call_f1"
    assert find_log("last", calls) == find_log(str(last), calls) == last / "call.jsonl"
    assert find_log("kept/tuesday.jsonl", calls) == Path("kept/tuesday.jsonl")
    assert find_log("tuesday.jsonl", calls) == Path("tuesday.jsonl")


def test_the_last_call_is_one_that_has_a_log(calls: Path) -> None:
    (calls / "calls" / "2026-11-21T10-00-00Z_call_empty").mkdir()
    assert find_call("last", calls).name.endswith("f1")


@pytest.mark.parametrize(
    ("reference", "message", "hint"),
    [
        ("ab", "`ab` could be 2 calls", "they are call_abd456, call_abc123"),
        ("call_abc132", "there is no call `call_abc132`", "did you mean `call_abc123`?"),
        ("zebra", "there is no call `zebra`", "`holdlang calls list`"),
        ("", "there is no call ``", "`holdlang calls list`"),
    ],
)
def test_a_call_that_is_not_there(calls: Path, reference: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        find_call(reference, calls)
    assert caught.value.message == message
    assert hint in (caught.value.help or "")


def test_an_id_that_begins_another_is_found_all_the_same(calls: Path) -> None:
    written(calls / "calls" / "2026-11-20T11-00-00Z_call_f12", NoteTaken(text="x"))
    assert find_call("f1", calls).name.endswith("call_f1")


def test_before_the_first_call(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there are no calls yet"):
        find_call("last", tmp_path)


def test_a_folder_without_a_log_is_said_to_be_one(calls: Path) -> None:
    (calls / "calls" / "2026-11-21T10-00-00Z_call_empty").mkdir()
    with pytest.raises(UsageError, match="is no call's folder"):
        find_call("call_empty", calls)
    with pytest.raises(UsageError, match="is no call's folder"):
        find_call(str(calls / "calls" / "2026-11-21T10-00-00Z_call_empty"), calls)


@pytest.mark.parametrize("rest", ['{"type":"no', '{"type":"note","call_id":"call_x","data":{"text":"caf\xc3'])
def test_the_last_line_of_a_log_may_be_cut_off(tmp_path: Path, rest: str) -> None:
    folder = written(tmp_path / "call", NoteTaken(text="one\u2028two"))
    with (folder / "call.jsonl").open("ab") as file:
        file.write(rest.encode("latin-1"))
    assert [line.data for line in read_call(folder)] == [NoteTaken(text="one\u2028two")]


@pytest.mark.parametrize("rest", ["4242\n", "4242\n{", "\n"])
def test_a_line_that_ends_is_not_cut_off(tmp_path: Path, rest: str) -> None:
    folder = written(tmp_path / "call", NoteTaken(text="x"))
    with (folder / "call.jsonl").open("a") as file:
        file.write(rest)
    with pytest.raises(UsageError) as caught:
        read_call(folder)
    assert caught.value.help == "line 2 is not a line of one"


@pytest.mark.parametrize("content", ["", '{"type":', "4242\nfour two\n", "4242\n"])
def test_what_is_no_log_is_not_quoted(tmp_path: Path, content: str) -> None:
    (tmp_path / "call.jsonl").write_text(content)
    with pytest.raises(UsageError, match="is no call log") as caught:
        read_call(tmp_path)
    assert "4242" not in caught.value.words()
    assert "four" not in caught.value.words()
