"""Cases of a golden folder: several in a file between lines of `---`, with `### HL101` where that code is expected."""

import re
from pathlib import Path

from holdlang.diagnostics import Diagnostic
from holdlang.load import load
from holdlang.source import Source

MARK = re.compile(r" *### ((?:HL\d{3} ?)+)$", re.MULTILINE)

DEVICES = ["sip_phone", "cell"]
FILES = {
    "lib/queue.hold": 'flow stand_in_line "Wait in line"\nhold 2h\n',
    "lib/broken.hold": "\n\nlisen 15s\n",
    "calls/tuesday.jsonl": "{}\n",
    "lib/tree.hold": 'tree sip_phone "A phone"\nhuman "Hello?"\n',
}
"""What lies beside each case."""


def cases(path: Path) -> list[str]:
    """The cases of a file, with their marks."""
    return re.split(r"^---\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)


def unmarked(path: Path, case: str) -> Source:
    """A case without its marks."""
    return Source(path.name, MARK.sub("", case))


def expected(case: str) -> list[tuple[int, str]]:
    """Line and code of each mark."""
    return sorted(
        (number, code)
        for number, line in enumerate(case.splitlines(), start=1)
        for mark in MARK.findall(line)
        for code in mark.split()
    )


def found(source: Source) -> tuple[Diagnostic, ...]:
    """What is wrong with it, among the files of every case."""
    return load(source, devices=DEVICES, files=_file).diagnostics


def seen(diagnostics: tuple[Diagnostic, ...]) -> list[tuple[int, str]]:
    """Line and code of each diagnostic."""
    return sorted((one.source.position(one.span.start)[0], one.code) for one in diagnostics)


def _file(path: str) -> Source | None:
    return Source(path, FILES[path]) if path in FILES else None
