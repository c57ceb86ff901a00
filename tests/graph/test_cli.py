"""`holdlang graph`, as a user calls it."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from holdlang.cli import graph
from holdlang.cli.graph import MOST_STEPS
from holdlang.errors import UsageError
from tests.graph.models import GOLDEN, ROOT

pytestmark = pytest.mark.unit

CANCEL, LOG = GOLDEN / "cancel.hold", GOLDEN / "cancel.jsonl"


def call(*arguments: str | Path, text: str = "") -> tuple[int, Result]:
    """The status that the command returns, and what it printed. Raises what the command raises."""
    result = CliRunner().invoke(graph.command, [str(a) for a in arguments], input=text, standalone_mode=False)
    if result.exception:
        raise result.exception
    return int(result.return_value), result


def test_a_tree_in_the_terminal_is_the_default() -> None:
    status, result = call(CANCEL)
    assert status == 0
    assert result.stdout == (GOLDEN / "cancel.txt").read_text(encoding="utf-8")


def test_the_one_liner_from_standard_input() -> None:
    _, result = call("-", text='listen 15s -> on "disputes" press 3 -> hold 2h -> transfer sip_phone')
    assert "├─ “disputes” [3] ↓" in result.stdout


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.svg", b"<svg "),
        ("a.PNG", b"\x89PNG"),
        ("a.mmd", b"flowchart TD"),
        ("a.md", b"### Northgate"),
        ("a.txt", b"Northgate"),
    ],
)
def test_the_name_of_the_file_says_the_form(tmp_path: Path, name: str, begins: bytes) -> None:
    if name.endswith("PNG"):
        pytest.importorskip("resvg_py", reason="pip install 'holdlang[graph]'")
    status, result = call(CANCEL, "-o", tmp_path / name)
    assert (status, result.stdout) == (0, "")
    assert "is drawn" in result.stderr
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_a_form_on_standard_output() -> None:
    assert call(CANCEL, "--to", "mermaid")[1].stdout == (GOLDEN / "cancel.mmd").read_text(encoding="utf-8")
    ET.fromstring(call(CANCEL, "--to", "svg")[1].stdout)


def test_the_form_outdoes_the_name(tmp_path: Path) -> None:
    call(CANCEL, "--to", "mermaid", "-o", tmp_path / "picture")
    assert (tmp_path / "picture").read_text().startswith("flowchart")


def test_the_path_of_a_call() -> None:
    _, result = call(CANCEL, "--call", LOG)
    assert result.stdout == (GOLDEN / "cancel.call.txt").read_text(encoding="utf-8")


def test_the_call_says_which_flow(tmp_path: Path) -> None:
    (tmp_path / "two.hold").write_text("flow a\nwait 1s\n" + CANCEL.read_text())
    assert call(tmp_path / "two.hold")[1].stdout.startswith("a\n")
    assert call(tmp_path / "two.hold", "--call", LOG)[1].stdout.startswith("Northgate")
    assert call(tmp_path / "two.hold", "--flow", "northgate")[1].stdout.startswith("Northgate")


def test_a_log_that_is_cut_off_is_drawn_as_far_as_it_goes(tmp_path: Path) -> None:
    (tmp_path / "call.jsonl").write_text(LOG.read_text()[:-40])
    assert "56m40s" not in call(CANCEL, "--call", tmp_path / "call.jsonl")[1].stdout


@pytest.mark.parametrize("mark", ["\u2028", "\x85"])
def test_a_text_in_a_log_may_hold_what_unicode_calls_a_line_break(mark: str, tmp_path: Path) -> None:
    log = LOG.read_text(encoding="utf-8").replace('"HEARD"', f'"HEARD{mark}"')
    assert mark in log
    (tmp_path / "call.jsonl").write_text(log, encoding="utf-8")
    _, result = call(CANCEL, "--call", tmp_path / "call.jsonl")
    assert result.stdout == (GOLDEN / "cancel.call.txt").read_text(encoding="utf-8")


def test_trees_and_used_files() -> None:
    assert "☏ answer after 2 rings" in call(GOLDEN / "tree.hold")[1].stdout
    for path in sorted((ROOT / "examples").glob("*.hold")) + sorted((ROOT / "flows").glob("*/*.hold")):
        assert call(path)[0] == 0, path


def test_a_flow_with_mistakes_is_not_drawn() -> None:
    status, result = call("-", text="goto nowhere")
    assert (status, result.stdout) == (1, "")
    assert "nowhere" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["missing.hold"], "can't read", None),
        ([CANCEL, "--flow", "northgat"], "holds no flow or tree `northgat`", "northgate"),
        ([CANCEL, "-o", "picture.jpg"], "does not say what to draw", "--to"),
        ([CANCEL, "-o", "no/such/folder/picture.svg"], "can't write", None),
        ([CANCEL, "--call", "missing.jsonl"], "can't read", None),
        ([CANCEL, "--call", CANCEL], "is no call log", "line 1"),
    ],
)
def test_usage_errors(arguments: list[str | Path], message: str, hint: str | None) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        call(*arguments)
    assert hint is None or hint in (caught.value.help or "")


def test_a_broken_log_is_not_quoted(tmp_path: Path) -> None:
    (tmp_path / "call.jsonl").write_text('{"type": "note", "secret": 4242}\n' * 2)
    with pytest.raises(UsageError) as caught:
        call(CANCEL, "--call", tmp_path / "call.jsonl")
    assert "4242" not in caught.value.words()


def test_a_call_by_another_flow_is_no_path_through_this_one() -> None:
    with pytest.raises(UsageError, match="made by flow `northgate`"):
        call(GOLDEN / "every.hold", "--call", LOG)
    assert call(GOLDEN / "every.hold", "--call", LOG, "--flow", "helper")[0] == 0


def test_an_empty_log_and_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "call.jsonl").touch()
    with pytest.raises(UsageError, match="no call log"):
        call(CANCEL, "--call", tmp_path / "call.jsonl")
    with pytest.raises(UsageError, match="holds no flow or tree"):
        call("-", text="# nothing")


@pytest.mark.parametrize("form", ["svg", "png"])
def test_a_flow_that_is_too_large_for_a_picture_is_refused_with_what_shows_it(form: str) -> None:
    text = "".join(f"menu_{number}: listen 15s\n  on /x/ press 1\n" for number in range(MOST_STEPS + 1))
    with pytest.raises(UsageError, match="has 301 steps, and a picture shows at most 300") as caught:
        call("-", "--to", form, text=text)
    assert caught.value.help == "`--to tree` or `--to mermaid` shows it, however long it is"
    for shown in ("tree", "mermaid", "markdown"):
        assert "menu_300" in call("-", "--to", shown, text=text)[1].stdout
