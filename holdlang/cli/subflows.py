"""The other flows that a flow runs, which its document names and does not hold.

Not responsible for finding them (`use`, see `holdlang.names.scope`).
"""

from collections.abc import Collection, Iterator

from holdlang.cli.streams import complain
from holdlang.model import Action, CallFlow, Run
from holdlang.model.steps import Clauses


def subflows(flow: CallFlow) -> tuple[str, ...]:
    """The names of all flows that `flow` runs, but for itself, in order."""
    return tuple(dict.fromkeys(run.flow for run in _runs(flow) if run.flow != flow.id))


def tell_missing(flow: CallFlow, names: Collection[str]) -> None:
    """Say on standard error what `use` has to bring before `flow` can be made a call by; nothing if that is nothing."""
    if names:
        listed = ", ".join(f"`{name}`" for name in names)
        what = "another flow" if len(names) == 1 else "other flows"
        complain(f"note: `{flow.id}` runs {what}, which a document does not hold: {listed}\nhelp: bring each by `use`")


def _runs(flow: CallFlow) -> Iterator[Run]:
    for step in flow.steps:
        doings: list[object] = [step]
        if isinstance(step, Clauses):
            doings += [action for actions in _actions(step) for action in actions]
        yield from (doing for doing in doings if isinstance(doing, Run))


def _actions(step: Clauses) -> Iterator[tuple[Action, ...]]:
    for clause in step.clauses:
        yield clause.actions
    if step.otherwise is not None:
        yield step.otherwise
