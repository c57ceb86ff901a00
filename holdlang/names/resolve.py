"""Names: does each point somewhere, and does each mean one thing. Not responsible for what happens there."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from holdlang.diagnostics import did_you_mean, meant_name, replacement
from holdlang.diagnostics.finding import Finding
from holdlang.model import (
    CallFlow,
    Ending,
    Reaching,
    Run,
    Test,
    Transfer,
    Tree,
    Use,
)
from holdlang.names.doings import gotos
from holdlang.names.dollars import dollars
from holdlang.names.scope import Scope
from holdlang.names.variables import actions, defined, uses
from holdlang.source import Span
from holdlang.syntax.items import Item
from holdlang.syntax.reader import Path
from holdlang.template import MARK


def resolve(item: Item, scope: Scope) -> Iterator[Finding]:
    """The names that `item` uses and defines."""
    if isinstance(item.model, Test):
        yield from _test(item, item.model, scope)
        return
    yield from _duplicate_labels(item)
    labels = dict.fromkeys(step.label for step in item.steps if step.label)
    for path, goto in gotos(item):
        yield from _known(item, "HL102", (*path, "target"), goto.target, labels, "label", "no step carries this label")
    yield from _devices(item, scope.devices)
    if isinstance(item.model, Tree):
        yield from dollars(item)
    if isinstance(item.model, CallFlow):
        yield from _variables(item, item.model)
        yield from _runs(item, item.model, scope)


def duplicate_items(
    items: Sequence[Item], elsewhere: Collection[tuple[str, str]] = ()
) -> Iterator[tuple[Item, Finding]]:
    """Items of one kind and name, after the first; `elsewhere` are the kinds and names of used files."""
    seen: dict[tuple[str, str], Item | None] = dict.fromkeys(elsewhere)
    for item in items:
        key = key_of(item)
        if item.headless or key is None:
            continue
        if key in seen:
            first = seen[key]
            related = ((first.spans.at("name"), "the first one"),) if first else ()
            yield (
                item,
                Finding("HL104", ("name",), f"a second {key[0]} `{key[1]}`", "this name is taken", related=related),
            )
        seen.setdefault(key, item)


def key_of(item: Item) -> tuple[str, str] | None:
    """The kind and name by which others speak of an item, if they can."""
    if item.anonymous:
        return None
    match item.model:
        case Use():
            return None
        case Test(name=name):
            return "test", name
        case CallFlow(id=name):
            return "flow", name
        case tree:
            return "tree", tree.id


def _duplicate_labels(item: Item) -> Iterator[Finding]:
    first: dict[str, Path] = {}
    for index, step in enumerate(item.steps):
        path: Path = ("step", index, "label")
        if step.label in first:
            related = ((first[step.label], "the first one"),)
            yield Finding("HL103", path, f"a second `{step.label}`", "this label is taken", related=related)
        elif step.label:
            first[step.label] = path


def _devices(item: Item, devices: Collection[str] | None) -> Iterator[Finding]:
    if devices is None:
        return
    for index, step in enumerate(item.steps):
        if isinstance(step, Transfer):
            for outer, group in enumerate(step.targets):
                for inner, name in enumerate(group):
                    path: Path = ("step", index, "device", outer, inner)
                    yield from _device(item, path, name, devices)


def _device(item: Item, path: Path, name: str, devices: Collection[str]) -> Iterator[Finding]:
    if name not in devices:
        known = sorted(devices)
        yield Finding(
            "HL101",
            path,
            f"unknown transfer target `{name}`",
            "no device of this name",
            did_you_mean(name, known) or _listed("devices", known) or "no device is configured",
            fix=meant_name(name, known, item.spans.at(*path)),
        )


def _variables(item: Item, flow: CallFlow) -> Iterator[Finding]:
    first = defined(flow)
    headers: list[tuple[Path, str]] = [(("header", "needs", i, "name"), need.name) for i, need in enumerate(flow.needs)]
    headers += [(("header", "param", i, "name"), param.name) for i, param in enumerate(flow.params)]
    for path, name in headers:
        if first[name] != path:
            related = ((first[name], "the first one"),)
            yield Finding("HL110", path, f"a second `{name}`", "this name is taken", related=related)
    for use in uses(item):
        if use.name in first or use.name in use.groups or use.name in item.lost:
            continue
        if use.name.isdigit():
            hint = f"write `$${use.name}` for a dollar sign before a number"
            if use.groups:
                hint = f"the pattern has {len([g for g in use.groups if g.isdigit()])} groups; {hint}"
            fix = None
            if (*use.path, "keys") in item.spans.known:
                hint = "a group such as `(\\d)` in the pattern of the same clause gives it"
            elif not use.groups:  # no pattern far and wide, so that an amount of money is meant
                start = item.spans.at(*use.place).start
                fix = replacement(MARK, Span(start, start), title=f"write `$${use.name}`")
            yield Finding(
                "HL105", use.place, f"no pattern gives `${use.name}`", "no group of this number", hint, fix=fix
            )
            continue
        names = [*islice(first, 100), *sorted(group for group in use.groups if not group.isdigit())]
        hint = did_you_mean(use.name, names) or f"say where it comes from: `needs {use.name}` or `param {use.name}`"
        span = item.spans.at(*use.place)
        fix = meant_name(use.name, names, Span(span.start + len(MARK), span.end))
        yield Finding("HL105", use.place, f"unknown variable `${use.name}`", "nothing gives it a value", hint, fix=fix)


def _runs(item: Item, flow: CallFlow, scope: Scope) -> Iterator[Finding]:
    for path, action, _ in actions(flow):
        if not isinstance(action, Run):
            continue
        called = scope.flows.get(action.flow)
        takes = scope.takes.get(action.flow, {})
        given: set[str] = set()
        for index, argument in enumerate(action.arguments):
            at: Path = (*path, "argument", index)
            if argument.name in given:
                yield Finding("HL110", at, f"a second `{argument.name}`", "this argument is given already")
            elif called and argument.name not in takes:
                hint = did_you_mean(argument.name, takes) or _listed("parameters", takes) or "it has no `param`"
                fix = meant_name(argument.name, takes, item.spans.at(*at))
                yield Finding(
                    "HL108",
                    at,
                    f"`{action.flow}` takes no `{argument.name}`",
                    "not one of its parameters",
                    hint,
                    fix=fix,
                )
            given.add(argument.name)
        if called:
            missing = _some(name for name in scope.required[action.flow] if name not in given)
            if missing and given <= takes.keys():  # else one was meant for another
                hint = f"write `run {action.flow}({', '.join(f'{name}: …' for name in missing)})`"
                message = f"`{action.flow}` is not given {' and '.join(f'`{name}`' for name in missing)}"
                yield Finding("HL108", (*path, "flow"), message, "needs more than this", hint)
        elif scope.whole:
            yield from _known(
                item,
                "HL106",
                (*path, "flow"),
                action.flow,
                scope.flows,
                "flow",
                "not in this file, nor in one that it uses",
            )


def _test(item: Item, test: Test, scope: Scope) -> Iterator[Finding]:
    where = "not in this file, nor in one that it uses"
    flow = scope.flows.get(test.flow) if ("flow",) in item.spans.known else None
    if scope.whole and not item.headless:
        yield from _known(item, "HL106", ("flow",), test.flow, scope.flows, "flow", where)
        if test.tree is not None:
            yield from _known(item, "HL107", ("tree",), test.tree, scope.trees, "tree", where)
    if flow is not None:
        yield from _given(item, test, flow)
    yield from _faults(test)
    labels = scope.labels.get(test.flow, {})
    for index, expectation in enumerate(test.expects):
        match expectation:
            case Reaching(label=label) if flow is not None:
                path: Path = ("expect", index, "target")
                yield from _known(item, "HL102", path, label, labels, "label", f"no step of `{flow.id}` carries it")
            case Ending(device=str(name)) if scope.devices is not None:
                yield from _device(item, ("expect", index, "device"), name, scope.devices)


def _given(item: Item, test: Test, flow: CallFlow) -> Iterator[Finding]:
    wanted = dict.fromkeys([need.name for need in flow.needs] + [param.name for param in flow.params])
    seen: set[str] = set()
    for index, given in enumerate(test.given):
        path: Path = ("given", index, "name")
        if given.name in seen:
            yield Finding("HL110", path, f"a second `{given.name}`", "this value is given already")
        elif given.name not in wanted:
            hint = did_you_mean(given.name, wanted) or _listed("values", wanted) or "it needs nothing"
            fix = meant_name(given.name, wanted, item.spans.at(*path))
            message = f"`{flow.id}` has no use for `{given.name}`"
            yield Finding("HL108", path, message, "neither needed nor a parameter", hint, fix=fix)
        seen.add(given.name)
    seen_or_optional = seen | {param.name for param in flow.params if param.default is not None}
    missing = _some(name for name in wanted if name not in seen_or_optional)
    if missing and seen <= wanted.keys() and not item.lost and not item.headless:
        hint = f"write `given {missing[0]} = …`"
        message = f"`{flow.id}` needs {' and '.join(f'`{name}`' for name in missing)}"
        yield Finding("HL108", ("flow",), message, "not given by the test", hint)


def _faults(test: Test) -> Iterator[Finding]:
    first: dict[str, Path] = {}
    for index, fault in enumerate(test.faults):
        path: Path = ("with", index)
        if fault.kind in first:
            related = ((first[fault.kind], "the first one"),)
            word = fault.kind.replace("_", " ")
            yield Finding("HL110", path, f"a second `{word}`", "the test has one already", related=related)
        first.setdefault(fault.kind, path)


def _known(  # noqa: PLR0917 - one finding, said in full
    item: Item, code: str, path: Path, name: str, known: Mapping[str, object], kind: str, label: str
) -> Iterator[Finding]:
    if name not in known:
        fix = meant_name(name, known, item.spans.at(*path))
        yield Finding(code, path, f"unknown {kind} `{name}`", label, did_you_mean(name, known), fix=fix)


def _some(names: Iterable[str]) -> list[str]:
    """The first few: a finding is not as long as the file."""
    return list(islice(names, 5))


def _listed(what: str, names: Collection[str]) -> str:
    shown = ", ".join(f"`{name}`" for name in _some(names))
    return f"the {what} are {shown}" if names else ""
