"""Tokens to values: texts, keys, durations, numbers. What steps, headers and tests are read with.

A value that can't be read is reported and a harmless one stands in for it, so that the rest is still checked.
"""

from dataclasses import dataclass, field
from typing import Literal

from holdlang.diagnostics import Diagnostic, Edit, Fix, replacement
from holdlang.source import Source, Span
from holdlang.syntax.parser import Node, Token, token_span
from holdlang.syntax.values import (
    Unreadable,
    is_percent,
    lone_backslashes,
    meant_duration,
    read_duration,
    read_percent,
    read_text,
)
from holdlang.template import MARK, names

Path = tuple[str | int, ...]
"""Where in an item something stands, such as ``("step", 2, "clause", 0, "action", 1, "target")``."""

Side = Literal["flow", "tree"]


@dataclass
class Reader:
    """Reads the tree of one segment that starts at offset `base`. `spans` and `diagnostics` fill as it reads."""

    source: Source
    base: int
    side: Side
    spans: dict[Path, Span] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def text(self, token: Token | Node, path: Path = ()) -> str:
        """The characters of a text in quotation marks. Its variables are marked below `path`."""
        assert isinstance(token, Token)
        self._mark(token, path)
        try:
            return read_text(token)
        except Unreadable as error:
            start = self.span(token).start + error.offset
            span = Span(start, start + error.length)
            places = [self.span(token).start + offset for offset in lone_backslashes(token)]
            edits = tuple(Edit(Span(place, place), "\\") for place in places)
            fix = Fix("write `\\\\`", edits) if edits else None
            self.report("HL204", str(error), span, "unknown escape", "write `\\\\` for a backslash", fix)
            return token[1:-1]

    def keys(self, token: Token, path: Path) -> str:
        """Keys, bare or in quotation marks. Which keys there are is a matter of `holdlang.checks`."""
        self.spans[(*path, "keys")] = self.span(token)
        return self.text_or_bare(token, path)

    def value(self, node: Node | Token, path: Path) -> str:
        """What a variable is given: a text, digits, or another variable."""
        assert isinstance(node, Node)
        (token,) = tokens(node)
        self.spans[(*path, "value")] = self.span(token)
        return self.text_or_bare(token, path)

    def text_or_bare(self, token: Token, path: Path) -> str:
        """A text in quotation marks, or what can stand without them."""
        if token.type == "TEXT":
            return self.text(token, path)
        self._mark(token, path)
        return str(token)

    def seconds(self, token: Token, *usual: str) -> float:
        """A duration. `usual` are the units it is likely meant in when it has none."""
        try:
            return read_duration(token)
        except Unreadable as error:
            hint = "write such as `500ms`, `15s`, `10m`, `2h` or `1h30m`"
            if token.isdigit():
                hint = "say the unit: " + " or ".join(f"`{token[:9]}{unit}`" for unit in usual or ("s", "m"))
            if "range" in str(error):
                hint = "durations go from `1ms` to one week, `168h`"
            meant = meant_duration(token)
            fix = replacement(meant, self.span(token)) if meant else None
            if meant:
                hint = f"write `{meant}`"
            self.report("HL201", f"`{token[:40]}` is {error}", self.span(token), "", hint, fix)
            return 1.0

    def number(self, token: Token, least: int, most: int, what: str) -> int:
        """A whole number from `least` to `most`."""
        if len(token) > len(str(most)) or not least <= int(token) <= most:
            self.report("HL208", f"{what} can't be `{token[:20]}`", self.span(token), f"not from {least} to {most}")
            return least
        return int(token)

    def percent(self, token: Token) -> float:
        """A share, such as `5%` or `0.5%`."""
        try:
            return read_percent(token)
        except Unreadable as error:
            meant = f"{token}%"
            fix = replacement(meant, self.span(token)) if is_percent(meant) else None
            hint = f"write `{meant}`" if fix else "such as `30%` or `0.5%`"
            self.report("HL208", f"`{token[:40]}` is {error}", self.span(token), "", hint, fix)
            return 1.0

    def _mark(self, token: Token, path: Path) -> None:
        """Note where the variables of a text stand, each where it stands first."""
        if MARK in token:
            start = self.span(token).start
            for name, place in names(token):
                self.spans.setdefault((*path, MARK + name), Span(start + place.start, start + place.end))

    def report(  # noqa: PLR0917 - a diagnostic, said in full
        self, code: str, message: str, span: Span, label: str = "", hint: str = "", fix: Fix | None = None
    ) -> None:
        """Keep a diagnostic."""
        self.diagnostics.append(Diagnostic(code, message, span, self.source, label, hint, fix=fix))

    def span(self, part: Token | Node) -> Span:
        """Where a token or a tree of them stands in the file."""
        return token_span(part, self.base)


def tokens(node: Node) -> list[Token]:
    """The tokens directly under `node`."""
    return [child for child in node.children if isinstance(child, Token)]


def child_node(node: Node) -> Node:
    """The one tree directly under `node`."""
    (inner,) = child_nodes(node)
    return inner


def child_nodes(node: Node) -> list[Node]:
    """The trees directly under `node`."""
    return [child for child in node.children if isinstance(child, Node)]
