"""The model as source: the only writer of `.hold` text, for whole items and for the lines that `holdlang.fmt` needs.

Not responsible for comments and blank lines (`holdlang.fmt`). `load(print_flow(flow))` gives back an equal flow
(law 1).
"""

from collections.abc import Iterable, Sequence
from typing import assert_never

from holdlang.model import (
    Action,
    Again,
    Answer,
    CallFlow,
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
    Tree,
    TreeStep,
    Trigger,
    Wait,
)
from holdlang.model.base import NAME
from holdlang.model.steps import Clauses
from holdlang.values import write_duration, write_keys, write_pattern, write_text

INDENT = "  "

WIDEST = 40
"""Clauses of a step are aligned as far as this column; a longer one pushes only itself."""

Row = tuple[str, str]
"""The two columns of a header or clause line; the second may be empty."""


def print_file(items: Iterable[CallFlow | Tree]) -> str:
    """A whole file: its items with an empty line between."""
    return "\n".join(print_flow(item) if isinstance(item, CallFlow) else print_tree(item) for item in items)


def print_flow(flow: CallFlow) -> str:
    """A flow with its `flow` line; ends with a line break."""
    lines = [item_line(flow), *columns(header_rows(flow)), ""]
    return _finish(lines, flow.steps)


def print_tree(tree: Tree) -> str:
    """A tree with its `tree` line; ends with a line break."""
    return _finish([item_line(tree), ""], tree.steps)


def _finish(lines: list[str], steps: Sequence[Step | TreeStep]) -> str:
    for step in steps:
        lines.append(step_line(step))
        if isinstance(step, Clauses):
            lines += columns(clause_rows(step))
    return "\n".join(lines).rstrip("\n") + "\n"


# --- lines


def item_line(item: CallFlow | Tree) -> str:
    """`flow ID "name"` or `tree ID "name"`."""
    kind = "flow" if isinstance(item, CallFlow) else "tree"
    return f"{kind} {item.id} {write_text(item.name)}" if item.name else f"{kind} {item.id}"


def header_rows(flow: CallFlow) -> list[Row]:
    """The header lines of a flow, as far as it has them."""
    rows = []
    if flow.company is not None:
        rows.append(("company", write_text(flow.company)))
    if flow.phone_number is not None:
        rows.append(("dial", write_text(flow.phone_number)))
    if flow.tags:
        rows.append(("tags", ", ".join(tag if NAME.fullmatch(tag) else write_text(tag) for tag in flow.tags)))
    if flow.description is not None:
        rows.append(("intent", write_text(flow.description)))
    return rows


def step_line(step: Step | TreeStep) -> str:
    """A step with its label, without its clauses."""
    label = f"{step.label}: " if step.label else ""
    return label + _step(step)


def clause_rows(step: Clauses) -> list[Row]:
    """The clauses of a step, `else` last."""
    rows = [clause_row(clause) for clause in step.clauses]
    return rows if step.otherwise is None else [*rows, otherwise_row(step.otherwise)]


def clause_row(clause: Clause) -> Row:
    """`on …` and what is done then."""
    return "on " + " or ".join(map(trigger_text, clause.triggers)), actions_text(clause.actions)


def otherwise_row(actions: Sequence[Action]) -> Row:
    """`else …`, in one column."""
    return f"else {actions_text(actions)}", ""


def actions_text(actions: Sequence[Action]) -> str:
    """Actions with commas between."""
    return ", ".join(map(_action, actions))


def columns(rows: Sequence[Row]) -> list[str]:
    """Rows as indented lines with their second column aligned."""
    widths = [len(left) for left, right in rows if right and len(left) <= WIDEST]
    width = max(widths, default=0)
    return [INDENT + (f"{left:<{width}} {right}" if right else left) for left, right in rows]


# --- parts of lines


def _step(step: Step | TreeStep) -> str:
    match step:
        case Wait(seconds=seconds):
            return f"wait {write_duration(seconds)}"
        case Listen(timeout=timeout):
            return f"listen {write_duration(timeout)}"
        case Hold(timeout=timeout, price=price):
            return f"hold {write_duration(timeout)}" + ("" if price == "normal" else f" {price}")
        case Transfer(targets=targets):
            return "transfer " + " then ".join(" or ".join(group) for group in targets)
        case Answer(rings=rings):
            return "answer" if not rings else f"answer after {rings} ring{'s' if rings > 1 else ''}"
        case Reject(code=486):
            return "busy"
        case Reject(code=code):
            return f"reject {code}"
        case NoAnswer():
            return "no answer"
        case Prompt(text=text):
            return f"say {write_text(text)}"
        case Music(seconds=seconds, path=path):
            return f"music {write_duration(seconds)}" + ("" if path is None else f" {write_text(path)}")
        case Human(text=text):
            return f"human {write_text(text)}"
        case _:
            return _action(step)


def _action(action: Action) -> str:
    match action:
        case Press(keys=keys):
            return f"press {write_keys(keys)}"
        case Say(text=text) | Notify(text=text) | Note(text=text):
            return f"{action.kind} {write_text(text)}"
        case Play(path=path):
            return f"play {write_text(path)}"
        case Goto(target=target):
            return f"goto {target}"
        case Fail(reason=reason):
            return f"fail {write_text(reason)}"
        case Again() | Hangup() | End():
            return action.kind
        case _:
            assert_never(action)


def trigger_text(trigger: Trigger) -> str:
    match trigger:
        case Phrase(text=text):
            return write_text(text)
        case Pattern(regex=regex):
            return write_pattern(regex)
        case State(name=name):
            return name
        case Silence(seconds=seconds):
            return f"silence {write_duration(seconds)}"
        case Pressed(keys=keys):
            return f"press {write_keys(keys)}"
        case _:
            assert_never(trigger)
