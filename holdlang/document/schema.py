"""The format as a JSON Schema (draft 2020-12), made from the models; checked in as grammar/callflow.schema.json.

`python -m holdlang.document.schema` prints it. Stricter than what is read: a foreign value under one of our keys has no
place in it, though it is kept, and not looked at, when a document is read. Not responsible for reading documents.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from holdlang.document.code import ACTIONS, COMMON, TRIGGERS
from holdlang.document.model import Document
from holdlang.model import Hold, Transfer

Schema = dict[str, Any]

_REFS = "#/$defs/{model}"


def schema() -> Schema:
    """The schema of a document."""
    found = Document.model_json_schema(ref_template=_REFS)
    defs: Schema = found.pop("$defs")
    defs["Action"] = {"description": "Something to do.", "anyOf": list(_forms(ACTIONS, defs))}
    defs["Trigger"] = {"description": "Something to wait for.", "anyOf": list(_forms(TRIGGERS, defs))}
    defs["Clause"] = {
        "description": "What to do when one of some things happens.",
        "type": "object",
        "properties": {"when": _several("Trigger"), "do": _several("Action")},
        "required": ["when", "do"],
        "additionalProperties": False,
    }
    step, extra = defs["StepDocument"]["properties"], defs["Extra"]["properties"]
    step["conditions"] = _conditions()
    step["metadata"] = _metadata()
    extra["exact"] = {"type": "object", "description": "The flow itself, where the steps can't say all of it."}
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **found,
        "title": "CallFlow",
        "description": "A call flow, as holdlang writes and reads it; grammar/CALLFLOW.md says what it means.",
    }
    tidy: Schema = _untitled({**whole, "$defs": {name: defs[name] for name in sorted(_used(whole, defs))}})
    return tidy


def written() -> str:
    """The schema as it is checked in."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _conditions() -> Schema:
    return {
        "description": "Which way to go. Other keys belong to other programs.",
        "type": "object",
        "properties": {
            "clauses": {"type": "array", "items": {"$ref": "#/$defs/Clause"}, "minItems": 1},
            "else": {**_several("Action"), "description": "What to do when no clause fits."},
        },
    }


def _metadata() -> Schema:
    hold, transfer = (model.model_json_schema()["properties"] for model in (Hold, Transfer))
    device: Schema = {"type": "string"}
    return {
        "description": "What the other fields can't say. Other keys belong to other programs.",
        "type": "object",
        "properties": {
            "action": {"$ref": "#/$defs/Action", "description": "WAIT with timeout 0: what to do."},
            "text": {"type": "string", "description": "SPEAK: the words."},
            "audio_file": {"type": "string", "description": "SPEAK without `text`: the sound file."},
            "price": {**hold["price"], "description": "HOLD: a false ring against a missed person."},
            "device": {**device, "description": "TRANSFER: whom to ring; by default sip_phone."},
            "devices": {
                "description": "TRANSFER: whom to ring one after the other; those of an inner list ring together.",
                "type": "array",
                "items": {"anyOf": [device, {"type": "array", "items": device, "minItems": 1}]},
                "minItems": 1,
            },
            "confirm": {"type": "string", "pattern": "^[0-9*#A-D]$", "description": "TRANSFER: the key that takes it."},
            "by": {**transfer["by"], "description": "TRANSFER: stay in the call, or hand it over."},
        },
    }


def _several(name: str) -> Schema:
    return {"type": "array", "items": {"$ref": _REFS.format(model=name)}, "minItems": 1}


def _forms(classes: Mapping[str, type[BaseModel]], defs: Schema) -> Iterator[Schema]:
    """The forms of `holdlang.document.code`."""
    for kind, model in classes.items():
        found = model.model_json_schema(ref_template=_REFS)
        defs.update({name: part for name, part in found.get("$defs", {}).items() if name not in defs})
        fields = {name: field for name, field in found["properties"].items() if name not in COMMON}
        about = (model.__doc__ or "").partition("\n\n")[0].replace("\n", " ")
        if not fields:
            yield {"const": kind, "description": about}
            continue
        said = next(iter(fields.values()))
        if len(fields) > 1:
            required = [name for name in found["required"] if name in fields]
            said = {"type": "object", "properties": fields, "required": required, "additionalProperties": False}
        yield {
            "type": "object",
            "description": about,
            "properties": {kind: said},
            "required": [kind],
            "additionalProperties": False,
        }


def _used(part: object, defs: Schema) -> set[str]:
    """The definitions that `part` refers to, and those that they refer to."""
    found: set[str] = set()
    waiting = list(_references(part))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _references(defs[name])
    return found


def _references(part: object) -> Iterator[str]:
    if isinstance(part, Mapping):
        if "$ref" in part:
            yield str(part["$ref"]).removeprefix("#/$defs/")
        for inner in part.values():
            yield from _references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _references(inner)


def _untitled(part: Any) -> Any:
    """Without the titles that pydantic makes from the names of fields: they say nothing new."""
    if isinstance(part, list):
        return [_untitled(inner) for inner in part]
    if not isinstance(part, dict):
        return part
    named = isinstance(part.get("properties"), dict) or "type" in part or "anyOf" in part or "$ref" in part
    return {
        key: _untitled(inner)
        for key, inner in part.items()
        if not (key == "title" and named and isinstance(inner, str) and inner != "CallFlow")
    }


if __name__ == "__main__":
    print(written(), end="")
