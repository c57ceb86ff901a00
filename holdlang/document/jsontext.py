"""JSON text to plain values and back, and the line where a value stands (RFC 8259).

Not responsible for what the values mean. Lines are looked for only when there is a mistake to be told.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from holdlang.document.problems import DocumentError, Problem, Way, dotted

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)


class _Twice(Exception):
    """An object has the same key twice."""


def read(text: str, file: str) -> Any:
    """The value that `text` is. Raises `DocumentError`."""
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse, parse_float=_finite)
    except json.JSONDecodeError as error:
        raise _wrong(file, error.lineno, f"not JSON: {_described(error)}") from None
    except _Twice:
        way, line = next((way, line) for way, line, twice in _places(text) if twice)
        raise _wrong(file, line, "the same key stands here twice", dotted(way)) from None
    except (ValueError, RecursionError) as error:
        raise _wrong(file, None, _limits(error)) from None
    return value


def write(value: Any) -> str:
    """`value` as JSON on lines of its own, indented by two spaces."""
    written = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)
    return re.sub("[\ud800-\udfff]", lambda half: f"\\u{ord(half[0]):04x}", written) + "\n"


def line(text: str, way: Way) -> int:
    """The line, from 1, of the last key of `way` that is written in `text`, or of the whole."""
    wanted = tuple(way)
    best, found = 0, text.count("\n", 0, len(text) - len(text.lstrip())) + 1
    for place, number, _ in _places(text):
        if best < len(place) <= len(wanted) and wanted[: len(place)] == place:
            best, found = len(place), number
    return found


def _places(text: str) -> Iterator[tuple[tuple[str | int, ...], int, bool]]:
    """For each value inside another: the way to it, the line of its key, and whether the key stood there before."""
    way: list[str | int] = []
    keys: list[set[str]] = []
    previous, number, at = "", 1, 0
    for token in _TOKEN.finditer(text):
        number += text.count("\n", at, token.start())
        at = token.start()
        said = token[0]
        if said == ":":
            key = json.loads(previous)
            way[-1] = key
            yield tuple(way), number, key in keys[-1]
            keys[-1].add(key)
        elif said in "}]":
            way.pop()
            keys.pop()
        else:
            if way and isinstance(way[-1], int) and (previous == "," or (previous == "[" and said != ",")):
                way[-1] += 1
                yield tuple(way), number, False
            if said in "{[":
                way.append("" if said == "{" else -1)
                keys.append(set())
        previous = said


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Twice
    return found


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is not JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError("a number is too large")
    return number


def _limits(error: ValueError | RecursionError) -> str:
    if isinstance(error, RecursionError):
        return "nested too deeply"
    message = str(error)
    return "a number has too many digits" if "digits" in message else message


def _described(error: json.JSONDecodeError) -> str:
    return f"{error.msg[:1].lower()}{error.msg[1:]} at column {error.colno}"


def _wrong(file: str, number: int | None, message: str, key: str = "") -> DocumentError:
    return DocumentError([Problem(file, number, key, message)])
