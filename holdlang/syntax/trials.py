"""Parse trees to the lines of a `test`. Not responsible for the flow and tree it names (`holdlang.names.resolve`)."""

from holdlang.diagnostics import replacement
from holdlang.model import (
    Asking,
    Deaf,
    Ending,
    Expectation,
    Fault,
    Given,
    Jitter,
    Loss,
    ModelDown,
    Noise,
    Pressing,
    Reaching,
    Wording,
)
from holdlang.syntax.parser import Node, Token
from holdlang.syntax.reader import Reader, child_node, child_nodes, tokens
from holdlang.syntax.values import Unreadable, meant_decibels, read_decibels

MOST_ASKS = 999


class Trials(Reader):
    """Reads the `given`, `with` and `expect` lines of a test."""

    def given(self, node: Node) -> Given:
        """A value for the flow."""
        _, name = tokens(node)
        self.spans[("name",)] = self.span(name)
        return Given(name=str(name), value=self.value(child_node(node), ()))

    def fault(self, node: Node) -> Fault:
        """What is wrong with the line, or with us."""
        inner = child_node(node)
        value = tokens(inner)[-1]
        match inner.data:
            case "loss":
                return Loss(percent=self.percent(value))
            case "jitter":
                return Jitter(seconds=self.seconds(value, "ms"))
            case "noise":
                return Noise(decibels=self._decibels(value))
            case "deaf":
                return Deaf(percent=self.percent(value))
            case _:
                return ModelDown()

    def _decibels(self, token: Token) -> float:
        try:
            return read_decibels(token)
        except Unreadable as error:
            meant = meant_decibels(token)
            fix = replacement(meant, self.span(token)) if meant else None
            hint = f"write `{meant}`" if meant else "such as `-20dB`: so far below the loudest that a line can carry"
            self.report("HL208", f"`{token[:40]}` is {error}", self.span(token), "", hint, fix)
            return 0.0

    def expectation(self, node: Node) -> Expectation:
        """What must come of the call."""
        inner = child_node(node)
        kind, *values = tokens(inner)
        match inner.data:
            case "pressed_keys":
                return Pressing(keys=tuple(self.keys(value, ("keys", place)) for place, value in enumerate(values)))
            case "wording":
                return Wording.model_validate({"kind": str(kind), "text": self.text(values[0])})
            case "reached":
                self.spans[("target",)] = self.span(values[0])
                return Reaching(label=str(values[0]))
            case "asks":
                return Asking(most=self.number(values[0], 0, MOST_ASKS, "the number of questions"))
            case _:
                return self._ending(inner)

    def _ending(self, node: Node) -> Ending:
        kind, *values = tokens(node)
        within = None
        if late := child_nodes(node):
            within = self.seconds(tokens(late[0])[0])
        match kind.type:
            case "TRANSFERRED":
                self.spans[("device",)] = self.span(values[0])
                return Ending(kind="transferred", device=str(values[0]), within=within)
            case "FAILED":
                return Ending(kind="failed", why=self.text(values[0]) if values else None, within=within)
            case "ENDED":
                return Ending(kind="ended", within=within)
            case _:
                return Ending(kind="not answered", within=within)
