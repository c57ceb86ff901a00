"""Actions, triggers and clauses as JSON values: `{"press": "3"}`, `{"phrase": "disputes"}`, `"hangup"`.

Not responsible for whole steps (`holdlang.document.steps`). The forms follow from the models: what has one field is
written as a key and its value, what has none as a word, what has more as a key and an object.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

from pydantic import JsonValue, ValidationError

from holdlang.model import Action, Clause, Goto, Trigger
from holdlang.model.actions import Labelled
from holdlang.model.steps import Clauses

Aim = Callable[[str], str]
"""The step id of a label, or the label of a step id."""

COMMON = frozenset({"kind", *Labelled.model_fields})
"""What is not written in a form: the kind is its key, and only steps have the others."""


def forms(union: Any) -> dict[str, type[Any]]:
    """Kind -> class, for `Action` or `Trigger`."""
    return {member.model_fields["kind"].default: member for member in get_args(get_args(union)[0])}


ACTIONS, TRIGGERS = forms(Action), forms(Trigger)


def encode(part: Action | Trigger, aim: Aim) -> JsonValue:
    """An action or a trigger; a `goto` aims at the id of a step."""
    if isinstance(part, Goto):
        return {"goto": aim(part.target)}
    fields: dict[str, JsonValue] = part.model_dump(mode="json", exclude=set(COMMON))
    if not fields:
        return part.kind
    return {part.kind: next(iter(fields.values())) if len(fields) == 1 else fields}


def decode_action(value: JsonValue, aim: Aim) -> Action | None:
    """The action that `value` is the form of; None if it is none."""
    if isinstance(value, Mapping) and isinstance(target := value.get("goto"), str):
        value = {**value, "goto": aim(target)}
    action: Action | None = _decode(value, ACTIONS)
    return action


def decode_trigger(value: JsonValue) -> Trigger | None:
    """The trigger that `value` is the form of; None if it is none."""
    trigger: Trigger | None = _decode(value, TRIGGERS)
    return trigger


def encode_clauses(step: Clauses, aim: Aim) -> dict[str, JsonValue]:
    """The `conditions` of a step; `{}` if it has no clauses."""
    conditions: dict[str, JsonValue] = {}
    if step.clauses:
        conditions["clauses"] = [
            {
                "when": [encode(trigger, aim) for trigger in clause.triggers],
                "do": [encode(action, aim) for action in clause.actions],
            }
            for clause in step.clauses
        ]
    if step.otherwise is not None:
        conditions["else"] = [encode(action, aim) for action in step.otherwise]
    return conditions


def decode_clauses(conditions: Mapping[str, JsonValue], aim: Aim) -> dict[str, Any]:
    """The fields `clauses` and `otherwise` of a step, as far as `conditions` say them in our form."""
    fields: dict[str, Any] = {}
    clauses = [_decode_clause(value, aim) for value in _list(conditions.get("clauses"))]
    if clauses and all(clauses):
        fields["clauses"] = tuple(clauses)
    otherwise = _decode_actions(conditions.get("else"), aim)
    if otherwise:
        fields["otherwise"] = otherwise
    return fields


def _decode_clause(value: JsonValue, aim: Aim) -> Clause | None:
    if not isinstance(value, Mapping) or value.keys() != {"when", "do"}:
        return None
    triggers = [decode_trigger(trigger) for trigger in _list(value["when"])]
    actions = _decode_actions(value["do"], aim)
    if not triggers or not all(triggers) or not actions:
        return None
    return Clause(triggers=tuple(triggers), actions=actions)


def _decode_actions(value: JsonValue, aim: Aim) -> tuple[Action, ...] | None:
    """None if any of them is not in our form, or if there are none."""
    actions = [decode_action(action, aim) for action in _list(value)]
    read = tuple(action for action in actions if action is not None)
    return read if read and len(read) == len(actions) else None


def _decode(value: JsonValue, known: Mapping[str, type[Any]]) -> Any:
    match value:
        case str(kind) if kind in known:
            data: dict[str, JsonValue] = {}
        case Mapping() if len(value) == 1 and next(iter(value)) in known:
            ((kind, said),) = value.items()
            fields = known[kind].model_fields.keys() - COMMON
            if len(fields) == 1:
                data = {next(iter(fields)): said}
            elif fields and isinstance(said, Mapping) and said.keys() <= fields:
                data = dict(said)
            else:
                return None
        case _:
            return None
    try:
        return known[kind].model_validate_json(json.dumps({"kind": kind, **data}), strict=True)
    except ValidationError:
        return None


def _list(value: JsonValue) -> Sequence[JsonValue]:
    return value if isinstance(value, list) else ()
