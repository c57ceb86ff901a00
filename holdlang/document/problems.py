"""What is wrong with a document, by file, line and key. Not responsible for reading it.

Values are not quoted: one of them may be a secret.
"""

import difflib
from collections.abc import Callable, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from holdlang.config.file import Problem
from holdlang.document.model import Document, StepType
from holdlang.errors import UsageError

Way = Sequence[str | int]
"""The keys and list places that lead to a value."""

Place = Callable[[Way], int | None]
"""In which line a value stands, or the nearest around it; None if there are no lines."""

DEEPEST = 100
"""Levels of objects and lists: far more than any document has, and far less than Python's own limit."""

__all__ = ["DEEPEST", "DocumentError", "Place", "Problem", "Way", "dotted", "problems"]


class DocumentError(UsageError):
    """The document is no flow; `problems` lists everything that is wrong with it."""

    def __init__(self, problems: Sequence[Problem], help: str | None = None) -> None:  # noqa: A002 - as in UsageError
        super().__init__("\n".join(str(problem) for problem in problems), help)
        self.problems = tuple(problems)

    def words(self) -> str:
        lines = [f"error: {problem}" for problem in self.problems]
        return "\n".join(lines if self.help is None else [*lines, f"help: {self.help}"])


def problems(error: ValidationError, file: str, line: Place) -> list[Problem]:
    """One problem for each mistake that pydantic found, in order of the file."""
    found = []
    for detail in error.errors(include_url=False):
        way = detail.get("ctx", {}).get("way", detail["loc"])
        found.append(Problem(file, line(way), dotted(way), _message(way, detail)))
    return sorted(found, key=lambda problem: problem.line or 0)


def dotted(way: Way) -> str:
    """`steps.#3.timeout`, of the third step; a key that can't be shown is left out."""
    return ".".join(f"#{part + 1}" if isinstance(part, int) else _shown(part) for part in way)


def _shown(key: str) -> str:
    return key[:40] if key.isprintable() else "…"


def _message(way: Way, detail: ErrorDetails) -> str:
    match detail["type"]:
        case "extra_forbidden":
            known = _fields(way)
            key = str(way[-1])[:40]
            near = difflib.get_close_matches(key, known, n=1) or [name for name in known if name.startswith(key)]
            advice = f"did you mean `{near[0]}`?" if near else f"the fields here are {', '.join(known)}"
            return f"there is no such field; {advice}"
        case "missing":
            return "is missing"
        case "literal_error" if way[-1] == "type":
            return f"there is no such type of step; the types are {', '.join(get_args(StepType))}"
        case "string_type" if isinstance(detail["input"], bool | int | float):
            return "should be text; put it in quotes, or it is taken for a number"
        case "model_type" | "model_attributes_type" | "dict_type":
            return "should be an object of keys and values"
        case "list_type" | "tuple_type":
            return "should be a list"
        case _:
            message = detail["msg"].removeprefix("Value error, ").partition(":")[0]
            return message.replace("Input should", "should").replace("Value should", "should")


def _fields(way: Way) -> list[str]:
    """The fields that the object may have in which the last key of `way` stands."""
    models: list[type[BaseModel]] = [Document]
    for part in way[:-1]:
        fields = [model.model_fields[part] for model in models if part in model.model_fields]
        models = models if isinstance(part, int) else [model for field in fields for model in _models(field.annotation)]
    return list(models[0].model_fields) if len(models) == 1 else []


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for inner in get_args(annotation) for found in _models(inner)]
