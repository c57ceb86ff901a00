"""A flow as a document, and a document as a flow.

Not responsible for JSON or YAML text (`holdlang.document.text`). `flow_of(document_of(flow)) == flow` for every flow;
`document_of(flow_of(document)) == document` for every document of the documented format that has an id.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress

from holdlang.document.code import Aim
from holdlang.document.ids import given, ids_of, settle_labels
from holdlang.document.mistakes import mistakes
from holdlang.document.model import Document, Extra, StepDocument
from holdlang.document.order import Find, Group, answers, finder, fold, usual, way
from holdlang.document.problems import DocumentError, Place, Problem, dotted
from holdlang.document.steps import fields_of, kept, slug, step_of
from holdlang.model import CallFlow, End, Goto, Meta, Press, Step
from holdlang.model.base import NAME
from holdlang.model.steps import Clauses
from holdlang.printer import step_line

SHARED = (
    "company",
    "phone_number",
    "description",
    "version",
    "created_at",
    "updated_at",
    "success_count",
    "fail_count",
)
"""Fields that a flow and its document have under the same name."""

BESIDE = ("opening", "needs", "params", "redial")
"""Fields of a flow that stand in the top-level `metadata` of its document."""

DECIDING = frozenset({"LISTEN", "HOLD", "TRANSFER"})
"""Types of steps that have clauses."""


def document_of(flow: CallFlow) -> Document:
    """The document of a flow. It says all of it: where the steps alone can't, `metadata.exact` does."""
    document = _plain(flow)
    with suppress(DocumentError):  # a `meta conditions` of the flow may be nearly a clause
        if _read(document) == flow:
            return document
    extra = document.metadata or Extra()
    return document.model_copy(update={"metadata": extra.model_copy(update={"exact": flow})})


def flow_of(document: Document, file: str = "", line: Place = lambda _: None) -> CallFlow:
    """The flow of a document that stands in `file`, where `line` says in which line a value is.

    Raises `DocumentError` if its clauses can't be read, or if its `metadata.exact` is another flow than its steps are.
    """
    exact = document.metadata.exact if document.metadata else None
    if exact is None:
        return _read(document, file, line)
    if document_of(exact) != document:
        way = ("metadata", "exact")
        problem = Problem(file, line(way), dotted(way), "is not the flow that the rest of the document is")
        raise DocumentError([problem], "remove `metadata.exact` if the document was changed on purpose")
    return exact


def description_of(step: Step) -> str:
    """What a step that says nothing of itself is described by: its source."""
    return step_line(step.model_copy(update={"label": None}))


# --- flow to document


def _plain(flow: CallFlow) -> Document:
    groups = fold(flow.steps)
    steps = [group.step for group in groups]
    ids = ids_of(steps)
    find = finder([step.label for step in steps])

    def aim(label: str) -> str:
        place = find(label)
        return label if place is None else ids[place]

    labels: dict[str, str | None] = {}

    def settle(number: int, label: str | None) -> str | None:
        actual = steps[number].label
        if actual != label:
            labels[ids[number]] = actual
        return actual

    names = [step.label or name for step, name in zip(steps, ids, strict=True)]
    bare = [Group(_bare(group.step), group.pressed, group.jump) for group in groups]
    settle_labels(ids, steps, names, _needed(bare, names), settle)
    own_id = flow.stored_id if flow.stored_id is not None and not NAME.fullmatch(flow.stored_id) else flow.id
    extra = Extra(
        **{name: getattr(flow, name) for name in BESIDE},
        flow=None if _name_of(own_id, flow.name) == flow.id else flow.id,
        labels=dict(reversed(labels.items())),
    )
    return Document(
        id=own_id,
        name=flow.name,
        steps=[_step_document(groups, number, ids, find, aim) for number in range(len(groups))],
        tags=list(flow.tags),
        metadata=None if extra == Extra() else extra,
        **{name: getattr(flow, name) for name in SHARED},
    )


