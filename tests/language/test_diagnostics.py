"""Every case of tests/diagnostics: the codes expected on each line, and what the user reads in the golden file."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from holdlang.diagnostics.codes import CODES
from holdlang.diagnostics.render import render
from tests.language.cases import cases, expected, found, seen, unmarked

pytestmark = pytest.mark.unit

TESTS = Path(__file__).parents[1]


@pytest.mark.parametrize("path", sorted((TESTS / "diagnostics").glob("*.hold")), ids=lambda path: path.stem)
def test_each_mistake_is_found_on_its_line(path: Path, golden: Callable[[Path, str], None]) -> None:
    read = []
    for case in cases(path):
        diagnostics = found(unmarked(path, case))
        assert seen(diagnostics) == expected(case), render(diagnostics)
        read.append(render(diagnostics))
    golden(path.with_suffix(".txt"), "\n---\n".join(read) + "\n")


def test_every_code_is_read_in_some_golden() -> None:
    goldens = [path for folder in ("diagnostics", "checks") for path in (TESTS / folder).glob("*.txt")]
    read = "".join(path.read_text(encoding="utf-8") for path in goldens)
    assert set(re.findall(r"^(?:error|warning)\[(HL\d{3})\]", read, re.MULTILINE)) == set(CODES)
