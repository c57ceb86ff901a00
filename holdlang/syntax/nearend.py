"""Parse trees to the steps of a flow that wait. Not responsible for the clauses that they decide by, nor for actions
(`holdlang.syntax.parts`)."""

from holdlang.model import Hold, Listen, Transfer, Wait
from holdlang.syntax.parser import Node, Token
from holdlang.syntax.reader import Reader, child_nodes, tokens

KEY = frozenset("0123456789*#ABCD")


class NearEnd(Reader):
    """Reads `wait`, `listen`, `hold` and `transfer`."""

    def near_step(self, node: Node) -> Wait | Listen | Hold | Transfer:
        """The step, without its clauses."""
        values = tokens(node)[1:]
        match node.data:
            case "wait":
                return Wait(seconds=self.seconds(values[0]))
            case "listen":
                return Listen(timeout=self.seconds(values[0])) if values else Listen()
            case "hold":
                return self._hold(values)
            case _:
                return self._transfer(node)

    def _hold(self, values: list[Token]) -> Hold:
        hold = Hold()
        for value in values:
            match value.type:
                case "SURE":
                    hold = hold.model_copy(update={"price": "sure"})
                case "EAGER":
                    hold = hold.model_copy(update={"price": "eager"})
                case _:
                    hold = hold.model_copy(update={"timeout": self.seconds(value)})
        return hold

    def _transfer(self, node: Node) -> Transfer:
        groups = [child for child in child_nodes(node) if child.data == "group"]
        rest = [child for child in child_nodes(node) if child.data != "group"]
        for outer, group in enumerate(groups):
            for inner, name in enumerate(tokens(group)):
                self.spans[("device", outer, inner)] = self.span(name)
        confirm = None
        if asked := [child for child in rest if child.data == "confirm"]:
            (_, token) = tokens(asked[0])
            key = self.keys(token, ("confirm",))
            if key in KEY:
                confirm = key
            else:
                self.report("HL210", f"`{key[:20]}` is not one key", self.span(token), "", "such as `confirm 1`")
        return Transfer(
            targets=tuple(tuple(str(name) for name in tokens(group)) for group in groups),
            confirm=confirm,
            by="refer" if any(child.data == "refer" for child in rest) else "bridge",
        )
