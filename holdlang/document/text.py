"""Documents as text, and as plain values for a program that has read its JSON already (a web server).

Not responsible for the syntax of JSON (`holdlang.document.jsontext`) and YAML (`holdlang.document.yamltext`), nor for
what a document means.
"""

from typing import Any

from pydantic import BaseModel, ValidationError

from holdlang.document.convert import document_of, flow_of
from holdlang.document.model import Document, Extra, StepDocument
from holdlang.document.problems import DEEPEST, DocumentError, Place, Problem, problems
from holdlang.model import CallFlow

ALWAYS = frozenset({"id", "name", "steps", "type", "description"})
"""Fields of a step that are written even where they say nothing, because the format requires them."""


def to_values(flow: CallFlow) -> dict[str, Any]:
    """The document of a flow as plain values. Fields that say nothing are left out."""
    return values_of(document_of(flow))


def to_json(flow: CallFlow) -> str:
    """The document of a flow as JSON, with a line break at its end."""
    from holdlang.document import jsontext

    return jsontext.write(to_values(flow))


def to_yaml(flow: CallFlow) -> str:
    """The document of a flow as YAML 1.2, with a line break at its end."""
    from holdlang.document import yamltext

    return yamltext.write(to_values(flow))


def from_values(values: object) -> CallFlow:
    """The flow of a document. Raises `DocumentError`, which names every mistake by its keys."""
    return _flow(values, "", lambda _: None)


def from_json(text: str, file: str = "<json>") -> CallFlow:
    """The flow of a document. Raises `DocumentError`, which names every mistake by `file`, line and keys."""
    from holdlang.document import jsontext

    return _flow(jsontext.read(text, file), file, lambda way: jsontext.line(text, way))


def from_yaml(text: str, file: str = "<yaml>") -> CallFlow:
    """The flow of a document. Raises `DocumentError`, which names every mistake by `file`, line and keys."""
    from holdlang.document import yamltext

    values, places = yamltext.read(text, file)
    return _flow(values, file, places)


def values_of(document: Document) -> dict[str, Any]:
    """A document as plain values, as JSON has them. Fields that say nothing are left out."""
    values = _said(document)
    values["steps"] = [_said(step) for step in document.steps]
    times = document.model_dump(mode="json", include={"created_at": True, "updated_at": True})
    values.update({key: time for key, time in times.items() if key in values})
    if document.metadata is not None:
        said = document.metadata.model_dump(mode="json")
        values["metadata"] = {key: said[key] for key in _said(document.metadata)}
    return values


def _said(part: Document | StepDocument | Extra) -> dict[str, Any]:
    fields: dict[str, Any] = {name: getattr(part, name) for name in type(part).model_fields}
    return {
        name: value
        for name, value in fields.items()
        if value is not None and (name in ALWAYS or value != _default(part, name))
    }


def _default(part: BaseModel, name: str) -> object:
    return type(part).model_fields[name].get_default(call_default_factory=True)


def _depth(values: object) -> int:
    """How many levels of objects and lists there are; no more than one beyond `DEEPEST` are counted."""
    depth, level = 0, [values]
    while level and depth <= DEEPEST:
        inner = [list(part.values()) if isinstance(part, dict) else part for part in level]
        level = [value for part in inner if isinstance(part, list) for value in part]
        depth += 1
    return depth


def _flow(values: object, file: str, line: Place) -> CallFlow:
    if not isinstance(values, dict):
        raise DocumentError([Problem(file, 1 if file else None, "", "should be an object of keys and values")])
    if _depth(values) > DEEPEST:
        raise DocumentError([Problem(file, None, "", "nested too deeply")])
    try:
        document = Document.model_validate(values)
    except ValidationError as error:
        raise DocumentError(problems(error, file, line)) from None
    return flow_of(document, file, line)
