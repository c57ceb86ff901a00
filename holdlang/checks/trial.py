"""HL314 and HL315: tests that can't come true. What happens on a call is only guessed at where there is no doubt
(`holdlang.checks.walk`); running a test is another matter."""

from collections.abc import Iterator, Sequence
from operator import itemgetter

from holdlang import template
from holdlang.checks.around import Around
from holdlang.checks.foregone import Reason, excluded, settled
from holdlang.checks.graph import ways
from holdlang.checks.walk import Walk, walk
from holdlang.checks.within import keys_of
from holdlang.diagnostics.finding import Finding
from holdlang.match import normalize
from holdlang.model import (
    Digits,
    Ending,
    Expectation,
    ModelDown,
    Note,
    Notify,
    Pressed,
    PressHeard,
    Pressing,
    Prompt,
    Reaching,
    Say,
    Test,
    Transfer,
    Wording,
)
from holdlang.model.actions import Labelled
from holdlang.printer import trigger_text
from holdlang.syntax.items import Item

_KINDS = {"said": Say, "noted": Note, "notified": Notify}
_VERBS = {"said": "say", "noted": "note", "notified": "notify"}


def doubtful_test(test: Test, item: Item, around: Around) -> Iterator[Finding]:
    """Keys pressed in vain, if the call is meant to succeed; and what can't come true."""
    tree = around.trees.get(test.tree) if test.tree is not None and not item.headless else None
    way = _way(test, item, tree, around)
    if tree and way and way.in_vain and not _meant_to_fail(test):
        yield _in_vain(test, way, tree, around)
    reasons = dict(excluded(test.expects))
    if way is not None:
        reasons |= _beyond(test, way, around)
    if tree is not None:
        reasons |= settled(test, tree)
    for index, reason in sorted(reasons.items(), key=itemgetter(0)):
        related = ((reason.other, "the other one"),) if reason.other else ()
        path = ("expect", index, *reason.place)
        yield Finding("HL315", path, "this can't come true", reason.label, reason.help, related=related)


def _way(test: Test, item: Item, tree: Item | None, around: Around) -> Walk | None:
    """What is known of the call; None if the flow or the tree is in doubt."""
    flow = around.flows.get(test.flow)
    if flow is None or item.headless or not around.certain(flow):
        return None
    if test.call is None and (tree is None or tree.broken):
        return None
    clear = tree is not None and all(isinstance(fault, ModelDown) for fault in test.faults)
    return walk(test, flow, tree, around) if tree and clear else Walk()


def _beyond(test: Test, way: Walk, around: Around) -> dict[int, Reason]:
    """What the flow can't do, by the index of the expectation."""
    flow = around.flows[test.flow]
    if around.asks(flow):
        return {}
    found = ((index, _why_not(expected, flow, way, around)) for index, expected in enumerate(test.expects))
    return {index: why for index, why in found if why}


def _meant_to_fail(test: Test) -> bool:
    return any(isinstance(expected, Ending) and expected.kind != "transferred" for expected in test.expects)


def _in_vain(test: Test, way: Walk, tree: Item, around: Around) -> Finding:
    last = way.in_vain
    assert last is not None
    assert last.prompt is not None
    prompt = tree.steps[last.prompt]
    assert isinstance(prompt, Prompt)
    waits = [trigger for clause in prompt.clauses for trigger in clause.triggers]
    taken = [f"`{_taken(trigger)}`" for trigger in waits if isinstance(trigger, Pressed | Digits)]
    offers = f"it takes {', '.join(taken[:5])}" if taken else "it takes no keys"
    places = [(last.item, last.path, "pressed here"), (tree, ("step", last.prompt), "this is asked")]
    related = [(item.spans.at(*path), label) for item, path, label in places if id(item) in around.here]
    return Finding(
        "HL314",
        ("flow",),
        f"`{test.flow}` presses `{last.keys}` in vain",
        f"at “{_short(prompt.text)}”, {offers}",
        f"mend the flow or the tree `{test.tree}`; or expect that the call fails",
        tuple(related),
    )


# --- what can't come true


def _why_not(expected: Expectation, flow: Item, way: Walk, around: Around) -> Reason | None:
    """Why an expectation can't come true; None if it might."""
    does = around.does(flow)
    match expected:
        case Pressing(keys=keys):
            return _other_keys(keys, does, way)
        case Wording(kind=kind, text=text):
            return _other_words(kind, text, does)
        case Reaching(label=label):
            return _out_of_reach(label, flow, around)
        case Ending(kind="transferred", device=str(device)):
            known = around.devices is None or device in around.devices
            return _other_device(device, does) if known else None
        case _:
            return None


def _other_keys(keys: tuple[str, ...], does: Sequence[Labelled], way: Walk) -> Reason | None:
    if not any(keys_of(doing) is not None or isinstance(doing, PressHeard) for doing in does):
        return Reason("the flow presses no keys")
    seen = [pressing.keys for pressing in way.pressed]
    for place, (wanted, pressed) in enumerate(zip(keys, seen, strict=False)):
        if wanted != pressed:
            return Reason(f"the flow presses `{pressed}` there", f"expect `{pressed}`", ("keys", place, "keys"))
    if way.finished and len(seen) < len(keys):
        label = f"there are no keys after `{seen[-1]}`" if seen else "no keys are pressed"
        return Reason(label, "", ("keys", len(seen), "keys"))
    if len(seen) > len(keys):
        return Reason(f"`{seen[len(keys)]}` is pressed too", "expect all keys, in order")
    return None


def _other_words(kind: str, text: str, does: Sequence[Labelled]) -> Reason | None:
    texts = [doing.text for doing in does if isinstance(doing, Say | Note | Notify) and isinstance(doing, _KINDS[kind])]
    if not texts:
        return Reason(f"the flow has no `{_VERBS[kind]}`")
    wanted = " ".join(normalize(text))
    if any(_may_become(written, wanted) for written in texts):
        return None
    return Reason(f"no `{_VERBS[kind]}` of the flow has this text")


def _may_become(written: str, wanted: str) -> bool:
    """Whether a text, its variables filled in with whatever, can hold what is wanted, which is normalised."""
    return any(True for _ in template.names(written)) or wanted in " ".join(normalize(template.fill(written, str)))


def _out_of_reach(label: str, flow: Item, around: Around) -> Reason | None:
    graph = ways(flow)
    index = around.labels(flow).get(label)
    if index is None or not graph.certain or index in graph.reached:
        return None
    return Reason(f"no way leads to `{label}`")


def _other_device(device: str, does: Sequence[Labelled]) -> Reason | None:
    transfers = [doing for doing in does if isinstance(doing, Transfer)]
    if not transfers:
        return Reason("the flow has no `transfer`")
    if any(device in group for transfer in transfers for group in transfer.targets):
        return None
    return Reason(f"the flow never rings `{device}`", "", ("device",))


def _taken(trigger: Pressed | Digits) -> str:
    return trigger.keys if isinstance(trigger, Pressed) else trigger_text(trigger).removeprefix("press ")


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
