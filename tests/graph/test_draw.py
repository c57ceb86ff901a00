"""The model of the picture: which nodes there are, and which arrows with which words."""

import pytest

from holdlang.graph import Picture, draw
from holdlang.graph.picture import Edge, joined
from holdlang.graph.pieces import shown
from holdlang.model import CallFlow, Clause, Goto, Listen, Press, Say, State
from tests.graph.models import golden_picture, pictured

pytestmark = pytest.mark.unit


def words(edge: Edge) -> list[str]:
    """The lines on an arrow."""
    return [" ".join(piece.text for piece in line) for way in edge.ways for line in joined(way.lines)]


def edges(picture: Picture) -> dict[tuple[str, str], list[str]]:
    """All arrows by what their nodes do."""

    def name(id_: str) -> str:
        node = picture.node(id_)
        return node.label or " ".join(piece.text for line in node.lines for piece in line)

    return {(name(edge.source), name(edge.target)): words(edge) for edge in picture.edges}


def test_the_one_liner() -> None:
    picture = pictured('listen 15s -> on "disputes" press 3 -> hold 2h -> transfer sip_phone')
    assert edges(picture) == {
        ("dial", "listen 15s"): [],
        ("listen 15s", "hold up to 2h"): ["“disputes” 3"],
        ("hold up to 2h", "transfer sip_phone"): ["a person speaks"],
        ("transfer sip_phone", "you are talking"): [],
    }
    assert [node.kind for node in picture.nodes] == ["start", "listen", "hold", "transfer", "joined"]


def test_keys_are_keys() -> None:
    picture = pictured('listen 5s\n  on "a" or "b" press "1w#"\nend')
    (edge,) = picture.leaving("s0")
    assert [(piece.text, piece.look) for line in edge.ways[0].lines for piece in line] == [
        ("“a”", "phrase"),
        ("or", "quiet"),
        ("“b”", "phrase"),
        ("1", "key"),
        ("pause", "quiet"),
        ("#", "key"),
    ]


def test_ways_to_one_node_share_an_arrow() -> None:
    picture = pictured('listen 5s\n  on "a" press 1\n  on "b" press 2\n  else press 3\nend')
    (edge,) = picture.leaving("s0")
    assert words(edge) == ["“a” 1", "“b” 2", "otherwise 3"]
    assert [way.clauses for way in edge.ways] == [{'on "a"'}, {'on "b"'}, {"else"}]


def test_jumps_are_arrows_and_no_nodes() -> None:
    picture = pictured('a: listen 5s\n  on "x" goto b\n  else hangup\nb: goto c\nc: wait 5s -> goto a')
    assert edges(picture) == {("dial", "a"): [], ("a", "c"): ["“x”"], ("a", "hang up"): ["otherwise"], ("c", "a"): []}


def test_a_step_that_is_run_again_has_a_loop() -> None:
    picture = pictured('a: listen 5s\n  on "x" press *, again\n  on "y" retry 2, fail "no y"\n  else press 1\nend')
    assert edges(picture)["a", "a"] == ["“x” *", "“y”", "2 times at most"]
    assert edges(picture)["a", "no y"] == ["“y” after 2 retries"]


def test_a_retry_with_nothing_behind_it_is_an_end_when_it_is_used_up() -> None:
    picture = pictured('a: listen 5s\n  on "y" retry 2\nend')
    again, given_up = picture.leaving("s0")
    assert again.target == "s0"
    assert picture.node(given_up.target).kind == "failed"
    assert [piece.text for piece in given_up.ways[0].lines[0]] == ["“y”", "after 2 retries"]


def test_what_leads_nowhere_is_drawn_too() -> None:
    circle = CallFlow(id="f", steps=(Goto(label="a", target="b"), Goto(label="b", target="a"), Goto(target="lost")))
    picture = draw(circle)
    assert [node.kind for node in picture.nodes] == ["start", "jump", "jump", "jump"]
    assert [(edge.source, edge.target) for edge in picture.edges] == [("start", "s0"), ("s0", "s1"), ("s1", "s0")]
    lost = Listen(clauses=(Clause(triggers=(State(name="music"),), actions=(Goto(target="lost"),)),))
    assert edges(draw(CallFlow(id="f", steps=(lost,))))["listen 15s", "go to lost"] == ["music"]


def test_each_step_has_ends_of_its_own() -> None:
    picture = pictured(
        'listen 5s\n  on "x" hangup\n  else hangup\n'.replace("\n", "\n", 1) + "listen 5s\n  else hangup"
    )
    ends = [edge.target for edge in picture.edges if picture.node(edge.target).kind == "ended"]
    assert ends == ["s0_0", "s1_0"]


def test_behind_the_last_step_the_flow_ends_and_a_tree_stays() -> None:
    assert ("wait 5s", "the end") in edges(pictured("wait 5s"))
    assert edges(pictured("tree a\nanswer\nwait 5s")) == {("it rings", "answer"): [], ("answer", "wait 5s"): []}


def test_a_clause_for_persons_takes_the_place_of_the_way_on() -> None:
    picture = pictured('hold 2h\n  on human say "Hello"\ntransfer sip_phone')
    assert edges(picture)["hold up to 2h", "transfer sip_phone"] == ["a person speaks", "say “Hello”"]


def test_the_head_says_what_the_flow_says() -> None:
    picture = golden_picture("every")
    assert (picture.company, picture.number) == ("A & B <Ltd>", "+18005550100")
    assert picture.facts == (
        "open mon–fri 08:00–20:00, sat 09:00–13:00 (America/New York)",
        "needs the last four digits of your card, name",
        "redials 3 times, every 10m",
    )


def test_values_that_may_be_secrets_are_left_out() -> None:
    picture = pictured(
        'flow a\n  param pin secret = "77001"\nrun b(pin: "88002")\nflow b\n  param pin secret\npress $pin'
    )
    assert "77001" not in repr(picture)
    assert "88002" not in repr(picture)


def test_an_empty_flow_is_a_picture() -> None:
    assert edges(draw(CallFlow(id="f"))) == {("dial", "the end"): []}


@pytest.mark.parametrize("text", ["a\tb\nc", "\0", "\u202e", "\x85", "\ud7ff\ufffe"])
def test_what_cannot_be_seen_is_shown_as_such(text: str) -> None:
    assert shown(text).isprintable()
    assert draw(CallFlow(id="f", name=text, steps=(Say(text=text), Press(keys=text))))
