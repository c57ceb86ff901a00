"""What a log says about the state of its call: a fold, the same live and read back."""

from pathlib import Path

import pytest

from holdlang.callstate import CallState, replay
from holdlang.cli.plain import plain
from holdlang.cli.summary import summary
from tests.calls.phones import Phone
from tests.calls.rig import Company, run

pytestmark = pytest.mark.call


@pytest.fixture
def company() -> Company:
    company = Company()
    company.speaks(0.5, "for disputes press three")

    def queue(now: float) -> None:
        at = company.music(now + 1, 60)
        at = company.speaks(at, "your call is important to us please stay on the line", 4)
        at = company.music(at + 0.4, 600)
        company.speaks(at + 0.2, "thank you for holding this is dana how can i help you", 4)

    company.after("3", queue)
    return company


FLOW = 'listen 15s -> on "disputes" press 3, notify "in the queue" -> hold 2h -> transfer sip_phone'


def test_the_state_follows_the_call(company: Company, tmp_path: Path) -> None:
    result = run(FLOW, company, tmp_path)
    phases = []
    for length in range(1, len(result.log) + 1):
        phase = replay(result.log[:length]).phase
        if phase not in phases[-1:]:
            phases.append(phase)
    assert phases == ["connected", "on hold", "person", "ringing you", "joined"]
    state = replay(result.log)
    assert state.visited == ("listen_disputes", "hold", "transfer_sip_phone")
    assert [(key.digits, key.why) for key in state.pressed] == [("3", 'on "disputes"')]
    assert state.announcements == 1
    assert state.notice == "in the queue"
    assert state.on_hold(state.at) == pytest.approx(664, abs=3)
    assert state.person_onset is not None
    assert state.rang_at is not None
    assert 0 < state.rang_at - state.person_onset < 5


def test_the_state_knows_the_step_of_the_flow_and_that_of_the_flow_it_runs(tmp_path: Path) -> None:
    flow = "flow main\nrun inner -> end\nflow inner\nrecord off -> press 3"
    result = run(flow, Company(), tmp_path)
    pressing = next(n for n, line in enumerate(result.log, 1) if line.type == "ivr_dtmf_sent")
    state = replay(result.log[:pressing])
    assert (state.outer_id, state.step_id, state.recording) == ("run_inner", "inner/press_3", False)
    assert replay(result.log).outer_id == "end"
    assert "not recording" in [words.split("  ")[1] for words in map(plain, result.log) if words]


def test_confirming_and_handing_over_are_phases(tmp_path: Path) -> None:
    company = Company()
    company.speaks(company.music(0, 20) + 0.2, "thank you for holding this is dana how can i help you", 4)
    company.refers = {"sip:cell@127.0.0.1": None}
    phones = {"sip_phone": Phone(talks=60)}
    flow = "hold 5m -> transfer sip_phone confirm 1 -> on nobody goto other -> end\nother: transfer cell by refer"
    result = run(flow, company, tmp_path, phones)
    phases: list[str] = []
    for length in range(1, len(result.log) + 1):
        phase = replay(result.log[:length]).phase
        if phase not in phases[-1:]:
            phases.append(phase)
    assert phases[-6:] == ["person", "ringing you", "asking you", "person", "handing over", "joined"]


def test_an_empty_log_is_a_call_that_has_not_begun() -> None:
    assert replay([]) == CallState()


def test_the_summary_says_what_matters(company: Company, tmp_path: Path) -> None:
    result = run(FLOW, company, tmp_path)
    text = summary(replay(result.log), tmp_path / "call")
    assert "listen_disputes [3] → hold → transfer_sip_phone" in text
    assert "1 announcement\n" in text
    assert str(tmp_path / "call" / "call.jsonl") in text


def test_plain_lines_tell_the_call_in_order(company: Company, tmp_path: Path) -> None:
    result = run(FLOW, company, tmp_path)
    lines = [words for words in map(plain, result.log) if words]
    told = "\n".join(lines)
    for words in ("they answered", "“for disputes press three”", "pressed 3", "! in the queue", "on hold (music)"):
        assert words in told
    assert told.index("a person is on the line") < told.index("ringing sip_phone") < told.index("you are connected")
