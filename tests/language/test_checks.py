"""Every rule, by the cases of tests/checks: what it finds and what it leaves alone, and what its fix makes of it.

A file is named by the slug of its rule. The golden file beside it shows, for each case, what the user reads and, where
something can be mended, the source after `holdlang check --fix`.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from holdlang.checks.foregone import PATIENCE
from holdlang.checks.unnoticed import STATES
from holdlang.diagnostics.codes import CODES
from holdlang.diagnostics.fixing import fixed
from holdlang.diagnostics.render import render
from runtime.call import Plan
from tests.language.cases import cases, expected, found, seen, unmarked

pytestmark = pytest.mark.unit

FOLDER = Path(__file__).parents[1] / "checks"
ELSEWHERE = {"HL201", "HL303", "HL102", "HL106", "HL001", "HL301", "HL401"}
"""Codes that a case may also expect, to show that one mistake is told once."""


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.hold")), ids=lambda path: path.stem)
def test_a_rule(path: Path, golden: Callable[[Path, str], None]) -> None:
    (code,) = [entry.code for entry in CODES.values() if entry.slug == path.stem]
    read = []
    for case in cases(path):
        source = unmarked(path, case)
        diagnostics = found(source)
        assert seen(diagnostics) == expected(case), render(diagnostics)
        assert {diagnostic.code for diagnostic in diagnostics} <= {code} | ELSEWHERE
        mended = fixed(source, found)
        told = [render(diagnostics)] if diagnostics else []
        read.append("\n\n".join([*told, *([f"=== mended\n{mended.source.text.rstrip()}"] if mended.made else [])]))
    golden(path.with_suffix(".txt"), "\n---\n".join(read) + "\n")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.hold")), ids=lambda path: path.stem)
def test_a_rule_has_cases_that_it_leaves_alone(path: Path) -> None:
    """`HL201` and others stand for what is another rule's."""
    (code,) = [entry.code for entry in CODES.values() if entry.slug == path.stem]
    marks = [{mark for _, mark in expected(case)} for case in cases(path)]
    assert any(code in found for found in marks)
    assert any(code not in found for found in marks)


def test_every_rule_has_its_file() -> None:
    rules = {entry.slug for entry in CODES.values() if entry.code[2] in "345"} | {"empty-phrase"}
    assert {path.stem for path in FOLDER.glob("*.hold")} == rules


def test_what_is_noticed_is_what_the_reference_says() -> None:
    text = (Path(__file__).parents[2] / "grammar/GRAMMAR.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| (`.+`) \| .+ \| (`.+`) \|$", text.partition("## Triggers")[2].partition("###")[0], re.MULTILINE
    )
    written = {
        (step, state)
        for states, steps in rows
        for state in re.findall(r"`([a-z ]+)`", states)
        for step in re.findall(r"`(\w+)`", steps)
    }
    assert written == {(step, state) for step, states in STATES.items() for state in states}


def test_a_caller_is_as_patient_as_the_runtime() -> None:
    assert Plan.answer_within == PATIENCE
