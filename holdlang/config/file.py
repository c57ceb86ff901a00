"""Reading a YAML file into a model, with every mistake named by file, line and key.

Not responsible for what the keys mean (see `holdlang.config`). Values are never quoted in an error, since one of them
may be a password that was written into the wrong place.
"""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from holdlang.errors import UsageError
from holdlang.yamlwords import HELP, complaint

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Problem:
    """One mistake. `line` counts from 1; `key` is the dotted way to the value. Either may be empty."""

    file: str
    line: int | None
    key: str
    message: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return ": ".join(part for part in (place, self.key, self.message) if part)


class ConfigError(UsageError):
    """The configuration cannot be used; `problems` lists everything that is wrong with it."""

    def __init__(self, problems: Sequence[Problem], help: str | None = None) -> None:  # noqa: A002 - as in UsageError
        super().__init__("\n".join(str(problem) for problem in problems), help)
        self.problems = tuple(problems)

    def words(self) -> str:
        lines = [f"error: {problem}" for problem in self.problems]
        return "\n".join(lines if self.help is None else [*lines, f"help: {self.help}"])


def read(path: Path, model: type[M]) -> M:
    """Read the YAML file at `path` as a `model`; relative paths in it start at its folder. Raises `ConfigError`."""
    tree = _load(path)
    try:
        return model.model_validate(_without_empty(tree), context={"folder": path.parent.absolute()})
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=True)
        problems = [_problem(str(path), tree, model, detail) for detail in details]
        raise ConfigError(sorted(problems, key=lambda problem: problem.line or 0)) from None


def _load(path: Path) -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.constructor import DuplicateKeyError
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    def wrong(message: str, line: int | None = None, advice: str | None = None) -> ConfigError:
        return ConfigError([Problem(str(path), line, "", message)], advice)

    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise wrong("there is no such file", advice=f"`holdlang init {path}` writes one to fill in") from None
    except UnicodeDecodeError:
        raise wrong("this is not a text file in UTF-8") from None
    except OSError as error:
        raise wrong(f"cannot be read ({error.strerror})") from None
    try:
        tree = YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        twice = isinstance(error, DuplicateKeyError)
        if twice:
            raise wrong("the same key stands here twice", line) from None
        raise wrong(f"not YAML: {complaint(error.problem)}", line, HELP) from None
    except YAMLError as error:
        raise wrong(f"not YAML ({type(error).__name__})") from None
    if tree is not None and not isinstance(tree, dict):
        raise wrong("should be keys and values, such as `trunk:`", 1)
    return tree or {}


def _without_empty(value: Any) -> Any:
    """Plain values; a key with nothing after it, as is left when its lines are commented out, counts as not written."""
    if isinstance(value, dict):
        return {key: _without_empty(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_without_empty(inner) for inner in value]
    return value


def _problem(file: str, tree: Any, model: type[BaseModel], detail: ErrorDetails) -> Problem:
    way = [part for part in detail["loc"] if part != "[key]"]
    return Problem(file, _line(tree, way), ".".join(map(str, way)), _message(model, way, detail))


def _line(tree: Any, way: Sequence[int | str]) -> int | None:
    """The line of the last key of `way` that is written in the file; one that YAML merged in (`<<`) has none."""
    line: int | None = None
    for part in way:
        if isinstance(tree, dict) and part in tree:
            places = tree.lc.data or {}  # type: ignore[attr-defined]
            line = places[part][0] + 1 if part in places else line
        elif isinstance(tree, list) and isinstance(part, int) and part < len(tree):
            line = tree.lc.item(part)[0] + 1  # type: ignore[attr-defined]
        else:
            break
        tree = tree[part]
    return line


def _message(model: type[BaseModel], way: Sequence[int | str], detail: ErrorDetails) -> str:
    match detail["type"]:
        case "extra_forbidden":
            known = _keys(model, way[:-1])
            near = difflib.get_close_matches(str(way[-1]), known, n=1)
            advice = f"did you mean `{near[0]}`?" if near else f"the keys here are {', '.join(known)}"
            return f"there is no such key; {advice}"
        case "missing":
            return "is missing"
        case "string_type" if isinstance(detail["input"], int | float):
            return "should be text; put it in quotes, or YAML takes it for a number"
        case "model_type" | "dict_type":
            return "should be keys and values, one a line and indented"
        case "tuple_type":
            return 'should be a list, such as ["+1800*", "+1888*"]'
        case _:
            return detail["msg"].replace("Input should", "should")


def _keys(model: type[BaseModel], way: Sequence[int | str]) -> list[str]:
    """The keys that may stand in the mapping that `way` leads to."""
    steps = list(way)
    while steps:
        field = next(f for name, f in model.model_fields.items() if (f.alias or name) == steps[0])
        inner = model_in(field.annotation)
        assert inner is not None
        steps = steps[2:] if get_origin(field.annotation) is dict else steps[1:]
        model = inner
    return [field.alias or name for name, field in model.model_fields.items()]


def model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside a type such as `Trunk | None` or `dict[str, Device]`; None if there is none."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := model_in(inner))), None)
