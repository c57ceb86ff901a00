"""Flows for the tests of pictures, from source text or from files. Not responsible for what is expected of them."""

from pathlib import Path

from holdlang.calllog import Line, parse_line
from holdlang.graph import Picture, draw, trace
from holdlang.load import load
from holdlang.model import CallFlow, Tree
from holdlang.source import Source

GOLDEN = Path(__file__).parent / "golden"
ROOT = Path(__file__).parents[2]


def first(text: str) -> CallFlow | Tree:
    """The first flow or tree of a source without errors."""
    loaded = load(Source("test.hold", text))
    assert loaded.ok, [found.message for found in loaded.diagnostics]
    return (*loaded.flows, *loaded.trees)[0]


def pictured(text: str) -> Picture:
    """The picture of the first flow or tree of `text`."""
    return draw(first(text))


def golden_picture(name: str) -> Picture:
    """The picture of a golden file's first flow or tree."""
    return pictured((GOLDEN / f"{name}.hold").read_text(encoding="utf-8"))


def golden_log(name: str) -> list[Line]:
    """The call log beside a golden file."""
    return [parse_line(line) for line in (GOLDEN / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def golden_pictures() -> dict[str, Picture]:
    """All of them by the name of their outputs; those with a log a second time, traced."""
    found = {}
    for path in sorted(GOLDEN.glob("*.hold")):
        found[path.stem] = golden_picture(path.stem)
        if path.with_suffix(".jsonl").exists():
            found[f"{path.stem}.call"] = trace(found[path.stem], golden_log(path.stem))
    return found
