"""tests/fmt: each `NAME.hold` and, beside it, how it is laid out (`NAME.hold.formatted`). And what fmt refuses."""

from collections.abc import Callable
from pathlib import Path

import pytest

from holdlang.fmt import FmtRefused, format_text
from holdlang.load import load
from holdlang.source import Source

pytestmark = pytest.mark.unit

FOLDER = Path(__file__).parents[1] / "fmt"
PATHS = sorted(FOLDER.glob("*.hold"))


def read(path: Path) -> Source:
    return Source(path.name, path.read_bytes().decode("utf-8"))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_layout(path: Path, golden: Callable[[Path, str], None]) -> None:
    text = format_text(read(path))
    golden(path.with_name(path.name + ".formatted"), text)
    again = Source(path.name, text)
    assert format_text(again) == text
    assert [item.model for item in load(again).items] == [item.model for item in load(read(path)).items]


@pytest.mark.parametrize(
    "text", ["lisen 5s", "wait 5min", 'say "open', "ask 5", "listen 5s\n  else hangup\n  else end"]
)
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(FmtRefused) as refused:
        format_text(Source("a.hold", text))
    assert [d.span for d in refused.value.diagnostics] == [d.span for d in load(Source("a.hold", text)).diagnostics]


def test_a_name_that_points_nowhere_does_not_matter() -> None:
    assert format_text(Source("a.hold", "goto   nowhere")) == "goto nowhere\n"
