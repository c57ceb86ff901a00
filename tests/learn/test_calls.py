"""Law: of every rehearsed call that comes to a person, a flow is learned that is clean, laid out, and comes there again
against the tree of the same call, without a question; and merging the same call changes nothing."""

from pathlib import Path

import pytest

from holdlang.diagnostics.render import render
from holdlang.fmt import format_text
from holdlang.learn.merge import merge_text
from holdlang.load import load
from holdlang.model import Prompt, Test
from holdlang.printer import print_file
from holdlang.source import Source
from tests.conftest import Golden
from tests.learn.calls import IDS, TESTS, called, comes_to_person, files_of, learned, loaded_trial, unmet

pytestmark = pytest.mark.call

GOLDEN = Path(__file__).parent / "golden"

each_call = pytest.mark.parametrize("number", range(len(TESTS)), ids=IDS)


@each_call
def test_what_is_learned_is_clean_and_passes(number: int) -> None:
    lines = called(number)
    if not comes_to_person(lines):
        return
    files = files_of(*learned(lines))
    trial = loaded_trial(files)
    assert render(load(files["learned.hold"]).diagnostics) + render(trial.diagnostics) == ""
    assert [format_text(source) for source in files.values()] == [source.text for source in files.values()]
    assert unmet(trial.tests[0], trial) == []


@each_call
def test_merging_the_same_call_changes_nothing(number: int) -> None:
    lines = called(number)
    if not comes_to_person(lines):
        return
    flow, found = learned(lines)
    source = files_of(flow, found)["learned.hold"]
    merged = merge_text(source, flow.id, found)
    assert (merged.text, merged.changes) == (source.text, ())


@each_call
def test_merging_twice_into_the_flow_that_called_is_merging_once(number: int) -> None:
    file, test = TESTS[number]
    flow = file.scope.flows[test.flow]
    source = next((one.source for one in file.used if any(item.model is flow for item in one.items)), file.source)
    _, found = learned(called(number))
    once = merge_text(source, flow.id, found, ran=True, files=Source.used)
    twice = merge_text(Source(source.name, once.text), flow.id, found, ran=True, files=Source.used)
    assert (twice.text, twice.changes) == (once.text, ())


def test_enough_calls_come_to_a_person() -> None:
    assert sum(comes_to_person(called(number)) for number in range(len(TESTS))) >= 25


@pytest.mark.parametrize("name", ["northgate_bank: the way through", "examples: the way through"])
def test_keys_that_moved_are_followed(name: str) -> None:
    """The learned flow against the same company with other numbers."""
    flow, found = learned(called(IDS.index(name)))
    files = dict(files_of(flow, found))
    trial = loaded_trial(files)
    (tree,) = trial.trees
    steps = tuple(_all_other(step) if isinstance(step, Prompt) else step for step in tree.steps)
    moved = tree.model_copy(update={"steps": steps})
    assert moved != tree
    expects = tuple(one for one in trial.tests[0].expects if one.kind != "pressed")
    test = trial.tests[0].model_copy(update={"expects": expects})
    use = next(item.model for item in trial.items if not isinstance(item.model, Test) and item.model is not tree)
    files["learned.tree.hold"] = Source("learned.tree.hold", print_file([use, moved, test]))
    trial = loaded_trial(files)
    assert unmet(trial.tests[0], trial) == []


def _all_other(menu: Prompt) -> Prompt:
    """The menu with every single digit that it names passed on to the next one, 9 to 1."""
    text = menu.text
    named = [character for character in text if character.isdecimal()]
    if not named:
        return menu
    other = {key: str(int(key) % 9 + 1) for key in named}
    table = str.maketrans(other)
    clauses = tuple(
        clause.model_copy(
            update={
                "triggers": tuple(
                    one.model_copy(update={"keys": one.keys.translate(table)})
                    if one.kind == "pressed" and len(one.keys) == 1
                    else one
                    for one in clause.triggers
                )
            }
        )
        for clause in menu.clauses
    )
    return menu.model_copy(update={"text": text.translate(table), "clauses": clauses})


@pytest.mark.parametrize(
    ("name", "company", "file"),
    [
        ("northgate_bank: the way through", "Northgate Bank", "northgate"),
        ("meridian_air: the way through", "Meridian Air", "meridian"),
    ],
)
def test_it_reads_as_a_person_would_write_it(name: str, company: str, file: str, golden: Golden) -> None:
    files = files_of(*learned(called(IDS.index(name)), company))
    golden(GOLDEN / f"{file}.hold.learned", files["learned.hold"].text)
    golden(GOLDEN / f"{file}.tree.hold.learned", files["learned.tree.hold"].text)
