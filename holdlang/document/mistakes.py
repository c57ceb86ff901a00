"""What is wrong with clauses that are meant for us, so that a slip of the pen does not silently turn them off.

`clauses` and `else` of another program that only have the name in common with ours are not mistakes: they are kept, and
nothing here finds anything in them. Not responsible for reading what is right (`holdlang.document.code`).
"""

import difflib
from collections.abc import Collection, Iterator, Mapping

from pydantic import JsonValue

from holdlang.document.code import ACTIONS, TRIGGERS, Aim, decode_action, decode_trigger
from holdlang.document.problems import Way

Mistake = tuple[Way, str]
"""The way to it, from the conditions, and what it is."""

KEYS = ("when", "do")


def mistakes(conditions: Mapping[str, JsonValue], aim: Aim) -> Iterator[Mistake]:
    """Why clauses and `else` in our form, or nearly, can't be read; nothing if they can, or if they are not ours."""
    clauses, otherwise = conditions.get("clauses"), conditions.get("else")
    ours = isinstance(clauses, list) and any(map(_is_clause, clauses))
    if isinstance(clauses, list) and ours:
        for number, clause in enumerate(clauses):
            yield from _in_clause(("clauses", number), clause, aim)
    if isinstance(otherwise, list) and otherwise and (ours or any(_is_meant(one, ACTIONS) for one in otherwise)):
        yield from _in_actions(("else",), otherwise, aim)


def _is_clause(value: JsonValue) -> bool:
    return isinstance(value, Mapping) and all(key in value or _near(key, value) for key in KEYS)


def _is_meant(value: JsonValue, known: Collection[str]) -> bool:
    kind = _kind(value)
    return kind is not None and (kind in known or _near(kind, known) is not None)


def _in_clause(way: Way, clause: JsonValue, aim: Aim) -> Iterator[Mistake]:
    if not isinstance(clause, Mapping):
        yield way, "should be an object with the keys `when` and `do`"
        return
    wrong = [key for key in clause if key not in KEYS]
    for key in wrong:
        near = _near(key, [name for name in KEYS if name not in clause])
        advice = f"did you mean `{near}`?" if near else "the fields here are when, do"
        yield (*way, key), f"there is no such field; {advice}"
    for key in KEYS:
        if key not in clause and not any(_near(other, [key]) for other in wrong):
            yield (*way, key), "is missing"
    if "when" in clause:
        yield from _in_triggers((*way, "when"), clause["when"])
    if "do" in clause:
        yield from _in_actions((*way, "do"), clause["do"], aim)


def _in_triggers(way: Way, values: JsonValue) -> Iterator[Mistake]:
    if not isinstance(values, list) or not values:
        yield way, "should be a list of triggers, of one at least"
        return
    for number, value in enumerate(values):
        if decode_trigger(value) is None:
            yield (*way, number), _why(value, TRIGGERS, "trigger")


def _in_actions(way: Way, values: JsonValue, aim: Aim) -> Iterator[Mistake]:
    if not isinstance(values, list) or not values:
        yield way, "should be a list of actions, of one at least"
        return
    for number, value in enumerate(values):
        if decode_action(value, aim) is None:
            yield (*way, number), _why(value, ACTIONS, "action")


def _why(value: JsonValue, known: Collection[str], noun: str) -> str:
    kind = _kind(value)
    if kind is None:
        return f"should be a word that names the {noun}, or an object with that as its one key"
    if kind in known:
        return f"`{kind}` can't be read, for what it should be followed by is something else"
    near = _near(kind, known)
    advice = f"did you mean `{near}`?" if near else f"there are {', '.join(known)}"
    return f"there is no such {noun}; {advice}"


def _kind(value: JsonValue) -> str | None:
    match value:
        case str():
            return value
        case Mapping() if len(value) == 1:
            return next(iter(value))
    return None


def _near(word: str, known: Collection[str]) -> str | None:
    return next(iter(difflib.get_close_matches(word[:40], list(known), n=1)), None)
