"""Source text of what was handed in: a document, or source that may lack a name. Writes no file and looks at none."""

import posixpath
from collections.abc import Collection, Iterable, Mapping
from typing import TypeGuard

from holdlang.document import DocumentError, document_of, from_values
from holdlang.document.convert import description_of
from holdlang.document.model import UNSAID, is_text
from holdlang.load import Loaded
from holdlang.model import CallFlow, Hold, Step, Use
from holdlang.model.base import NAME
from holdlang.printer import item_line, print_file, use_line
from holdlang.rewriting import RewriteRefused, rewritten
from holdlang.source import LARGEST
from runtime.flowstore.errors import FlowConflict, FlowRefused


def flow_of(document: Mapping[str, object], known: CallFlow | None = None) -> CallFlow:
    """The flow of a document in the CallFlow format; of the flow `known`, if it shall be a new state of that.

    A HOLD step without a `timeout` holds for as long as `hold` does in source: the format's 10 seconds, which fit all
    other steps, would give up before anybody can have come to the phone.

    Raises `FlowRefused` for a document that is no flow, and `FlowConflict` for one of another flow.
    """
    brief = set() if known is None else {step.id for step in document_of(known).steps if step.timeout == UNSAID}
    values = {**document, "steps": _with_holds(document.get("steps"), brief)}
    if known is not None:
        values["id"] = values.get("id") or known.stored_id or known.id
        if values["id"] not in (known.id, known.stored_id):
            raise FlowConflict(f"the document is not of the flow `{known.id}`")
    try:
        flow = from_values(values)
    except DocumentError as error:
        raise FlowRefused(error.message) from None
    return flow if known is None else flow.model_copy(update={"id": known.id, "steps": _described(flow, known)})


def _described(flow: CallFlow, known: CallFlow) -> tuple[Step, ...]:
    """The steps of the flow. What a step of `known` was described by because it says nothing of itself, its source as
    it was, is nobody's word, and would soon be wrong."""
    made = {description_of(step) for step in known.steps if step.about is None}
    return tuple(step.model_copy(update={"about": None}) if step.about in made else step for step in flow.steps)


def _with_holds(steps: object, brief: Collection[str]) -> object:
    """The steps, with the timeout of `hold` where a HOLD step says none. The `brief` ones do hold for 10 seconds, which
    a document does not write."""
    if not isinstance(steps, list):
        return steps
    hold = {"timeout": Hold().timeout}
    return [{**step, **hold} if _is_endless(step) and step.get("id") not in brief else step for step in steps]


def _is_endless(step: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(step, Mapping) and step.get("type") == "HOLD" and step.get("timeout") is None


def checked_text(text: str) -> str:
    """A source that can be kept in a file. Raises `FlowRefused`."""
    if not is_text(text):
        raise FlowRefused("half a character (a lone surrogate) stands in the source")
    if len(text.encode()) > LARGEST:
        raise FlowRefused(f"the source has more than {LARGEST // 10**6} MB")
    return text


def checked_id(flow_id: str) -> str:
    """A name for a flow. Raises `FlowRefused`."""
    if not NAME.fullmatch(flow_id):
        raise FlowRefused("a flow is named by letters, digits and _, such as chase_disputes")
    return flow_id


def named(loaded: Loaded, flow_id: str | None) -> tuple[str, CallFlow]:
    """The text of a new file with that flow, or with its first; if it begins with a step, it is given that name.

    Raises `FlowRefused` if there is no flow in it, or none of that id.
    """
    item = next((one for one in loaded.items if isinstance(one.model, CallFlow)), None)
    if item is None:
        raise FlowRefused("there is no flow in the source", loaded.diagnostics)
    assert isinstance(item.model, CallFlow)
    text = loaded.source.text
    if item.anonymous:
        if flow_id is None:
            raise FlowRefused("the flow has no name: begin it with a line such as `flow chase_disputes`")
        start = item.spans.at().start
        line = item_line(CallFlow(id=flow_id))
        return f"{text[:start]}{line}\n\n{text[start:]}", item.model.model_copy(update={"id": flow_id})
    flow = next((one for one in loaded.flows if flow_id in (None, one.id)), None)
    if flow is None:
        raise FlowRefused(f"there is no flow `{flow_id}` in the source")
    return text, flow


def changed(loaded: Loaded, flow: CallFlow) -> str:
    """The text of a file with a new state of one of its flows. Raises `FlowRefused` for a file that has mistakes."""
    try:
        return rewritten(loaded.source, flow)
    except RewriteRefused as refused:
        raise FlowRefused(str(refused), loaded.diagnostics) from None


def printed(flow: CallFlow, name: str, others: Iterable[str]) -> str:
    """A new file of that name with the flow, which brings these other files."""
    return print_file([*(Use(path=_from(name, other)) for other in others), flow])


def bringing(text: str, name: str, others: Iterable[str]) -> str:
    """The text of the file with further `use` lines at its top."""
    end = "\r\n" if "\r\n" in text else "\n"
    lines = [use_line(Use(path=_from(name, other))) for other in others]
    if not lines:
        return text
    return end.join([*lines, *([] if text.startswith("use ") else [""]), text])


def _from(name: str, other: str) -> str:
    """The path of a file as the file of that name writes it."""
    return posixpath.relpath(other, posixpath.dirname(name) or ".")