def _step_document(groups: Sequence[Group], number: int, ids: Sequence[str], find: Find, aim: Aim) -> StepDocument:
    group = groups[number]
    step = group.step
    fields = fields_of(step, aim)
    match group.jump:
        case None:
            place = usual(step, _following(number, ids), find)
            towards = None if place is None else ids[place]
        case Goto(target=target):
            towards = aim(target)
        case End():
            towards = None
    stray = kept(step, "next_step")
    if towards is None and isinstance(stray, str) and stray not in ids:
        towards = stray
    return StepDocument(
        id=ids[number],
        type=fields.type,
        description=description_of(step) if step.about is None else step.about,
        dtmf=fields.dtmf,
        timeout=fields.timeout,
        next_step=towards,
        conditions=dict(fields.conditions),
        metadata=dict(fields.metadata),
    )


# --- document to flow


def _read(document: Document, file: str = "", line: Place = lambda _: None) -> CallFlow:
    extra = document.metadata or Extra()
    ids = [step.id for step in document.steps]
    known = given(extra.labels, ids)
    wrong = [
        Problem(file, line(way), dotted(way), message)
        for number, step in enumerate(document.steps)
        if step.type in DECIDING
        for inner, message in mistakes(step.conditions, lambda name: known.get(name, name))
        for way in [("steps", number, "conditions", *inner)]
    ]
    if wrong:
        raise DocumentError(wrong)
    names = [known[name] for name in ids]
    find = finder(names)
    groups = [_group(step, _following(number, ids), known, find, ids) for number, step in enumerate(document.steps)]

    def settle(number: int, label: str | None) -> str | None:
        return extra.labels.get(ids[number], label)

    labels = settle_labels(ids, [group.step for group in groups], names, _needed(groups, names), settle)
    steps: list[Step] = []
    for group, label in zip(groups, labels, strict=True):
        first, *others = group
        steps += [first.model_copy(update={"label": label}), *others]
    name = extra.flow or _name_of(document.id, document.name)
    return CallFlow(
        id=name,
        name=document.name,
        stored_id=document.id if document.id is not None and not NAME.fullmatch(document.id) else None,
        steps=tuple(steps),
        tags=tuple(document.tags),
        **{field: getattr(extra, field) for field in BESIDE},
        **{field: getattr(document, field) for field in SHARED},
    )


def _group(
    document: StepDocument, following: int | None, known: dict[str, str], find: Find, ids: Sequence[str]
) -> Group:
    step = step_of(document, lambda name: known.get(name, name))
    about = None if document.description == description_of(step) else document.description
    meta = list(step.meta)
    if not NAME.fullmatch(document.id):
        meta.insert(0, _text("id", document.id))
    pressed = None
    if document.dtmf and answers(step):
        pressed = Press(keys=document.dtmf)
    place = usual(step, following, find)
    jump: Goto | End | None = None
    towards = document.next_step
    if towards is not None and towards not in known:
        meta.append(_text("next_step", towards))
        towards = None
    if towards != (None if place is None else ids[place]):
        jump = End() if towards is None else Goto(target=known[towards])
    return Group(step.model_copy(update={"about": about, "meta": tuple(meta)}), pressed, jump)


def _text(key: str, text: str) -> Meta:
    return Meta(key=key, value=json.dumps(text))


# --- both


def _needed(groups: Sequence[Group], names: Sequence[str]) -> set[int]:
    """The steps that must have a label: something aims at them, or they would fold into the step before them."""
    find = finder(names)
    aims = {line.target for group in groups for line in _lines(group) if isinstance(line, Goto)}
    needed = {number for number, name in enumerate(names) if name in aims}
    for number in range(1, len(groups)):
        before, here = groups[number - 1], groups[number].step
        if before.jump is None and way(before.step, here, _following(number, names), find):
            needed.add(number)
    return needed


def _lines(group: Group) -> Iterator[object]:
    yield from group
    if isinstance(group.step, Clauses):
        for clause in group.step.clauses:
            yield from clause.actions
        yield from group.step.otherwise or ()


def _bare(step: Step) -> Step:
    return step.model_copy(update={"label": None})


def _following(number: int, ids: Sequence[str]) -> int | None:
    return number + 1 if number + 1 < len(ids) else None


def _name_of(document_id: str | None, name: str) -> str:
    """The name of the flow with this id."""
    if document_id is None:
        return slug(name, "flow")
    return document_id if NAME.fullmatch(document_id) else slug(document_id, "flow")
