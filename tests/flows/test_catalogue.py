"""What `flows/README.md` promises of the flows: clean, laid out, rehearsed, listed, and calling nobody.

Not responsible for running them (`tests/flows/test_flows.py`).
"""

import re
from pathlib import Path

import pytest

from holdlang.diagnostics.render import render
from holdlang.fmt import format_text
from holdlang.load import Loaded, load
from holdlang.model import CallFlow, Hold
from holdlang.printer import print_flow
from holdlang.source import Source

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]
FLOWS = ROOT / "flows"
FILES = sorted(path.relative_to(ROOT) for folder in (FLOWS, ROOT / "examples") for path in folder.rglob("*.hold"))
LINES = [path for path in FILES if path.match("flows/*/*.hold") and not path.match("*/lib/*")]
CALLS = [path for path in LINES if not path.name.endswith(".tree.hold")]

FICTIONAL = re.compile(r"\+1[2-9]\d\d55501\d\d")
"""Numbers that are never given to anybody (North American Numbering Plan)."""


def loaded(path: Path) -> Loaded:
    return load(Source.read(ROOT / path), files=lambda used: Source.read(Path(used)))


def ids(path: Path) -> str:
    return str(path)


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_it_is_clean(path: Path) -> None:
    assert render(loaded(path).diagnostics) == ""


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_it_is_laid_out(path: Path) -> None:
    source = Source.read(ROOT / path)
    assert format_text(source) == source.text


@pytest.mark.parametrize("path", CALLS, ids=ids)
def test_it_calls_nobody(path: Path) -> None:
    (flow,) = loaded(path).flows
    assert flow.phone_number
    assert FICTIONAL.fullmatch(flow.phone_number)
    assert flow.company
    assert flow.description


@pytest.mark.parametrize("path", CALLS, ids=ids)
def test_it_is_tested_the_way_through_and_on_a_bad_day(path: Path) -> None:
    (flow,) = loaded(path).flows
    tests = [test for beside in (ROOT / path).parent.glob("*.tree.hold") for test in loaded(beside).tests]
    assert len([test for test in tests if test.flow == flow.id]) >= 2


def test_the_catalogue_lists_every_flow() -> None:
    listed = re.findall(r"^\| \[[\w/]+\]\(([\w/.]+)\) \|", (FLOWS / "README.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(ROOT / "flows" / path for path in listed) == sorted(ROOT / path for path in CALLS)
    assert len(listed) >= 12


def test_the_catalogue_names_every_part_of_the_library() -> None:
    page = (FLOWS / "README.md").read_text("utf-8")
    assert {path.name for path in (FLOWS / "lib").glob("*.hold")} == set(re.findall(r"\(lib/(\w+\.hold)\)", page))


def test_together_they_show_the_language() -> None:
    flows: list[CallFlow] = [flow for path in FILES for flow in loaded(path).flows]
    text = "\n".join(print_flow(flow) for flow in flows)
    missing = [word for word in SHOWN if not re.search(word, text, re.MULTILINE)]
    assert missing == []


SHOWN = (
    *(r"open +mon", r"open +daily", r"needs +\w+ secret", r"param \w+ = ", r"redial"),
    *(r"about ", r"press heard or", r"retry \d", r"again$", r"record off", r"set \w+ = \$", r"run \w+\(", r"\$1"),
    *(r"wait ", r"sure$", r"eager$", r"then ", r" or cell", r"confirm 1", r"by refer", r"ask$", r"\(\?P<"),
    *(
        rf"on (.* or )?{state}\b"
        for state in ("human", "music", "announcement", "callback offer", "voicemail", "closed")
    ),
    *(rf"on (.* or )?{state}\b" for state in ("beep", "silence", "timeout", "busy", "nobody", "hangup", "unmatched")),
)
"""A piece of source for each construct that a flow can make use of."""


@pytest.mark.parametrize("path", [path for path in FILES if path.match("flows/*/*.hold")], ids=ids)
def test_a_wait_that_nobody_ends_is_told(path: Path) -> None:
    holds = [step for flow in loaded(path).flows for step in flow.steps if isinstance(step, Hold)]
    assert [hold for hold in holds if hold.on_state("timeout") is None] == []
