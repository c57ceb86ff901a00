"""Every `test` item under `flows/` and `examples/`, run in virtual time: what it expects comes true.

Not responsible for the call itself (`runtime.rehearse.virtual`), nor for what is expected (`holdlang.trials`).
"""

from pathlib import Path

import pytest

from holdlang.calllog import SendDtmf, SetRecording
from holdlang.load import Loaded
from holdlang.model import Test
from holdlang.secret import HIDDEN
from holdlang.trials.expecting import judge
from runtime.rehearse.virtual.acting import act, script_of
from tests.flows.test_catalogue import FILES, loaded

pytestmark = pytest.mark.call

TESTS = [(file, test) for path in FILES for file in [loaded(path)] for test in file.tests]


@pytest.mark.parametrize(
    ("file", "test"), TESTS, ids=[f"{Path(file.source.name).parent.name}: {test.name}" for file, test in TESTS]
)
def test_expectations_hold(file: Loaded, test: Test) -> None:
    acted = act(script_of(test, file))
    assert [one.why for one in judge(test, acted) if not one.met] == []


WAYS = [(file, test) for file, test in TESTS if test.name == "the way through"]


@pytest.mark.parametrize(("file", "test"), WAYS, ids=[Path(file.source.name).parent.name for file, _ in WAYS])
def test_secrets_are_typed_while_nothing_is_recorded(file: Loaded, test: Test) -> None:
    """A recording holds the tones of the keys. At the end it goes on."""
    recorded = True
    for line in act(script_of(test, file)).lines:
        match line.data:
            case SetRecording(on=on):
                recorded = on
            case SendDtmf(digits=digits) if HIDDEN in digits:
                assert not recorded
    assert recorded
