"""Every case of tests/diagnostics: the codes expected on each line, and what the user reads.

A file holds cases between lines of `---`. `### HL101` at the end of a line expects that code to be reported there; it
is taken off before the case is loaded. What the user reads stands in the golden file beside it.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from holdlang.codes import CODES
from holdlang.load import load
from holdlang.render import render
from holdlang.source import Source

pytestmark = pytest.mark.unit

FOLDER = Path(__file__).parents[1] / "diagnostics"
CHECKS = Path(__file__).parents[1] / "checks"
MARK = re.compile(r" *### ((?:HL\d{3} ?)+)$", re.MULTILINE)
DEVICES = ["sip_phone", "cell"]
FILES = {
    "lib/queue.hold": 'flow stand_in_line "Wait in line"\nhold 2h\n',
    "lib/broken.hold": "\n\nlisen 15s\n",
}
"""What lies beside each case."""


def files(path: str) -> Source | None:
    return Source(path, FILES[path]) if path in FILES else None


def cases(path: Path) -> list[str]:
    return re.split(r"^---\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)


def expected(case: str) -> list[tuple[int, str]]:
    return sorted(
        (number, code)
        for number, line in enumerate(case.splitlines(), start=1)
        for mark in MARK.findall(line)
        for code in mark.split()
    )


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.hold")), ids=lambda path: path.stem)
def test_each_mistake_is_found_on_its_line(path: Path, golden: Callable[[Path, str], None]) -> None:
    read = []
    for case in cases(path):
        source = Source(path.name, MARK.sub("", case))
        found = load(source, devices=DEVICES, files=files).diagnostics
        seen = sorted((source.position(d.span.start)[0], d.code) for d in found)
        assert seen == expected(case), render(found)
        read.append(render(found))
    golden(path.with_suffix(".txt"), "\n---\n".join(read) + "\n")


def test_every_code_is_read_in_some_golden() -> None:
    read = "".join(path.read_text(encoding="utf-8") for folder in (FOLDER, CHECKS) for path in folder.glob("*.txt"))
    assert set(re.findall(r"^(?:error|warning)\[(HL\d{3})\]", read, re.MULTILINE)) == set(CODES)
