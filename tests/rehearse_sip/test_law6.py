"""A few tests of `flows/` and `examples/` as real calls. All of them: `python -m tests.rehearse_sip.law6`."""

import pytest

from holdlang.cli.trials.collecting import collect
from tests.rehearse_sip.law6 import ROOT, Pair, pairs

pytestmark = [pytest.mark.sip, pytest.mark.timeout(300)]

CHOSEN = (
    "examples/busy.tree.hold::the line is busy",
    "examples/hangs_up.tree.hold::they hang up while we wait",
    "examples/oneliner.tree.hold::the way through",
    "flows/cascade_power/high_bill.tree.hold::a silent menu, and a cut line",
    "flows/northgate_bank/disputes.tree.hold::account services are on another key",
    "flows/swiftpost/lost_parcel.tree.hold::a number they do not know",
)
"""Short ones, in which every other thing happens once: refused, cut off, joined, silent, changed, typed."""


@pytest.fixture(scope="module")
def made() -> dict[str, Pair]:
    """The calls of this module, side by side."""
    trials = collect([str(ROOT / one) for one in CHOSEN]).trials
    assert len(trials) == len(CHOSEN)
    return {pair.sip.trial.id.removeprefix(f"{ROOT}/"): pair for pair in pairs(trials, 4)}


@pytest.mark.parametrize("name", CHOSEN)
def test_it_decides_as_in_virtual_time(made: dict[str, Pair], name: str) -> None:
    pair = made[name]
    assert pair.sip.error == ""
    assert pair.parted is None
    assert pair.agrees


@pytest.mark.parametrize("name", CHOSEN)
def test_it_comes_true_by_sip_too(made: dict[str, Pair], name: str) -> None:
    assert [judgement.why for judgement in made[name].sip.unmet] == []
