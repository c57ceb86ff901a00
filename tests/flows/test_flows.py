"""Every `test` item under `flows/` and `examples/`, run in virtual time: what it expects comes true.

Not responsible for the call itself (`tests.calls.acted`), nor for what is expected (`tests.calls.expecting`).
"""

from pathlib import Path

import pytest

from holdlang.load import Loaded
from holdlang.model import Test
from tests.calls.acted import acted_test
from tests.calls.expecting import unmet
from tests.flows.test_catalogue import FILES, loaded

pytestmark = pytest.mark.call

TESTS = [(file, test) for path in FILES for file in [loaded(path)] for test in file.tests]


@pytest.mark.parametrize(
    ("file", "test"), TESTS, ids=[f"{Path(file.source.name).parent.name}: {test.name}" for file, test in TESTS]
)
def test_expectations_hold(file: Loaded, test: Test, tmp_path: Path) -> None:
    acted = acted_test(test, file, tmp_path)
    assert unmet(test, acted) == []
