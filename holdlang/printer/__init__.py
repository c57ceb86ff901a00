"""The model as source: the only writer of `.hold` text, for whole items and for the lines that `holdlang.fmt` needs.

Not responsible for comments and blank lines (`holdlang.fmt`). `load(print_flow(flow))` gives back an equal flow
(law 1).
"""

from collections.abc import Iterable, Sequence

from holdlang.model import CallFlow, Step, Test, Tree, TreeStep, Use
from holdlang.printer.headers import expect_row, fault_row, given_row, header_rows, item_line, trial_rows, use_line
from holdlang.printer.lines import (
    INDENT,
    Row,
    about_row,
    actions_text,
    below_rows,
    clause_row,
    clause_rows,
    columns,
    every_row,
    meta_row,
    otherwise_row,
    step_line,
    trigger_text,
)

__all__ = [
    "INDENT",
    "Row",
    "about_row",
    "actions_text",
    "below_rows",
    "clause_row",
    "clause_rows",
    "columns",
    "every_row",
    "expect_row",
    "fault_row",
    "given_row",
    "header_rows",
    "item_line",
    "meta_row",
    "otherwise_row",
    "print_file",
    "print_flow",
    "print_test",
    "print_tree",
    "step_line",
    "trial_rows",
    "trigger_text",
    "use_line",
]


def print_file(items: Iterable[CallFlow | Tree | Test | Use]) -> str:
    """A whole file: its items with an empty line between."""
    parts: list[str] = []
    used = False
    for item in items:
        gap = "\n" if parts and not (used and isinstance(item, Use)) else ""
        parts.append(gap + _item(item))
        used = isinstance(item, Use)
    return "".join(parts)


def print_flow(flow: CallFlow) -> str:
    """A flow with its `flow` line; ends with a line break."""
    lines = [item_line(flow), *columns(header_rows(flow)), ""]
    return _finish(lines, flow.steps)


def print_tree(tree: Tree) -> str:
    """A tree with its `tree` line; ends with a line break."""
    return _finish([item_line(tree), ""], tree.steps)


def print_test(test: Test) -> str:
    """A test with its lines; ends with a line break."""
    return "\n".join([item_line(test), *columns(trial_rows(test))]) + "\n"


def _item(item: CallFlow | Tree | Test | Use) -> str:
    match item:
        case CallFlow():
            return print_flow(item)
        case Tree():
            return print_tree(item)
        case Test():
            return print_test(item)
        case Use():
            return use_line(item) + "\n"


def _finish(lines: list[str], steps: Sequence[Step | TreeStep]) -> str:
    for step in steps:
        lines += [step_line(step), *columns(below_rows(step))]
    return "\n".join(lines).rstrip("\n") + "\n"
