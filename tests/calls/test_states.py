"""Call states that clauses wait for: told by words, by tones, by who speaks. And what only looks like them."""

from pathlib import Path

import pytest

from tests.calls.rig import Company, run

pytestmark = pytest.mark.call

CLOSED = "thank you for calling our offices are currently closed"
VOICEMAIL = "you have reached the voicemail of dana smith please leave a message after the tone"
CALLBACK = "if you would like us to call you back press one"


@pytest.mark.parametrize(
    ("state", "said"), [("closed", CLOSED), ("voicemail", VOICEMAIL), ("callback offer", CALLBACK)]
)
@pytest.mark.parametrize("step", ["listen 15s", "hold 5m"])
def test_states_by_words(step: str, state: str, said: str, tmp_path: Path) -> None:
    company = Company()
    at = company.music(0, 10)
    company.speaks(at, said, 4)
    result = run(f'{step} -> on {state} note "{state}", hangup -> transfer sip_phone', company, tmp_path)
    assert [data.text for data in result.data("note")] == [state]
    (decided,) = result.data("decided")
    assert decided.clause == f"on {state}"


def test_a_phrase_of_the_flow_comes_before_a_state(tmp_path: Path) -> None:
    company = Company()
    company.speaks(0.5, CLOSED)
    result = run('listen 15s\n on closed note "closed"\n on "offices" note "offices"\n else end', company, tmp_path)
    assert [data.text for data in result.data("note")] == ["offices"]


@pytest.mark.parametrize(
    "said", ["he is not available at the moment", "to leave a message press two", "dial nine when you arrive"]
)
def test_what_only_looks_like_a_state_is_none(said: str, tmp_path: Path) -> None:
    company = Company()
    company.speaks(0.5, said)
    result = run("listen 8s\n on voicemail or closed or callback offer press 9\n else end", company, tmp_path)
    assert company.pressed == ""
    assert result.outcome.kind == "ended"


@pytest.mark.parametrize("step", ["listen 15s", "hold 5m"])
def test_a_beep(step: str, tmp_path: Path) -> None:
    company = Company()
    company.beeps(5.0)
    result = run(f'{step} -> on beep say "Please call me back.", hangup -> transfer sip_phone', company, tmp_path)
    assert company.played == ["Please call me back."]
    assert 5.3 < result.data("speak")[0].model_dump().get("at", 6.0) < 8


def test_a_beep_that_came_while_the_greeting_was_being_recognised(tmp_path: Path) -> None:
    company = Company()
    at = company.speaks(0.5, VOICEMAIL, 4)
    company.beeps(at + 0.2, 0.3)
    flow = 'listen 15s -> on voicemail goto machine -> end\nmachine: listen 5s -> on beep say "Call me.", hangup'
    run(flow, company, tmp_path)
    assert company.played == ["Call me."]


def test_a_busy_tone(tmp_path: Path) -> None:
    company = Company()
    company.sounds(3.0, "busy")
    result = run('listen 15s -> on busy fail "busy inside"', company, tmp_path)
    assert result.outcome.reason.startswith("busy inside")


def test_a_person_who_answers_a_listen(tmp_path: Path) -> None:
    company = Company()
    company.speaks(1.0, "thank you for calling northgate this is dana how can i help you", 4)
    result = run("listen 30s -> on human goto talk -> end\ntalk: transfer sip_phone", company, tmp_path)
    assert result.outcome.kind == "transferred"
    assert len(result.data("human_detected")) == 1


def test_a_recording_in_a_listen(tmp_path: Path) -> None:
    company = Company()
    at = company.speaks(1.0, "your call is important to us please stay on the line", 4)
    company.music(at + 0.4, 60)
    result = run('listen 30s -> on announcement note "recorded", end -> end', company, tmp_path)
    assert [data.text for data in result.data("note")] == ["recorded"]
    assert result.data("human_detected") == []


def test_what_was_said_right_before_they_hung_up_counts(tmp_path: Path) -> None:
    company = Company()
    company.speaks(0.5, CLOSED + " goodbye", 4)
    company.hangs_up(4.6)
    text = 'listen 15s\n on closed goto closed\n on hangup fail "hung up"\n else end\nclosed: notify "closed" -> hangup'
    result = run(text, company, tmp_path)
    assert [data.text for data in result.data("notify")] == ["closed"]
    assert result.outcome.kind == "ended"


def test_keys_are_for_those_who_are_still_there(tmp_path: Path) -> None:
    company = Company()
    company.speaks(0.5, "we are sorry to keep you waiting so long for disputes press one", 4)
    company.hangs_up(4.6)
    result = run('listen 15s\n on "disputes" press 1\n on hangup note "gone", fail "hung up"', company, tmp_path)
    assert company.pressed == ""
    assert [data.text for data in result.data("note")] == ["gone"]


def test_who_may_be_a_person_is_asked_and_found_by_the_answer(tmp_path: Path) -> None:
    company = Company()
    at = company.music(0, 10)
    company.speaks(at, "the the nine of oh ran", 4.5)
    company.speaks(at + 4.5 + 1.2, "the of", 1.0)
    flow = 'hold 5m -> on uncertain say "Hello? One moment, please.", again -> transfer sip_phone'
    result = run(flow, company, tmp_path)
    assert company.played == ["Hello? One moment, please."]
    (doubt,), (person,) = result.data("speaker_uncertain"), result.data("human_detected")
    assert "answer" not in doubt.evidence
    assert person.evidence["answer"] > 0
    assert result.outcome.kind == "transferred"


def test_a_flow_may_ring_early(tmp_path: Path) -> None:
    company = Company()
    at = company.music(0, 10)
    company.speaks(at, "the the nine of oh ran", 8)
    result = run("hold 5m -> on uncertain goto ring -> ring: transfer sip_phone", company, tmp_path)
    assert result.data("human_detected") == []
    assert result.outcome.kind == "transferred"
