"""Merging into source: only what changed, with every comment, and the text means the merged model."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdlang.learn.discoveries import Discovery, MenuFound, read_discoveries
from holdlang.learn.learner import CallFlowLearner
from holdlang.learn.merge import MergeRefused, merge_text
from holdlang.load import load
from holdlang.source import Source
from holdlang.syntax.trivia import comments

pytestmark = pytest.mark.unit

SOURCE = """\
# Mine.
flow chase "Chase"  # the bank
  dial   "+18005551234"
  intent "dispute a charge"

# The first menu.
main: listen 15s  # short
  on "account services"          press 3
  on "representative" or "agent" press 0, goto queue
  else ask  # if all else fails

listen 15s
  on "disputes"             press heard or 1  # not billing
  on /press (\\d) for fraud/ press $1

# Wait.
queue: hold 2h -> transfer sip_phone

# Another one.
flow other "Other"
  dial "+18005551235"

listen 15s -> on "billing" press 1 -> else hangup
hold 1h
transfer sip_phone
"""


def found(*menus: tuple[str, str], **more: object) -> list[Discovery]:
    return [MenuFound.model_validate({"transcript": text, "dtmf_sent": key, **more}) for text, key in menus]


def changed(discoveries: list[Discovery], text: str = SOURCE, flow: str = "chase") -> tuple[list[str], list[str]]:
    """The lines that are new, and the sentences."""
    merged = merge_text(Source("x.hold", text), flow, discoveries)
    before = text.splitlines()
    return [line for line in merged.text.splitlines() if line not in before], [one.sentence for one in merged.changes]


def test_a_moved_key_is_changed_where_it_stands() -> None:
    lines, sentences = changed(found(("For account services, press 5.", "5")))
    assert lines == ['  meta options {"5": "account services"}', '  on "account services"          press 5']
    assert sentences == ["account services moved from 3 to 5", "what the menu of `main` offers is noted (1)"]


def test_the_fallback_of_press_heard_follows() -> None:
    lines, sentences = changed(found(("For disputes, press 7.", "7")))
    assert '  on "disputes"             press heard or 7  # not billing' in lines
    assert "disputes moved from 1 to 7" in sentences


def test_a_menu_that_was_not_answered_shows_what_moved() -> None:
    _, sentences = changed([MenuFound(transcript="For account services, press 5. For loans, press 3.")])
    assert "account services moved from 3 to 5" in sentences


def test_new_options_are_told_once_options_are_noted() -> None:
    noted = SOURCE.replace("  # short\n", '  # short\n  meta options {"3": "account services"}\n')
    lines, sentences = changed(found(("For account services, press 3. For fraud, press 5.", "3")), noted)
    assert lines == ['  meta options {"3": "account services", "5": "fraud"}']
    assert sentences == ["new option 5: fraud"]


def test_times_are_raised_and_never_lowered() -> None:
    _, sentences = changed(found(("For account services, press 3.", "3"), measured=24.0))
    assert "listen 15s → 40s: the menu took 24s" in sentences
    long = SOURCE.replace("main: listen 15s", "main: listen 90s")
    assert not any(
        "listen" in one for one in changed(found(("For account services, press 3.", "3"), measured=24.0), long)[1]
    )


def test_a_new_menu_comes_where_it_was_heard() -> None:
    lines, sentences = changed(
        found(
            ("For account services, press 3.", "3"),
            ("For personal cards, press 2. For business, press 4.", "2"),
            ("For disputes, press 1.", "1"),
        )
    )
    assert "a new menu before `listen_disputes`: “personal cards”" in sentences
    assert '  on "personal cards" press heard or 2' in lines


def test_another_answer_becomes_a_further_clause() -> None:
    lines, sentences = changed(found(("For account services, press 3. For mortgages, press 6.", "6")))
    assert "`main` also answers “mortgages”" in sentences
    assert any(line.split() == ["on", '"mortgages"', "press", "heard", "or", "6"] for line in lines)


def test_one_line_stays_one_line() -> None:
    lines, _ = changed(found(("For billing, press 2.", "2")), flow="other")
    assert lines == ['listen 15s -> meta options {"2": "billing"} -> on "billing" press 2 -> else hangup']


def test_a_value_that_is_wanted_now_is_needed() -> None:
    prompt = MenuFound(transcript="Please enter your account number.", entered="account_number")
    lines, _ = changed([*found(("For account services, press 3.", "3")), prompt])
    assert '  needs  account_number secret "your account number"' in lines


@pytest.mark.parametrize("text", ["flow a\n  dial \n", "flow other\nhold 1h\n"])
def test_it_refuses_what_it_can_not_read_or_find(text: str) -> None:
    with pytest.raises(MergeRefused):
        merge_text(Source("x.hold", text), "chase", [])


SUBJECTS = ("account services", "disputes", "billing", "mortgages", "fraud", "representative", "opening hours")

menus = st.builds(
    lambda offered, place, measured: MenuFound(
        transcript=" ".join(f"For {what}, press {key}." for key, what in offered.items()),
        dtmf_sent=list(offered)[place % len(offered)],
        measured=measured,
    ),
    st.dictionaries(st.sampled_from("123456789"), st.sampled_from(SUBJECTS), min_size=1, max_size=4),
    st.integers(0, 3),
    st.floats(0, 100),
)
queues = st.builds(lambda seconds: {"type": "hold", "duration": seconds}, st.floats(0, 20_000))
ways = st.tuples(st.lists(menus, max_size=4), st.lists(queues, max_size=1))


@settings(max_examples=60, deadline=None)
@given(ways, st.sampled_from(["chase", "other"]))
def test_laws(way: tuple[list[MenuFound], list[dict[str, object]]], flow_id: str) -> None:
    """No comment is lost, the text means the merged model, and merging again changes nothing."""
    discoveries = read_discoveries([*way[0], *way[1], {"type": "human_detected"}])
    source = Source("x.hold", SOURCE)
    merged = merge_text(source, flow_id, discoveries)
    after = Source("x.hold", merged.text)
    kept = [after.slice(comment.span) for comment in comments(after.text)]
    assert [one for one in kept if one in SOURCE] == [source.slice(comment.span) for comment in comments(SOURCE)]
    flows, now = ({flow.id: flow for flow in load(one).flows} for one in (source, after))
    assert now == flows | {flow_id: CallFlowLearner().merge_discoveries(flows[flow_id], discoveries)}
    again = merge_text(after, flow_id, discoveries)
    assert (again.text, again.changes) == (after.text, ())


def test_line_ends_of_windows_stay() -> None:
    text = SOURCE.replace("\n", "\r\n")
    merged = merge_text(
        Source("x.hold", text), "chase", found(("For account services, press 5. For fraud, press 7.", "5"))
    )
    assert merged.changes
    assert merged.text.count("\n") == merged.text.count("\r\n")
