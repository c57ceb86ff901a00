"""Parse trees to steps and clauses. Not responsible for which clause belongs to which step (`holdlang.syntax.build`),
for steps that are no actions (`holdlang.syntax.nearend`, `farend`), for single values (`holdlang.syntax.reader`), nor
for names that point nowhere (`holdlang.names.resolve`)."""

from holdlang.model import (
    Action,
    Again,
    Argument,
    Ask,
    Chance,
    Clause,
    End,
    Every,
    Fail,
    Goto,
    Hangup,
    Meta,
    Note,
    Notify,
    Pattern,
    Phrase,
    Play,
    Press,
    Pressed,
    PressHeard,
    Recording,
    Retry,
    Run,
    Say,
    Set,
    Silence,
    State,
    Step,
    TreeStep,
    Trigger,
)
from holdlang.model.base import MOST_TIMES
from holdlang.source import Span
from holdlang.syntax.farend import BOTH_STEPS, TREE_ACTIONS, TREE_STEPS, FarEnd
from holdlang.syntax.nearend import NearEnd
from holdlang.syntax.parser import Node, Token
from holdlang.syntax.reader import Path, child_node, child_nodes, tokens


class Parts(NearEnd, FarEnd):
    """Reads the steps, clauses and descriptions of one segment."""

    # --- the three kinds of segment inside an item

    def step(self, node: Node) -> Step | TreeStep | None:
        """The step without its clauses; None if it belongs to the other side."""
        label = None
        for child in node.children:
            if isinstance(child, Token):
                label = label_of(child)
                self.spans[("label",)] = Span(self.base, self.base + len(label))
        step = self._step(child_node(node))
        return step.model_copy(update={"label": label}) if step and label else step

    def clause(self, node: Node) -> Clause | None:
        """An `on` clause; None if one of its parts belongs to the other side."""
        triggers, actions = node.children
        assert not isinstance(triggers, Token)
        found = [
            self._trigger(child, index) for index, child in enumerate(triggers.children) if isinstance(child, Node)
        ]
        if any(trigger is None for trigger in found):
            return None
        done = self._actions(actions)
        if done is None:
            return None
        return Clause(triggers=tuple(trigger for trigger in found if trigger), actions=done)

    def every(self, node: Node) -> Every | None:
        """What a queue says again and again; None if an action belongs to a flow."""
        length, actions = node.children
        assert isinstance(length, Token)
        done = self._actions(actions)
        return Every(seconds=self.seconds(length), actions=done) if done else None

    def otherwise(self, node: Node) -> tuple[Action, ...] | None:
        """The actions of an `else` clause; None if one belongs to the other side."""
        return self._actions(node.children[0])

    def about(self, node: Node) -> str:
        """What a step is for."""
        return self.text(node.children[1])

    def meta(self, node: Node) -> Meta | None:
        """Data of another program; None if it is no JSON."""
        _, key, value = tokens(node)
        name = self.text(key) if key.type == "TEXT" else str(key)
        try:
            return Meta(key=name, value=value)
        except ValueError as error:
            hint = 'such as `"text"`, `12`, `true`, `[1, 2]` or `{"key": "value"}`'
            self.report("HL209", "this is not a JSON value", self.span(value), _reason(error), hint)
            return None

    # --- inside them

    def _actions(self, node: Node | Token) -> tuple[Action, ...] | None:
        assert isinstance(node, Node)
        found: list[Action] = []
        for index, child in enumerate(node.children):
            assert isinstance(child, Node)
            path: Path = ("action", index)
            self.spans[path] = self.span(child)
            if self.side == "tree" and child.data not in TREE_ACTIONS:
                self._wrong_side(child, "is for flows; a clause of a tree can say, play, goto, hangup, again and retry")
                return None
            found.append(self._action(child, path))
        return tuple(found)

    def _step(self, node: Node) -> Step | TreeStep | None:
        values = tokens(node)[1:]
        match node.data:
            case "prompt" if self.side == "flow":
                option = child_nodes(node)[0]
                self._wrong_side(option, "is for the prompts of a tree")
                return None
            case "transfer" if self.side == "tree":
                hint = "`transfer` alone puts the caller through"
                self._wrong_side(node, "with a device is a step of a flow, not of a tree", hint)
                return None
            case "again" | "retry" if self.side == "tree":
                hint = "label the step to repeat and `goto` it"
                self.report("HL305", f"`{node.data}` belongs into a clause", self.span(node), "no step to repeat", hint)
                return None
            case rule if rule not in BOTH_STEPS and (rule in TREE_STEPS) != (self.side == "tree"):
                other = "flow" if self.side == "tree" else "tree"
                self._wrong_side(node, f"is a step of a {other}, not of a {self.side}")
                return None
            case "chance":
                actions = self._actions(node.children[-1])
                return Chance(percent=self.percent(values[0]), actions=actions) if actions else None
            case "say" | "play" if self.side == "tree":
                return self.far_step(node)
            case rule if rule in TREE_STEPS:
                return self.far_step(node)
            case "wait" | "listen" | "hold" | "transfer":
                return self.near_step(node)
            case _:
                return self._action(node, ())

    def _action(self, node: Node, path: Path) -> Action:
        values = tokens(node)[1:]
        match node.data:
            case "press":
                return Press(keys=self.keys(values[0], path))
            case "press_heard":
                return PressHeard(fallback=self.keys(values[1], path) if len(values) > 1 else None)
            case "say":
                return Say(text=self.text(values[0], path))
            case "play":
                return Play(path=self.text(values[0], path))
            case "notify":
                return Notify(text=self.text(values[0], path))
            case "note":
                return Note(text=self.text(values[0], path))
            case "set":
                self.spans[(*path, "name")] = self.span(values[0])
                return Set(name=str(values[0]), value=self.value(node.children[-1], path))
            case "record_on" | "record_off":
                return Recording(on=node.data == "record_on")
            case "run":
                return self._run(node, path)
            case "ask":
                return Ask()
            case "goto":
                self.spans[(*path, "target")] = self.span(values[0])
                return Goto(target=str(values[0]))
            case "again":
                return Again()
            case "retry":
                return Retry(times=self.number(values[0], 1, MOST_TIMES, "the number of retries"))
            case "hangup":
                return Hangup()
            case "fail":
                return Fail(reason=self.text(values[0], path))
            case "end":
                return End()
            case rule:
                raise AssertionError(f"no such action: {rule}")

    def _run(self, node: Node, path: Path) -> Run:
        _, name = tokens(node)
        self.spans[(*path, "flow")] = self.span(name)
        arguments = []
        for index, child in enumerate(child_nodes(node)):
            at: Path = (*path, "argument", index)
            (key,) = tokens(child)
            self.spans[at] = self.span(key)
            arguments.append(Argument(name=str(key), value=self.value(child_node(child), at)))
        return Run(flow=str(name), arguments=tuple(arguments))

    def _trigger(self, node: Node, index: int) -> Trigger | None:
        path: Path = ("trigger", index)
        self.spans[path] = self.span(node)
        if self.side == "tree" and node.data not in ("pressed", "digits", "silence"):
            self._wrong_side(node, "can't be heard by a tree; its clauses wait for `press` and `silence`")
            return None
        if self.side == "flow" and node.data in ("pressed", "digits"):
            self._wrong_side(node, "waits for a caller's key, which is for trees; a flow waits for what it hears")
            return None
        values = tokens(node)
        match node.data:
            case "phrase":
                return Phrase(text=self.text_or_bare(values[0], path))
            case "pattern":
                try:
                    return Pattern(regex=values[0][1:-1])
                except ValueError:
                    self.report(
                        "HL202", "this pattern is not a regular expression", self.span(values[0]), _why(values[0])
                    )
                    return None
            case "silence":
                return Silence(seconds=self.seconds(values[1]))
            case "pressed":
                return Pressed(keys=self.keys(values[1], path))
            case "digits":
                return self.digits(node)
            case "state":
                return State.model_validate({"name": " ".join(values)})
            case rule:
                raise AssertionError(f"no such trigger: {rule}")

    # --- faults

    def _wrong_side(self, node: Node, why: str, hint: str = "") -> None:
        span = self.span(node)
        self.report("HL006", f"`{written(node)[:40]}` {why}", span, f"not in a {self.side}", hint)


def written(node: Node) -> str:
    """The words by which a step, a trigger or an action is known: the first of them, mostly."""
    first: Node | Token = node
    while isinstance(first, Node):
        first = first.children[0]
    return _WORDS.get(node.data, str(first))


_WORDS = {"no_answer": "no answer", "early_media": "early media", "cut_off": "hangup after"}
"""Steps of more than one word."""


def label_of(token: Token | str) -> str:
    """The name in `queue:`."""
    return token.rstrip(": \t")


def _why(pattern: str) -> str:
    """What Python's `re` says about a pattern that it can't compile."""
    try:
        Pattern(regex=pattern[1:-1])
    except ValueError as error:
        return _reason(error)
    return ""


def _reason(error: ValueError) -> str:
    """The words of the error inside pydantic's, shortened."""
    if "recursion" in str(error):
        return "it is nested too deeply"
    return str(error).partition("Value error, ")[2].partition(" [type")[0][:100]
