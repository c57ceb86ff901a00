"""The way to run tests as real SIP calls, in real time, several side by side.

Not responsible for making a call (`runtime.rehearse.live`) or for telling what came of it
(`holdlang.cli.trials.reporting`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from holdlang.cli.trials.ways import Way, tried
from holdlang.config import Recogniser
from holdlang.trials.decisions import decisions, first_difference
from holdlang.trials.expecting import judge
from holdlang.trials.rehearsal import Rehearsal
from holdlang.trials.trial import Result, Trial
from runtime.rehearse.live.together import Calls, default_calls
from runtime.rehearse.live.worker import Job
from runtime.rehearse.shortened import shortened
from runtime.rehearse.virtual.acting import Script, act, script_of

PATIENCE = 1.5
"""How many times as long as in virtual time a call may take: people on a real line are asked twice."""

GRACE_SECONDS = 120.0
"""What it may take beyond that: a company that speaks all its prompts on a busy machine, a menu that is not heard."""


@dataclass(frozen=True)
class Sip:
    """How: so many calls `at_once` (None: as many as the cores take), `fast` with trees that wait less."""

    at_once: int | None = None
    fast: bool = False
    recogniser: Recogniser = field(default_factory=Recogniser)


def by_sip(sip: Sip) -> Way:
    """The way by SIP. Results come in the order of the trials. Whoever stops reading them hangs up all calls."""

    def run(trials: Sequence[Trial], seed: int) -> Iterator[Result]:
        plans = [planned(trial, seed, sip) for trial in trials]  # all at first: virtual time shares trio with nobody
        with Calls([plan for plan in plans if isinstance(plan, Job)], sip.at_once or default_calls()) as calls:
            place = count()
            for trial, plan in zip(trials, plans, strict=True):
                if isinstance(plan, Job):
                    yield _result(trial, seed, *calls.outcome(next(place)))
                else:
                    yield plan

    return run


def _result(trial: Trial, seed: int, call: Rehearsal | str, took: float) -> Result:
    if isinstance(call, str):
        return Result(trial, seed, took, error=call)
    return Result(trial, seed, took, call, judge(trial.test, call, trial.mask()))


def planned(trial: Trial, seed: int, sip: Sip) -> Job | Result:
    """The call to be made, or what comes of the test without one. The call is made in virtual time first: that costs
    milliseconds, and says how long the real one will take."""
    if trial.test.call is not None:
        return Result(trial, seed, 0.0, skipped="a call that was kept has nobody who could be called")
    result = tried(trial, seed, lambda trial, seed: act(script_of(trial.test, trial.loaded, seed)))
    if sip.fast and result.call is not None:
        whole = result
        result = tried(trial, seed, lambda trial, seed: act(in_short(script_of(trial.test, trial.loaded, seed))))
        if result.call is not None and not _alike(whole, result):
            return Result(trial, seed, 0.0, skipped="with less waiting the call goes another way")
    if result.call is None:
        return result
    recogniser = sip.recogniser
    vosk = recogniser.chosen_vosk_model
    return Job(
        file=trial.file,
        number=trial.loaded.tests.index(trial.test),
        seed=seed,
        fast=sip.fast,
        limit=GRACE_SECONDS + PATIENCE * result.lasted,
        vosk_model=None if vosk is None else str(vosk),
        acoustic_model=None if recogniser.acoustic_model is None else str(recogniser.acoustic_model),
    )


def in_short(script: Script) -> Script:
    """The same call with trees that wait less."""
    phones = {name: shortened(tree) for name, tree in script.phones.items()}
    return replace(script, company=shortened(script.company), phones=phones)


def _alike(one: Result, other: Result) -> bool:
    """Whether two calls of a test decide alike, and meet the same of what is expected."""
    assert one.call is not None
    assert other.call is not None
    met = [[judgement.met for judgement in result.judgements] for result in (one, other)]
    return met[0] == met[1] and first_difference(decisions(one.call.lines), decisions(other.call.lines)) is None
