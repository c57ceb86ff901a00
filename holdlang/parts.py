"""Parse trees to parts of the model: steps, clauses, headers. Not responsible for which part belongs to which item
(`holdlang.build`), nor for names that point nowhere (`holdlang.resolve`).

A value that can't be read is reported and a harmless one stands in for it, so that the rest is still checked.
"""

from dataclasses import dataclass, field
from typing import Literal

from lark import Token, Tree

from holdlang.diagnostics import Diagnostic
from holdlang.model import (
    Action,
    Again,
    Answer,
    Clause,
    End,
    Fail,
    Goto,
    Hangup,
    Hold,
    Human,
    Listen,
    Music,
    NoAnswer,
    Note,
    Notify,
    Pattern,
    Phrase,
    Play,
    Press,
    Pressed,
    Prompt,
    Reject,
    Say,
    Silence,
    State,
    Step,
    Transfer,
    TreeStep,
    Trigger,
    Wait,
)
from holdlang.parser import Node, token_span
from holdlang.source import Source, Span
from holdlang.values import Unreadable, read_duration, read_text

Side = Literal["flow", "tree"]
Path = tuple[str | int, ...]
"""Where in an item something stands, such as ``("step", 2, "clause", 0, "action", 1, "target")``."""

BOTH_STEPS = frozenset({"wait", "say", "play", "note", "goto", "hangup"})
TREE_STEPS = frozenset({"answer", "reject", "busy", "no_answer", "music", "human"})
TREE_ACTIONS = frozenset({"say", "play", "goto", "hangup"})
MOST_RINGS = 100


