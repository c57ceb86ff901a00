"""No golden file without the input that it belongs to: an orphan would look like a test and be none."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

TESTS = Path(__file__).parents[1]
OUTPUTS = {"diagnostics": ".txt", "checks": ".txt", "fmt": ".hold.formatted", "corpus": ".json"}


@pytest.mark.parametrize(("folder", "ending"), OUTPUTS.items(), ids=OUTPUTS)
def test_no_orphans(folder: str, ending: str) -> None:
    files = [path.name for path in (TESTS / folder).iterdir()]
    inputs = {name.removesuffix(".hold") for name in files if name.endswith(".hold")}
    outputs = {name.removesuffix(ending) for name in files if name.endswith(ending)}
    assert inputs, f"tests/{folder} is empty"
    assert inputs == outputs
    assert len(files) == len(inputs) + len(outputs)
