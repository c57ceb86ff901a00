"""HL303: what another clause of the same step already takes.

Longer phrases win, so only what is equal by the rules of matching can shadow; and of two silences the shorter is over
first, wherever it is written.
"""

from collections.abc import Iterator

from holdlang import template
from holdlang.diagnostics.finding import Finding, Removal
from holdlang.match import normalize
from holdlang.model import Clause, Listen, Music, Phrase, Silence, State, Trigger
from holdlang.model.steps import Clauses
from holdlang.syntax.items import Item
from holdlang.syntax.reader import Path


def shadowed_clause(item: Item) -> Iterator[Finding]:
    """Of a clause that is taken as a whole, one finding; else one for each of its triggers that is."""
    for index, step in enumerate(item.steps):
        if isinstance(step, Clauses):
            yield from _in_step(("step", index), step)


def _in_step(path: Path, step: Clauses) -> Iterator[Finding]:
    taken: dict[object, int] = {}
    """What is waited for -> the clause that takes it."""
    shortest = _shortest_silence(step)
    for number, clause in enumerate(step.clauses):
        takers: list[int | None] = []
        for trigger in clause.triggers:
            if isinstance(step, Music) and isinstance(trigger, Silence):  # which it never notices (HL308)
                takers.append(None)
                continue
            key = _key(trigger)
            taker = taken.get(key) if key != () else None
            if taker is None and shortest and isinstance(trigger, Silence) and trigger.seconds > shortest[0]:
                taker = shortest[1]
            takers.append(taker)
            if key != ():
                taken.setdefault(key, number)
        yield from _told(path, step, number, takers)
    yield from _otherwise(path, step)


def _otherwise(path: Path, step: Clauses) -> Iterator[Finding]:
    """`else` of a `listen` waits until the time is over, and so does `on timeout`, which comes first."""
    timeout = next((n for n, clause in enumerate(step.clauses) if State(name="timeout") in clause.triggers), None)
    if isinstance(step, Listen) and step.otherwise is not None and timeout is not None:
        yield Finding(
            "HL303",
            (*path, "else"),
            "this `else` never has its say",
            "it is for the time being over, as `on timeout` is",
            "`on unmatched` takes what no clause matches, `on timeout` what is left",
            related=((((*path, "clause", timeout), "this one is taken instead")),),
        )


def _told(path: Path, step: Clauses, number: int, takers: list[int | None]) -> Iterator[Finding]:
    here: Path = (*path, "clause", number)
    clause = step.clauses[number]
    if all(taker is not None and taker != number for taker in takers):
        same = all(taker is not None and _does_the_same(step.clauses[taker], clause) for taker in takers)
        others = dict.fromkeys(taker for taker in takers if taker is not None)
        yield Finding(
            "HL303",
            here,
            "this clause never has its say",
            "another clause waits for the same",
            "remove it" if same else "",
            related=tuple(((*path, "clause", other), "this one is taken instead") for other in others),
            fix=Removal("remove the clause") if same else None,
        )
        return
    for place, taker in enumerate(takers):
        if taker is not None:
            which = "this clause" if taker == number else "another clause"
            yield Finding(
                "HL303",
                (*here, "trigger", place),
                "this never has its say",
                f"{which} already waits for the same",
                related=() if taker == number else (((*path, "clause", taker), "this one is taken instead"),),
            )


def _does_the_same(one: Clause, other: Clause) -> bool:
    return one.actions == other.actions


def _shortest_silence(step: Clauses) -> tuple[float, int] | None:
    silences = [
        (trigger.seconds, number)
        for number, clause in enumerate(step.clauses)
        for trigger in clause.triggers
        if isinstance(trigger, Silence)
    ]
    return min(silences, default=None)


def _key(trigger: Trigger) -> object:
    """What two triggers that wait for the same have in common; () for one that waits for nothing."""
    match trigger:
        case Phrase(text=text) if any(template.names(text)):
            return trigger
        case Phrase(text=text):
            return normalize(text)
        case _:
            return trigger
