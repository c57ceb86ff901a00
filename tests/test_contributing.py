"""CONTRIBUTING.md walks through real files: each is there, and holds the line that is quoted from it."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")

PATHS = sorted(set(re.findall(r"`((?:\.?\w[\w.-]*/)+[\w.-]*|[A-Z]+\.md|pyproject\.toml)`", TEXT)))
TARGETS = sorted(set(re.findall(r"\bmake ([a-z]+)\b`?(?: +[#|]|`)", TEXT)))


@pytest.mark.parametrize("path", PATHS)
def test_every_file_is_there(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_of_make_is_there(target: str) -> None:
    assert re.search(rf"(?m)^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"))


def test_the_walk_through_quotes_the_files_it_names() -> None:
    steps = re.split(r"(?m)^\d\. ", TEXT.partition("## Adding a step")[2].partition("\n## ")[0])[1:]
    quotes = 0
    for step in steps:
        files = [ROOT / path for path in re.findall(r"`([\w/]+\.(?:py|lark))`", step)]
        for line in re.findall(r"(?m)```\n +(.*)\n +```", step):
            quotes += 1
            assert any(line in file.read_text(encoding="utf-8") for file in files), line
    assert quotes == 5


def test_the_patterns_find_what_there_is() -> None:
    assert {"holdlang/printer/lines.py", "grammar/hold.lark", "CHANGELOG.md", "tests/"} <= set(PATHS)
    assert {"demo", "test", "golden"} <= set(TARGETS)
