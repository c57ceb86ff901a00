"""The figures as tables for people and as JSON, and the list of errors. Not responsible for the figures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

import numpy as np

from tests.bench.hearing.calls import clock
from tests.bench.hearing.ears import Ears
from tests.bench.hearing.figures import Decisions, Followed
from tests.bench.hearing.intervals import Rate, Share
from tests.bench.hearing.listening import Cost
from tests.bench.hearing.material import Material

LATE = 3.0
"""Seconds after which a person that was found is listed with the errors."""


def table(every: dict[str, Decisions]) -> Iterator[str]:
    """A row a detector, in Markdown."""
    yield "| | alarms an hour of hold | first hearings | later | personal | missed | greetings | others | uncertain |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for name, d in every.items():
        cells = [rate(d.per_hour), share(d.first_hearing), share(d.again), share(d.personal), share(d.missed)]
        yield f"| {' | '.join([name, *cells, delays(d.greeting), delays(d.other), median(d.uncertain)])} |"


def heard(ears: Ears) -> Iterator[str]:
    """What our ears noticed, a line a figure."""
    for name, figure in (
        ("speech noticed after (median, 90, 95 %)", delays(ears.onsets, 90, 95)),
        ("speech not noticed", share(ears.unnoticed)),
        ("false onsets an hour of music", rate(ears.false_in_music)),
        ("false onsets an hour of singing", rate(ears.false_in_singing)),
        ("repeats known within 1 s", share(ears.repeats)),
        ("repeats known at all", share(ears.repeats_ever)),
        ("false repeats an hour of speech", rate(ears.false_repeats)),
        ("false tones an hour of music and speech", rate(ears.false_tones)),
        ("key phrases recognised", share(ears.phrase_recall)),
        ("recognised key phrases that were said", share(ears.phrase_precision)),
    ):
        yield f"| {name} | {figure} |"


def spent(costs: Mapping[str, Cost]) -> Iterator[str]:
    """The processor, a line a part."""
    for part, cost in sorted(costs.items()):
        if cost.sound and cost.cpu:
            share, factor = 100 * cost.cpu / cost.sound, cost.sound / cost.cpu
            yield f"| {part} | {share:.2f} % of a core | {factor:.0f} × real time |"


def errors(name: str, every: Sequence[Followed]) -> Iterator[str]:
    """False alarms, people missed and people found late, each with what the detector had to go by."""
    for each in every:
        for alarm in each.false_alarms:
            due = alarm.due
            what = f"{_facts(due.kind, due.facts)} at {clock(due.begin)}: {due.text}" if due else "nothing said"
            yield f"seed {each.call.seed} {clock(alarm.at)} {name}: FALSE ALARM by {what}\n    {alarm.evidence}"
        for person in each.found:
            stay = person.stay
            if person.delay is not None and person.delay <= LATE:
                continue
            late = "MISSED" if person.delay is None else f"LATE {person.delay:.1f} s"
            what = "a recorded person" if stay.recorded else stay.text
            yield (
                f"seed {each.call.seed} {clock(stay.onset)} {name}: {late} (after {stay.before}): {what}\n"
                f"    {person.evidence}"
            )


def _facts(kind: str, facts: frozenset[str]) -> str:
    return " ".join([*sorted(facts), kind])


def as_json(
    options: dict[str, object],
    material: Material,
    every: dict[str, Decisions],
    ears: Ears,
    costs: Mapping[str, Cost],
) -> dict[str, object]:
    """All figures with their intervals."""
    return {
        "options": options,
        "sources": material.sources,
        "detectors": {name: _plain(asdict(d), d) for name, d in every.items()},
        "ears": _plain(asdict(ears), ears),
        "costs": {part: asdict(cost) for part, cost in costs.items()},
    }


def _plain(fields: dict[str, object], figures: Decisions | Ears) -> dict[str, object]:
    """Shares and rates with value and interval, delays as they are."""
    for name in fields:
        match getattr(figures, name):
            case Share() as it:
                fields[name] = {"hits": it.hits, "count": it.count, "value": it.value, "interval": it.interval}
            case Rate() as it:
                fields[name] = {"hits": it.hits, "hours": it.hours, "value": it.value, "interval": it.interval}
    return fields


def share(it: Share) -> str:
    """Like `1.2 % (3 of 250; 0.4–3.5)`."""
    if it.value is None:
        return "–"
    low, high = it.interval
    return f"{_short(100 * it.value)} % ({it.hits} of {it.count}; {_short(100 * low)}–{_short(100 * high)})"


def rate(it: Rate) -> str:
    """Like `2.0 (5 in 2.5 h; 0.6–4.7)`."""
    if it.value is None:
        return "–"
    low, high = it.interval
    return f"{_short(it.value)} ({it.hits} in {it.hours:.2f} h; {_short(low)}–{_short(high)})"


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 99.5 else f"{value:.2g}"


def delays(seconds: Sequence[float], *percentiles: float) -> str:
    """Like `1.5, 2.8, 3.4 s`: median, 90 and 95 %."""
    if not len(seconds):
        return "–"
    told = np.percentile(seconds, [50, *(percentiles or (90, 95))])
    return f"{', '.join(f'{value:.2f}' for value in told)} s"


def median(seconds: Sequence[float]) -> str:
    return f"{np.median(seconds):.2f} s" if len(seconds) else "–"
