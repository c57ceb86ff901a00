"""HL314 and HL315: tests that can't come true. What happens on a call is only guessed at where there is no doubt
(`holdlang.checks.walk`); running a test is another matter."""

import re
from collections.abc import Iterator

from holdlang import template
from holdlang.checks.around import Around
from holdlang.checks.graph import ways
from holdlang.checks.walk import Walk, walk
from holdlang.checks.within import doings, keys_of
from holdlang.finding import Finding
from holdlang.items import Item
from holdlang.match import normalize
from holdlang.model import (
    Ask,
    Ending,
    Expectation,
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

_KINDS = {"said": Say, "noted": Note, "notified": Notify}
_VERBS = {"said": "say", "noted": "note", "notified": "notify"}


def doubtful_test(test: Test, item: Item, around: Around) -> Iterator[Finding]:
    """Keys pressed in vain, if the call is meant to succeed; and what the flow can't do."""
    flow, tree = around.flows.get(test.flow), around.trees.get(test.tree)
    if flow is None or tree is None or item.headless or not around.certain(flow) or tree.broken:
        return
    way = walk(test, flow, tree, around)
    if way.in_vain and not _meant_to_fail(test):
        yield _in_vain(test, way, tree)
    for index, expectation in enumerate(test.expects):
        reason = _why_not(expectation, flow, way, around)
        if reason:
            label, hint = reason
            yield Finding("HL315", ("expect", index), "this can't come true", label, hint)


def _meant_to_fail(test: Test) -> bool:
    return any(isinstance(expected, Ending) and expected.kind != "transferred" for expected in test.expects)


def _in_vain(test: Test, way: Walk, tree: Item) -> Finding:
    last = way.in_vain
    assert last is not None
    assert last.prompt is not None
    prompt = tree.steps[last.prompt]
    assert isinstance(prompt, Prompt)
    taken = [trigger.keys for clause in prompt.clauses for trigger in clause.triggers if isinstance(trigger, Pressed)]
    offers = f"it takes {', '.join(f'`{keys}`' for keys in taken[:5])}" if taken else "it takes no keys"
    return Finding(
        "HL314",
        ("flow",),
        f"`{test.flow}` presses `{last.keys}` in vain",
        f"at “{_short(prompt.text)}”, {offers}",
        f"mend the flow or the tree `{test.tree}`; or expect that the call fails",
    )


# --- what can't come true


def _why_not(expected: Expectation, flow: Item, way: Walk, around: Around) -> tuple[str, str] | None:
    """Why an expectation can't come true, and what to do; None if it might."""
    flows = [found for found in around.run_by(flow) if found is not None]
    does = [doing for found in flows for _, doing in doings(found)]
    if any(isinstance(doing, Ask) for doing in does):
        return None
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


def _other_keys(keys: tuple[str, ...], does: list[Labelled], way: Walk) -> tuple[str, str] | None:
    if not any(keys_of(doing) is not None or isinstance(doing, PressHeard) for doing in does):
        return "the flow presses no keys", ""
    seen = [pressing.keys for pressing in way.pressed]
    for place, (wanted, pressed) in enumerate(zip(keys, seen, strict=False), start=1):
        if wanted != pressed:
            return f"the {_nth(place)} keys are `{pressed}`", f"expect `{pressed}` instead of `{wanted}`"
    if way.finished and len(seen) < len(keys):
        return f"there are no keys after `{seen[-1]}`" if seen else "no keys are pressed", "expect no others"
    if len(seen) > len(keys):
        return f"`{seen[len(keys)]}` is pressed too", "expect all keys, in order"
    return None


def _other_words(kind: str, text: str, does: list[Labelled]) -> tuple[str, str] | None:
    texts = [doing.text for doing in does if isinstance(doing, Say | Note | Notify) and isinstance(doing, _KINDS[kind])]
    verb = _VERBS[kind]
    if not texts:
        return f"the flow has no `{verb}`", ""
    wanted = " ".join(normalize(text))
    if any(_may_become(written, wanted) for written in texts):
        return None
    return f"no `{verb}` of the flow has this text", ""


def _may_become(written: str, wanted: str) -> bool:
    """Whether a text, its variables filled in with whatever, can hold what is wanted; both normalised."""
    parts = re.split("\0", template.fill(written, lambda _: "\0"))
    if len(parts) > 1:
        return True
    return wanted in " ".join(normalize(written))


def _out_of_reach(label: str, flow: Item, around: Around) -> tuple[str, str] | None:
    graph = ways(flow)
    index = around.labels(flow).get(label)
    if index is None or not graph.certain or index in graph.reached:
        return None
    return f"no way leads to `{label}`", ""


def _other_device(device: str, does: list[Labelled]) -> tuple[str, str] | None:
    transfers = [doing for doing in does if isinstance(doing, Transfer)]
    if not transfers:
        return "the flow has no `transfer`", ""
    if any(device in group for transfer in transfers for group in transfer.targets):
        return None
    return f"the flow never rings `{device}`", ""


def _nth(place: int) -> str:
    return ("first", "second", "third")[place - 1] if place <= 3 else f"{place}th"


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
