"""Where in the source a line of a call log comes from: the action, the clause or the step that wrote it.

Not responsible for what is wrong with it (`holdlang.trials.expecting`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from holdlang.calllog import Decided, IvrStep, Line, NoteTaken, NotifyUser, PlayFile, SendDtmf, Speak
from holdlang.load import Loaded
from holdlang.model import Action, CallFlow, NoAnswer, Note, Notify, Play, Press, PressHeard, Reject, Say, Tree
from holdlang.model.steps import Clauses
from holdlang.printer import trigger_text
from holdlang.source import Source, Span
from holdlang.syntax.items import Item
from holdlang.syntax.reader import Path

_ACTIONS: dict[type, tuple[type, ...]] = {
    SendDtmf: (Press, PressHeard),
    Speak: (Say,),
    PlayFile: (Play,),
    NotifyUser: (Notify,),
    NoteTaken: (Note,),
}
"""Which actions write which line."""

_LEADING_ON = ("again", "retry", "goto")
"""Last actions of a clause after which the call is not over."""


@dataclass(frozen=True)
class Place:
    """A part of a source."""

    source: Source
    span: Span

    @property
    def position(self) -> tuple[int, int]:
        """Line and column, counted from 1."""
        return self.source.position(self.span.start)


def place_of(loaded: Loaded, flow: str, lines: Sequence[Line], index: int) -> Place | None:
    """What in the flow of that id, or in one that it ran, wrote the line at `index`; for the last line, where the call
    ended. None before the first step, or for a step that the source does not have."""
    before = lines[: index + 1]
    begun = next((place for place in reversed(range(len(before))) if isinstance(before[place].data, IvrStep)), None)
    if begun is None:
        return None
    step = before[begun].data
    assert isinstance(step, IvrStep)
    *path, step_id = step.step_id.split("/")
    found = _flow(loaded, path[-1] if path else flow)
    if found is None:
        return None
    item, source = found
    assert isinstance(item.model, CallFlow)
    if step_id not in item.model.ids:
        return None
    number = item.model.ids.index(step_id)
    part = _part(item.model.steps[number], before[begun:], is_end=index == len(lines) - 1)
    return Place(source, item.spans.at("step", number, *part))


def place_of_label(loaded: Loaded, flow: str, label: str) -> Place | None:
    """Where the step of that label stands."""
    found = _flow(loaded, flow)
    if found is None:
        return None
    item, source = found
    assert isinstance(item.model, CallFlow)
    labels = [step.label for step in item.model.steps]
    return Place(source, item.spans.at("step", labels.index(label), "label")) if label in labels else None


def place_of_tree(loaded: Loaded, name: str) -> Place | None:
    """How the tree of that id does not take the call; or else its name."""
    found = _item(loaded, loaded.scope.trees.get(name))
    if found is None:
        return None
    item, source = found
    for place, step in enumerate(item.steps):
        if isinstance(step, Reject | NoAnswer):
            return Place(source, item.spans.at("step", place))
    return Place(source, item.spans.at("name"))


def _flow(loaded: Loaded, name: str) -> tuple[Item, Source] | None:
    """The flow of that id with the source that it stands in."""
    return _item(loaded, loaded.scope.flows.get(name))


def _item(loaded: Loaded, meant: CallFlow | Tree | None) -> tuple[Item, Source] | None:
    files = ((loaded.items, loaded.source), *((file.items, file.source) for file in loaded.used))
    return next(((item, source) for items, source in files for item in items if item.model is meant), None)


def _part(step: object, log: Sequence[Line], *, is_end: bool) -> Path:
    """Which part of the step wrote the last line of `log`, which begins with this run of the step."""
    decided = max((place for place, line in enumerate(log) if isinstance(line.data, Decided)), default=None)
    if decided is None or not isinstance(step, Clauses):
        return ()
    decision, data = log[decided].data, log[-1].data
    found = _clause(step, decision.clause)
    if found is None:
        return ()
    path, actions = found
    kinds = _ACTIONS.get(type(data))
    if kinds is not None:
        which = [place for place, action in enumerate(actions) if isinstance(action, kinds)]
        count = sum(type(line.data) is type(data) for line in log[decided:])
        return (*path, "action", which[min(count, len(which)) - 1]) if which else path
    if isinstance(data, Decided):
        return path
    return (*path, "action", len(actions) - 1) if is_end and decision.actions[-1] not in _LEADING_ON else ()


def _clause(step: Clauses, text: str) -> tuple[Path, tuple[Action, ...]] | None:
    """The clause that the log calls by this text."""
    return next(((path, actions) for name, path, actions in _clauses(step) if name == text), None)


def _clauses(step: Clauses) -> Iterator[tuple[str, Path, tuple[Action, ...]]]:
    for place, clause in enumerate(step.clauses):
        for trigger in clause.triggers:
            yield f"on {trigger_text(trigger)}", ("clause", place), clause.actions
    if step.otherwise is not None:
        yield "else", ("else",), step.otherwise
