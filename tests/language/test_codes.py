"""The table of codes and the page of each: the examples are true."""

import subprocess
import sys
from pathlib import Path

import pytest

from holdlang.diagnostics import Diagnostic
from holdlang.diagnostics.codes import CODES, Code
from holdlang.diagnostics.pages import explain, page
from holdlang.diagnostics.render import render
from holdlang.load import load
from holdlang.source import Source

pytestmark = pytest.mark.unit

entries = pytest.mark.parametrize("entry", CODES.values(), ids=CODES)


FILES = {
    "lib/queue.hold": 'flow stand_in_line "Wait in line"\nhold 2h\n',
    "lib/bank.hold": 'flow greet "Say hello"\nsay "Hello."\n',
}


def found(text: str) -> tuple[Diagnostic, ...]:
    """What is wrong with a source that has these files beside it."""

    def files(path: str) -> Source | None:
        return Source(path, FILES[path]) if path in FILES else None

    return load(Source("page.hold", text), devices=["sip_phone"], files=files).diagnostics


@entries
def test_what_to_avoid_is_diagnosed_by_this_code(entry: Code) -> None:
    assert entry.code in [diagnostic.code for diagnostic in found(page(entry.code).avoid)]


@entries
def test_what_to_prefer_has_no_mistake(entry: Code) -> None:
    assert render(diagnostic for diagnostic in found(page(entry.code).prefer) if diagnostic.code != "HL307") == ""


@entries
def test_the_page_says_why_and_how(entry: Code) -> None:
    shown = explain(entry.code.lower())
    assert page(entry.code).why in shown
    assert page(entry.code).prefer.splitlines()[0] in shown


def test_slugs_are_unique() -> None:
    assert len({entry.slug for entry in CODES.values()}) == len(CODES)


def test_every_page_belongs_to_a_code_and_says_which() -> None:
    pages = {path.stem for path in (Path(__file__).parents[2] / "holdlang/diagnostics/pages").glob("*.md")}
    assert pages == set(CODES)
    for entry in CODES.values():
        assert page(entry.code).heading == f"{entry.code} {entry.slug}"


def test_checking_reads_no_page() -> None:
    """The pages are for those who ask: importing what finds mistakes must not cost reading them."""
    run = [sys.executable, "-c", "import sys, holdlang.load; print('holdlang.diagnostics.pages' in sys.modules)"]
    assert subprocess.run(run, capture_output=True, text=True, check=True).stdout == "False\n"
