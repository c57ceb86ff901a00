"""YAML 1.2 text to plain values and back, with the line of each value.

Only what JSON has too is read: texts, numbers, true, false, null, lists and mappings with texts for keys. Tags are
refused, so that no YAML makes the program do anything; anchors and aliases are, so that a short text can't stand for an
endless one. A date stays the text that it is written as. Not responsible for what the values mean.
"""

import io
import math
import re
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.representer import SafeRepresenter

from holdlang.document.problems import DEEPEST, DocumentError, Problem, Way, dotted
from holdlang.yamlwords import complaint

LONGEST = 1_000_000
"""Characters: some thousands of steps. ruamel.yaml reads about 200 000 a second, and 50 000 of the worst kind."""

_CORE = "tag:yaml.org,2002:"
_TEXTS = {_CORE + kind for kind in ("str", "timestamp", "value")}

_PLAIN = re.compile(r"[^\W\d_][\w .,/()$+\\-]*|\$\w+")
_WORDS = re.compile(r"y|yes|n|no|on|off|true|false|null", re.IGNORECASE)
"""What YAML 1.1, which many programs still read, takes for true, false or null."""


class Places:
    """The lines of a YAML text."""

    def __init__(self) -> None:
        self.lines: dict[tuple[str | int, ...], int] = {}

    def __call__(self, way: Way) -> int | None:
        """The line, from 1, of the last key of `way` that is written in the text, or of the whole."""
        known = (self.lines.get(tuple(way[:length])) for length in range(len(way), -1, -1))
        return next((line for line in known if line is not None), None)


def read(text: str, file: str) -> tuple[Any, Places]:
    """The value that `text` is, and where its parts stand. Raises `DocumentError`."""
    if len(text) > LONGEST:
        raise _wrong(file, None, f"longer than {LONGEST:,} characters; give it as JSON")
    yaml = YAML(typ="safe", pure=True)
    places = Places()
    try:
        node = yaml.compose(io.StringIO(text))
        return (None if node is None else _Reader(file, yaml, places).value(node, ())), places
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _wrong(file, mark.line + 1 if mark else None, f"not YAML: {complaint(_said(error))}") from None
    except ReaderError as error:
        number = text.count("\n", 0, error.position) + 1
        raise _wrong(file, number, "not YAML: a control character stands here") from None
    except YAMLError as error:
        raise _wrong(file, None, f"not YAML ({type(error).__name__})") from None
    except RecursionError:
        raise _wrong(file, None, "nested too deeply") from None


def write(value: Any) -> str:
    """`value` as YAML in block style."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Representer = _Representer
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.allow_unicode = True
    yaml.width = 1 << 30
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    yaml.dump(value, stream)
    return stream.getvalue()


class _Representer(SafeRepresenter):
    """Texts stand without quotation marks only where no reader can take them for something else."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the signature of ruamel.yaml
        return True

    def represent_str(self, data: str) -> Any:
        plain = _PLAIN.fullmatch(data) and not data.endswith(" ") and not _WORDS.fullmatch(data)
        return self.represent_scalar(_CORE + "str", data, style=None if plain else '"')


_Representer.add_representer(str, _Representer.represent_str)


class _Reader:
    """Nodes to values."""

    def __init__(self, file: str, yaml: YAML, places: Places) -> None:
        self._file = file
        self._constructor = yaml.constructor
        self._places = places.lines

    def value(self, node: Node, way: tuple[str | int, ...]) -> Any:
        number = node.start_mark.line + 1
        self._places.setdefault(way, number)
        if node.anchor is not None:
            raise _wrong(self._file, number, "anchors (`&`) and aliases (`*`) are not read here", way)
        if len(way) > DEEPEST:
            raise _wrong(self._file, number, "nested too deeply", way[:3])
        match node:
            case MappingNode() if node.tag == _CORE + "map":
                return self._mapping(node, way)
            case SequenceNode() if node.tag == _CORE + "seq":
                return [self.value(item, (*way, place)) for place, item in enumerate(node.value)]
            case ScalarNode():
                return self._scalar(node, way, number)
        raise _wrong(self._file, number, "tags (`!`) are not read here", way)

    def _mapping(self, node: MappingNode, way: tuple[str | int, ...]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in node.value:
            number = key.start_mark.line + 1
            if not isinstance(key, ScalarNode) or key.tag not in _TEXTS:
                raise _wrong(self._file, number, "a key should be text; put it in quotes", way)
            if key.value in found:
                raise _wrong(self._file, number, "the same key stands here twice", (*way, key.value))
            self._places[(*way, key.value)] = number
            found[key.value] = self.value(value, (*way, key.value))
        return found

    def _scalar(self, node: ScalarNode, way: tuple[str | int, ...], number: int) -> Any:
        if node.tag in _TEXTS:
            return node.value
        try:
            match str(node.tag).removeprefix(_CORE):
                case "null":
                    return None
                case "bool":
                    return self._constructor.construct_yaml_bool(node)
                case "int":
                    return int(self._constructor.construct_yaml_int(node))
                case "float" if math.isfinite(found := float(self._constructor.construct_yaml_float(node))):
                    return found
        except (ValueError, KeyError):
            pass
        else:
            if node.tag != _CORE + "float":
                raise _wrong(self._file, number, "tags (`!`) are not read here", way)
        raise _wrong(self._file, number, "is not a number that JSON has", way)


def _said(error: MarkedYAMLError) -> str:
    return " ".join(filter(None, (error.context, error.problem)))


def _wrong(file: str, number: int | None, message: str, way: Way = ()) -> DocumentError:
    return DocumentError([Problem(file, number, dotted(way), message)])