@dataclass
class Parts:
    """Reads the tree of one segment that starts at offset `base`. `spans` and `diagnostics` fill as it reads."""

    source: Source
    base: int
    side: Side
    spans: dict[Path, Span] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    # --- the three kinds of segment inside an item

    def step(self, node: Node) -> Step | TreeStep | None:
        """The step without its clauses; None if it belongs to the other side."""
        label = None
        for child in node.children:
            if isinstance(child, Token):
                label = label_of(child)
                self.spans[("label",)] = Span(self.base, self.base + len(label))
        inner = child_node(node)
        own = inner.data in TREE_STEPS if self.side == "tree" else inner.data not in TREE_STEPS
        if not own and inner.data not in BOTH_STEPS:
            other = "flow" if self.side == "tree" else "tree"
            self._wrong_side(inner, f"is a step of a {other}, not of a {self.side}")
            return None
        if inner.data == "say" and self.side == "tree":
            return Prompt(label=label, text=self._text(inner.children[1]))
        step = self._step(inner)
        return step.model_copy(update={"label": label}) if label else step

    def clause(self, node: Node) -> Clause | None:
        """An `on` clause; None if one of its parts belongs to the other side."""
        triggers, actions = node.children
        assert not isinstance(triggers, Token)
        found = [
            self._trigger(child, index) for index, child in enumerate(triggers.children) if isinstance(child, Tree)
        ]
        if any(trigger is None for trigger in found):
            return None
        done = self._actions(actions)
        if done is None:
            return None
        return Clause(triggers=tuple(trigger for trigger in found if trigger), actions=done)

    def otherwise(self, node: Node) -> tuple[Action, ...] | None:
        """The actions of an `else` clause; None if one belongs to the other side."""
        return self._actions(node.children[0])

    def texts(self, node: Node) -> tuple[str, ...]:
        """The values of a header line: names as they stand, texts without their quotation marks."""
        return tuple(self._text(token) if token.type == "TEXT" else str(token) for token in tokens(node)[1:])

    # --- inside them

    def _actions(self, node: Node | Token) -> tuple[Action, ...] | None:
        assert isinstance(node, Tree)
        found: list[Action] = []
        for index, child in enumerate(node.children):
            assert isinstance(child, Tree)
            path: Path = ("action", index)
            self.spans[path] = self._span(child)
            if self.side == "tree" and child.data not in TREE_ACTIONS:
                self._wrong_side(child, "is for flows; a clause of a tree can say, play, goto and hangup")
                return None
            found.append(self._action(child, path))
        return tuple(found)

    def _step(self, node: Node) -> Step | TreeStep:
        values = tokens(node)[1:]
        match node.data:
            case "wait":
                return Wait(seconds=self._seconds(values[0]))
            case "listen":
                return Listen(timeout=self._seconds(values[0])) if values else Listen()
            case "hold":
                return self._hold(values)
            case "transfer":
                return self._transfer(node)
            case "answer":
                return Answer(rings=self._rings(values[0])) if values else Answer()
            case "reject":
                return Reject(code=self._sip_code(values[0])) if values else Reject()
            case "busy":
                return Reject()
            case "no_answer":
                return NoAnswer()
            case "music":
                path = self._text(values[1]) if len(values) > 1 else None
                return Music(seconds=self._seconds(values[0]), path=path)
            case "human":
                return Human(text=self._text(values[0]))
            case _:
                return self._action(node, ())

    def _action(self, node: Node, path: Path) -> Action:
        values = tokens(node)[1:]
        match node.data:
            case "press":
                return Press(keys=self._keys(values[0], path))
            case "say":
                return Say(text=self._text(values[0]))
            case "play":
                return Play(path=self._text(values[0]))
            case "notify":
                return Notify(text=self._text(values[0]))
            case "note":
                return Note(text=self._text(values[0]))
            case "goto":
                self.spans[(*path, "target")] = self._span(values[0])
                return Goto(target=str(values[0]))
            case "again":
                return Again()
            case "hangup":
                return Hangup()
            case "fail":
                return Fail(reason=self._text(values[0]))
            case "end":
                return End()
            case rule:
                raise AssertionError(f"no such action: {rule}")

    def _hold(self, values: list[Token]) -> Hold:
        hold = Hold()
        for value in values:
            match value.type:
                case "SURE":
                    hold = hold.model_copy(update={"price": "sure"})
                case "EAGER":
                    hold = hold.model_copy(update={"price": "eager"})
                case _:
                    hold = hold.model_copy(update={"timeout": self._seconds(value)})
        return hold

    def _transfer(self, node: Node) -> Transfer:
        groups = [child for child in node.children if isinstance(child, Tree)]
        for outer, group in enumerate(groups):
            for inner, name in enumerate(tokens(group)):
                self.spans[("device", outer, inner)] = self._span(name)
        return Transfer(targets=tuple(tuple(str(name) for name in tokens(group)) for group in groups))

    def _trigger(self, node: Node, index: int) -> Trigger | None:
        path: Path = ("trigger", index)
        self.spans[path] = self._span(node)
        if self.side == "tree" and node.data not in ("pressed", "silence"):
            self._wrong_side(node, "can't be heard by a tree; its clauses wait for `press` and `silence`")
            return None
        if self.side == "flow" and node.data == "pressed":
            self._wrong_side(node, "waits for a caller's key, which is for trees; a flow waits for what it hears")
            return None
        values = tokens(node)
        match node.data:
            case "phrase":
                return Phrase(text=self._text(values[0]))
            case "pattern":
                try:
                    return Pattern(regex=values[0][1:-1])
                except ValueError:
                    self._report(
                        "HL202", "this pattern is not a regular expression", self._span(values[0]), _why(values[0])
                    )
                    return None
            case "silence":
                return Silence(seconds=self._seconds(values[1]))
            case "pressed":
                return Pressed(keys=self._keys(values[1], path))
            case "state":
                return State.model_validate({"name": " ".join(values)})
            case rule:
                raise AssertionError(f"no such trigger: {rule}")

    # --- values

    def _text(self, token: "Token | Node") -> str:
        assert isinstance(token, Token)
        try:
            return read_text(token)
        except Unreadable as error:
            start = self._span(token).start + error.offset
            span = Span(start, start + error.length)
            self._report("HL204", str(error), span, "unknown escape", "write `\\\\` for a backslash")
            return token[1:-1]

    def _keys(self, token: Token, path: Path) -> str:
        self.spans[(*path, "keys")] = self._span(token)
        return self._text(token) if token.type == "TEXT" else str(token)

    def _seconds(self, token: Token) -> float:
        try:
            return read_duration(token)
        except Unreadable as error:
            hint = "write such as `500ms`, `15s`, `10m`, `2h` or `1h30m`"
            if token.isdigit():
                hint = f"say the unit: `{token[:9]}s` or `{token[:9]}m`"
            if "range" in str(error):
                hint = "durations go from `1ms` to one week, `168h`"
            self._report("HL201", f"`{token[:40]}` is {error}", self._span(token), "", hint)
            return 1.0

    def _rings(self, token: Token) -> int:
        if len(token) > 3 or int(token) > MOST_RINGS:
            self._report(
                "HL206", "no phone rings that often", self._span(token), f"at most {MOST_RINGS}", "write `no answer`"
            )
            return 1
        return int(token)

    def _sip_code(self, token: Token) -> int:
        if len(token) != 3 or not 300 <= int(token) <= 699:
            hint = "480 is unavailable, 486 busy, 603 declined"
            self._report("HL205", f"`{token[:40]}` refuses no call", self._span(token), "not from 300 to 699", hint)
            return 486
        return int(token)

    def _wrong_side(self, node: Node, why: str) -> None:
        span = self._span(node)
        word = str(node.data).replace("_", " ") if node.data in TREE_STEPS else self.source.slice(span).split()[0]
        self._report("HL006", f"`{word[:40]}` {why}", span, f"not in a {self.side}")

    def _report(self, code: str, message: str, span: Span, label: str = "", hint: str = "") -> None:
        self.diagnostics.append(Diagnostic(code, message, span, self.source, label, hint))

    def _span(self, part: "Token | Node") -> Span:
        if isinstance(part, Token):
            return token_span(part, self.base)
        inside = list(part.scan_values(lambda value: isinstance(value, Token)))
        return Span(self._span(inside[0]).start, self._span(inside[-1]).end)


def tokens(node: Node) -> list[Token]:
    """The tokens directly under `node`."""
    return [child for child in node.children if isinstance(child, Token)]


def child_node(node: Node) -> Node:
    """The one tree directly under `node`."""
    (inner,) = [child for child in node.children if not isinstance(child, Token)]
    return inner


def label_of(token: Token | str) -> str:
    """The name in `queue:`."""
    return token.rstrip(": \t")


def _why(pattern: str) -> str:
    """What Python's `re` says about a pattern that it can't compile, shortened."""
    try:
        Pattern(regex=pattern[1:-1])
    except ValueError as error:
        return str(error).partition("Value error, ")[2].partition(" [type")[0][:100]
    return ""
