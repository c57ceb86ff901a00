"""Calls to learn from: the rehearsals of the catalogue and of the examples, made in virtual time.

Not responsible for what is learned from them (`tests/learn/test_calls.py`).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from holdlang.calllog import HumanDetected, Line
from holdlang.history import start_of
from holdlang.history.lexicon import common_words
from holdlang.learn.cleaning import cleaned
from holdlang.learn.discoveries import Discovery
from holdlang.learn.learner import CallFlowLearner
from holdlang.learn.log import from_log
from holdlang.learn.source import Origin, flow_text
from holdlang.learn.trial import trial_text
from holdlang.load import Loaded, load
from holdlang.model import CallFlow, Test
from holdlang.source import Source
from holdlang.trials.expecting import judge
from runtime.rehearse.virtual.acting import act, script_of
from tests.flows.test_catalogue import FILES, loaded

ORIGIN = Origin("call_0f3a", date(2026, 11, 29))

TESTS = [(file, test) for path in FILES for file in [loaded(path)] for test in file.tests if test.tree is not None]
IDS = [f"{Path(file.source.name).parent.name}: {test.name}" for file, test in TESTS]


@cache
def called(number: int) -> tuple[Line, ...]:
    """The log of the rehearsal with that number in `TESTS`."""
    file, test = TESTS[number]
    return tuple(act(script_of(test, file)).lines)


def comes_to_person(lines: Sequence[Line]) -> bool:
    return any(isinstance(line.data, HumanDetected) for line in lines)


def learned(lines: Sequence[Line], company: str | None = None) -> tuple[CallFlow, list[Discovery]]:
    """The flow of a call, and the discoveries that it was built from."""
    started = start_of(lines)
    assert started is not None
    found = cleaned(from_log(lines), own=(started.intent or "", company or ""), common=common_words())
    return CallFlowLearner().build_flow(found, started.number, company, started.intent), found


def files_of(flow: CallFlow, found: Sequence[Discovery]) -> Mapping[str, Source]:
    """The two files that are learned, by their names."""
    texts = {
        "learned.hold": flow_text(flow, found, ORIGIN),
        "learned.tree.hold": trial_text(flow, found, "learned.hold"),
    }
    return {name: Source(name, text) for name, text in texts.items()}


def loaded_trial(files: Mapping[str, Source]) -> Loaded:
    return load(files["learned.tree.hold"], files=files.get)


def unmet(test: Test, trial: Loaded) -> list[str]:
    """What did not come true in a rehearsal of the test."""
    return [judgement.why for judgement in judge(test, act(script_of(test, trial))) if not judgement.met]
