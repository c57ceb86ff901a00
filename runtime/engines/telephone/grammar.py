"""Reads the sentence patterns of `sentences.txt`. Not responsible for counting words: that is `build`.

A pattern is a tree of `Word`, `Sequence` and `Choice`. A class `<name>` is the very `Choice` that its lines fill, so
patterns that use it share one tree.
"""

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(r"<[a-z0-9]+>|[()\[\]|]|\d+\*|[^\s()\[\]|<>]+")
_DEFINITION = re.compile(r"<([a-z0-9]+)>\s*=(.*)")


@dataclass(frozen=True)
class Word:
    text: str


@dataclass(frozen=True)
class Sequence:
    parts: "tuple[Pattern, ...]"


@dataclass
class Choice:
    """Weighted alternatives."""

    options: "list[Weighted]" = field(default_factory=list)


Pattern = Word | Sequence | Choice


Weighted = tuple[float, Pattern]


def parse(text: str) -> list[Weighted]:
    """Return the weighted sentence patterns. Raises `ValueError` with the line number for a fault in the text."""
    classes: dict[str, Choice] = {}
    sentences: list[Weighted] = []
    for number, line in enumerate(text.splitlines(), 1):
        content = line.partition("#")[0].strip()
        if not content:
            continue
        try:
            if definition := _DEFINITION.fullmatch(content):
                name, body = definition.groups()
                classes.setdefault(name, Choice()).options.extend(_Parser(body, classes).choice().options)
            else:
                sentences.extend(_Parser(content, classes).choice().options)
        except ValueError as fault:
            raise ValueError(f"line {number}: {fault}") from None
    if undefined := sorted(name for name, choice in classes.items() if not choice.options):
        raise ValueError(f"classes without a line: {', '.join(undefined)}")
    return sentences


class _Parser:
    """Recursive descent over one line; classes are entered by name, defined or not yet."""

    def __init__(self, line: str, classes: dict[str, Choice]) -> None:
        self._tokens = _TOKEN.findall(line)
        self._classes = classes

    def choice(self) -> Choice:
        result = self._alternatives()
        if self._tokens:
            raise ValueError(f"`{self._tokens[0]}` without its opening bracket")
        return result

    def _alternatives(self) -> Choice:
        options = [self._alternative()]
        while self._tokens and self._tokens[0] == "|":
            self._tokens.pop(0)
            options.append(self._alternative())
        return Choice(options)

    def _alternative(self) -> Weighted:
        weight = 1.0
        if self._tokens and self._tokens[0].endswith("*"):
            weight = float(self._tokens.pop(0)[:-1])
        parts: list[Pattern] = []
        while self._tokens and self._tokens[0] not in "|)]":
            parts.append(self._part(self._tokens.pop(0)))
        return weight, parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _part(self, token: str) -> Pattern:
        if token in ("(", "["):
            inner = self._alternatives()
            if not self._tokens or self._tokens.pop(0) != {"(": ")", "[": "]"}[token]:
                raise ValueError(f"`{token}` without its closing bracket")
            if token == "(":
                return inner
            return Choice([(1.0, inner), (1.0, Sequence(()))])
        if token.startswith("<"):
            return self._classes.setdefault(token[1:-1], Choice())
        return Word(token)
