"""Changes of a tree keep every other step where it was."""

import pytest

from holdlang.load import load
from holdlang.model import Goto, Hangup, Music, Note, Prompt, Tree
from holdlang.source import Source
from holdlang.trials.scene import Scene, plain
from holdlang.trials.twists import Twist, garble, twists

pytestmark = pytest.mark.unit

TREE = """\
tree shop
answer
menu: say "For sales, press 1. For help, press 2." renumbered 20%
  on press 1    goto queue
  on press 2    goto menu
  on silence 5s again
chance 30% goto closed
queue: music 1m..5m
human "Hello, this is Sam."
closed: say "Goodbye."
"""


def tree() -> Tree:
    (found,) = load(Source("shop.hold", TREE)).trees
    return found


def scene() -> Scene:
    return Scene(plain(tree()), {})


def applied(what: str) -> Scene:
    return one(what).apply(scene())


def one(what: str) -> Twist:
    (found,) = [twist for twist in twists(tree(), scene(), ["cell", "desk"]) if twist.what == what]
    return found


def test_an_ordinary_day_leaves_nothing_to_chance() -> None:
    steps = plain(tree()).steps
    assert [step.label for step in steps] == ["step_1", "menu", "step_3", "queue", "step_5", "closed", "the_end"]
    menu, chance, queue = steps[1], steps[2], steps[3]
    assert isinstance(menu, Prompt)
    assert menu.renumbered is None
    assert isinstance(chance, Note)
    assert isinstance(queue, Music)
    assert (queue.seconds, queue.most) == (60.0, None)


def test_labels_that_are_taken_are_not_given_twice() -> None:
    (found,) = load(Source("a.hold", "tree a\nanswer\nstep_3: wait 1s\nwait 2s\nthe_end: hangup\n")).trees
    labels = [step.label for step in plain(found).steps]
    assert labels == ["step_1", "step_3", "step_3_", "the_end", "the_end_"]


def test_all_that_can_go_otherwise() -> None:
    assert [twist.what for twist in twists(tree(), scene(), ["cell", "desk"])] == [
        "the line is busy",
        "the call is declined",
        "nobody answers",
        "shop/menu: not heard the first time",
        "shop/menu: not heard",
        "shop/menu: misheard the first time",
        "shop/menu: misheard",
        "shop/menu: the menu has other numbers",
        "shop/menu: they hang up before it",
        "shop/menu: they fall silent",
        "shop/3 (chance): it happens",
        "shop/queue: the wait is the longest",
        "shop/queue: the wait never ends",
        "shop/queue: they hang up on hold",
        "shop/queue: they hang up before it",
        "shop/queue: they fall silent",
        "shop/5 (human): the person waits, and says hello twice",
        "shop/5 (human): a machine answers",
        "shop/5 (human): the person puts you back on hold",
        "shop/5 (human): the person hangs up on you",
        "shop/5 (human): they hang up before it",
        "shop/5 (human): they fall silent",
        "shop/closed: not heard",
        "shop/closed: misheard",
        "shop/closed: they hang up before it",
        "shop/closed: they fall silent",
        *(
            words.format(name)
            for name in ("cell", "desk")
            for words in (
                "{} is busy",
                "{} is declined",
                "{} is not answered",
                "{} is put down at once",
                "the voicemail of {} answers",
            )
        ),
        "no device is answered",
    ]


def test_a_prompt_that_is_not_heard_the_first_time_is_as_written_when_it_comes_back() -> None:
    steps = applied("shop/menu: not heard the first time").company.steps
    first, later, on = steps[1], steps[7], steps[8]
    assert isinstance(first, Prompt)
    assert isinstance(later, Prompt)
    assert set(first.text) == {"…", " "}
    assert later.text.startswith("For sales")
    assert [clause.actions for clause in first.clauses] == [
        (Goto(target="queue"),),
        (Goto(target=str(later.label)),),
        (Goto(target=str(later.label)),),
    ]
    assert [clause.actions[0].kind for clause in later.clauses] == ["goto", "goto", "again"]
    assert isinstance(on, Goto)
    assert on.target == "step_3"


def test_a_detour_comes_back_behind_its_step() -> None:
    steps = applied("shop/queue: they hang up on hold").company.steps
    turn, half, hangup, back = steps[3], steps[7], steps[8], steps[9]
    assert isinstance(turn, Goto)
    assert (turn.label, turn.target) == ("queue", half.label)
    assert isinstance(half, Music)
    assert half.seconds == 30.0
    assert isinstance(hangup, Hangup)
    assert isinstance(back, Goto)
    assert back.target == "step_5"


def test_changes_of_two_steps_go_together_and_those_of_one_do_not() -> None:
    menu, queue = one("shop/menu: misheard the first time"), one("shop/queue: they hang up on hold")
    assert menu.goes_with(queue)
    assert not menu.goes_with(one("shop/menu: they fall silent"))
    assert not one("cell is busy").goes_with(one("cell is declined"))
    assert one("cell is busy").goes_with(one("desk is busy"))
    assert not one("the line is busy").goes_with(menu)
    labels = [step.label for step in queue.apply(menu.apply(scene())).company.steps if step.label]
    assert len(labels) == len(set(labels))


def test_every_change_leads_to_steps_that_are_there() -> None:
    found = twists(tree(), scene(), ["cell"])
    for first in found:
        for second in found:
            changed = first.apply(scene())
            changed = second.apply(changed) if first.goes_with(second) else changed
            steps = changed.company.steps
            clauses = [clause for step in steps if isinstance(step, Prompt) for clause in step.clauses]
            actions = [*steps, *(action for clause in clauses for action in clause.actions)]
            assert {one.target for one in actions if isinstance(one, Goto)} <= {step.label for step in steps}


def test_garbled_words_mean_nothing_and_are_as_many() -> None:
    assert garble("For sales, press 1.") == "roF selas sserp …"
