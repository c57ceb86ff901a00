"""Law 6: a rehearsal in virtual time and a real call by SIP reach the same decisions in the same order.

As a program it holds every test of `examples/` and `flows/`, or those that are named, to it, in real time but with less
waiting; it takes a quarter of an hour:

    python -m tests.rehearse_sip.law6 [--jobs N] [PATH[::NAME] …]

What a recogniser makes of a line is not part of the law: not the words by which one clause was taken, nor which of the
phrases of that clause was heard. Not responsible for whether tests come true (`holdlang test --sip`).
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path

from holdlang.cli.trials.bysip import Sip, by_sip, in_short
from holdlang.cli.trials.collecting import collect
from holdlang.model.steps import Clauses
from holdlang.names.reach import reachable
from holdlang.printer import trigger_text
from holdlang.trials.decisions import Decision, Difference, decisions
from holdlang.trials.rehearsal import Rehearsal
from holdlang.trials.trial import Result, Trial
from runtime.rehearse.virtual.acting import act, script_of

ROOT = Path(__file__).parents[2]

SEED = 0


@dataclass(frozen=True)
class Pair:
    """A test that was made both ways."""

    virtual: Rehearsal | None
    sip: Result

    @property
    def parted(self) -> Difference | None:
        """Where the two calls part; None if they are alike."""
        if self.virtual is None or self.sip.call is None:
            return None
        clauses = _clauses(self.sip.trial)
        both = zip_longest(decisions(self.virtual.lines), decisions(self.sip.call.lines))
        for place, (one, other) in enumerate(both):
            if not _alike(one, other, clauses):
                return Difference(place, one, other)
        return None

    @property
    def agrees(self) -> bool:
        """Whether there are two calls, and they decided and pressed the same."""
        if self.virtual is None or self.sip.call is None:
            return False
        return self.parted is None and list(self.virtual.pressed) == list(self.sip.call.pressed)


def pairs(trials: Sequence[Trial], at_once: int | None = None) -> Iterator[Pair]:
    """Make the calls of these tests both ways."""
    for result in by_sip(Sip(at_once, fast=True))(trials, SEED):
        script = script_of(result.trial.test, result.trial.loaded, SEED) if result.trial.test.tree else None
        yield Pair(None if script is None or result.skipped else act(in_short(script)), result)


def _alike(one: Decision | None, other: Decision | None, clauses: Sequence[set[str]]) -> bool:
    if one is None or other is None or one == other:
        return one == other
    of_one_clause = any({one.clause, other.clause} <= clause for clause in clauses)
    return of_one_clause and replace(one, clause=other.clause) == other


def _clauses(trial: Trial) -> list[set[str]]:
    """What decisions may name for one and the same clause."""
    library = trial.loaded.scope.flows
    steps = (step for flow in reachable(library[trial.test.flow], library) for step in flow.steps)
    clauses = (clause for step in steps if isinstance(step, Clauses) for clause in step.clauses)
    return [{f"on {trigger_text(trigger)}" for trigger in clause.triggers} for clause in clauses]


def main(arguments: Sequence[str]) -> int:
    """Tell of each test whether the law holds; the number of those for which it does not."""
    jobs = int(arguments[arguments.index("--jobs") + 1]) if "--jobs" in arguments else None
    named = arguments[2:] if jobs else arguments
    trials = collect(named or [str(ROOT / "examples"), str(ROOT / "flows")]).trials
    held = broken = 0
    for pair in pairs(trials, jobs):
        held, broken = held + pair.agrees, broken + (not pair.agrees and not pair.sip.skipped)
        print(_line(pair), flush=True)
    print(f"{held} of {len(trials)} tests decide alike in virtual time and by SIP, {broken} do not")
    return broken


def _line(pair: Pair) -> str:
    id_ = pair.sip.trial.id.removeprefix(f"{ROOT}/")
    if pair.agrees:
        return f"✓ {id_}"
    if pair.virtual is None or pair.sip.call is None:
        return f"{'–' if pair.sip.skipped else '✗'} {id_}: {pair.sip.skipped or pair.sip.error}"
    parted = pair.parted
    if parted is None:
        return f"✗ {id_}: pressed {pair.virtual.pressed}, by SIP {pair.sip.call.pressed}"
    sides = [f"{one.step_id}: {one.what} ({one.why})" if one else "the end" for one in (parted.one, parted.other)]
    return f"✗ {id_}\n    virtual: {sides[0]}\n    by SIP:  {sides[1]}"


if __name__ == "__main__":
    sys.exit(min(1, main(sys.argv[1:])))
