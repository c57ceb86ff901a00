"""tests/corpus and examples: sources without a mistake. What those of the corpus mean stands beside them as JSON."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from holdlang.diagnostics.render import render
from holdlang.fmt import format_text
from holdlang.load import load
from holdlang.menu import named_key
from holdlang.model import CallFlow, Phrase, Prompt, Tree
from holdlang.model.steps import Clauses
from holdlang.printer import print_file
from holdlang.resources import data
from holdlang.source import Source

pytestmark = pytest.mark.unit

FOLDER = Path(__file__).parents[1] / "corpus"
CORPUS = sorted(FOLDER.glob("*.hold"))
EXAMPLES = sorted(data("examples").glob("*.hold"))


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_meaning(path: Path, golden: Callable[[Path, str], None]) -> None:
    loaded = load(Source.read(path))
    assert loaded.ok, render(loaded.diagnostics)
    models = [item.model.model_dump(mode="json", exclude_defaults=False) for item in loaded.items]
    golden(path.with_suffix(".json"), json.dumps(models, indent=1, ensure_ascii=False) + "\n")
    printed = Source("printed.hold", print_file(item.model for item in loaded.items))
    assert [item.model for item in load(printed).items] == [item.model for item in loaded.items]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_examples_have_no_mistake_and_are_laid_out(path: Path) -> None:
    source = Source.read(path)
    assert render(load(source, devices=["sip_phone"]).diagnostics) == ""
    assert format_text(source) == source.text


def example(name: str) -> CallFlow | Tree:
    loaded = load(Source.read(data("examples") / name))
    return (*loaded.flows, *loaded.trees)[0]


def test_the_demo_presses_what_its_company_says() -> None:
    """Every key of the flow is the one that a prompt of the tree names for the phrase."""
    flow, tree = example("chase.hold"), example("chase.tree.hold")
    prompts = [step.text for step in tree.steps if isinstance(step, Prompt) and step.clauses]
    wanted = [
        (trigger.text, clause.actions[0].keys)
        for step in flow.steps
        if isinstance(step, Clauses)
        for clause in step.clauses
        for trigger in clause.triggers
        if isinstance(trigger, Phrase) and trigger.text in ("account services", "disputes")
    ]
    assert wanted == [("account services", "3"), ("disputes", "1")]
    assert [named_key(prompt, phrase) for prompt, (phrase, _) in zip(prompts, wanted, strict=True)] == ["3", "1"]


def test_the_changed_company_names_other_keys() -> None:
    tree = example("chase_changed.tree.hold")
    prompts = [step.text for step in tree.steps if isinstance(step, Prompt) and step.clauses]
    assert named_key(prompts[0], "account services") == "5"
