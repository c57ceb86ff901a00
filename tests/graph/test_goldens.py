"""What people see of a picture, as text: Mermaid and the tree in the terminal."""

from collections.abc import Callable
from pathlib import Path

import pytest

from holdlang.graph import Picture
from holdlang.graph.mermaid import mermaid
from holdlang.graph.terminal import terminal
from tests.graph.models import GOLDEN, golden_pictures

pytestmark = pytest.mark.unit

PICTURES = golden_pictures()
OUTPUTS: dict[str, Callable[[Picture], str]] = {
    ".mmd": mermaid,
    ".txt": lambda picture: "\n".join(line.rstrip() for line in f"{terminal(picture).plain}\n".split("\n")),
}


@pytest.mark.parametrize("ending", OUTPUTS)
@pytest.mark.parametrize("name", PICTURES)
def test_golden(name: str, ending: str, golden: Callable[[Path, str], None]) -> None:
    golden(GOLDEN / f"{name}{ending}", OUTPUTS[ending](PICTURES[name]))


def test_no_orphans() -> None:
    outputs = {f"{name}{ending}" for name in PICTURES for ending in OUTPUTS}
    inputs = {path.name for path in GOLDEN.iterdir() if path.suffix in (".hold", ".jsonl")}
    assert {path.name for path in GOLDEN.iterdir()} == inputs | outputs
