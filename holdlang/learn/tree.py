"""The company as a tree for rehearsal, from the same call that a flow was learned from: what it said, the way taken.

Not responsible for the flow (`holdlang.learn.learner`) or for the test against it (`holdlang.learn.trial`). What was
not tried on the call is not known: another key is answered as invalid.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from holdlang import template
from holdlang.learn.discoveries import (
    Discovery,
    HoldFound,
    KeysFound,
    MenuFound,
    PersonFound,
    WaitFound,
    without_hidden,
)
from holdlang.learn.steps import QUEUE, closing_of
from holdlang.model import (
    Answer,
    Clause,
    Goto,
    Human,
    Music,
    Pressed,
    Prompt,
    Retry,
    Silence,
    Tree,
    TreeStep,
    Wait,
)
from holdlang.model.triggers import MOST_DIGITS

HELLO = "Hello, this is customer service. How can I help you?"
"""What the person says: never what the real one said."""

REPEAT_AFTER = 6.0
"""Seconds of silence after which menus say themselves again, as those of our catalogue do (`flows/`)."""

REPEATS = 3

TALK = 6.0
"""Seconds that a company gives us to say a sentence."""

MUSIC = 20.0
"""Seconds of music between two announcements: a rehearsal shows that it is waited out, and need not take long."""

MOST_ANNOUNCED = 4

DIGITS = 4
"""Of a number whose length the prompt does not tell."""

GREETING = "Welcome."
"""What stands for what was not heard before keys were sent."""


def tree_of(found: Sequence[Discovery], tree_id: str, name: str) -> Tree:
    """The tree that takes the same call again."""
    found = _waited_for(found)
    labels = [_label(place, one) for place, one in enumerate(found)]
    steps: list[TreeStep] = [Answer(rings=1)]
    for (one, label), (_, after) in pairwise([*zip(found, labels, strict=True), (None, "")]):
        assert one is not None
        steps += _steps(one, label, after or END)
    if not any(isinstance(step, Human) for step in steps):
        steps.append(Wait(label=END, seconds=1))
    return Tree(id=tree_id, name=name, steps=tuple(steps))


END = "nobody"
"""The label of the end of a call that came to no person."""


def _waited_for(found: Sequence[Discovery]) -> list[Discovery]:
    """With keys that nothing asked for in the place of the sentence before them: the far end waits for those."""
    kept: list[Discovery] = []
    for one in found:
        before = kept[-1] if kept else None
        if isinstance(one, KeysFound) and isinstance(before, MenuFound) and keys_pressed(before) is None:
            kept[-1] = before.model_copy(update={"dtmf_sent": one.digits})
        else:
            kept.append(one)
    return kept


def typed_in(found: MenuFound) -> str:
    """Made-up digits for what this prompt wants, as many as it says."""
    entry = found.menu.entry
    count = entry.digits if entry is not None and entry.digits else DIGITS
    return ("4820619357" * MOST_DIGITS)[:count]


def keys_pressed(found: Discovery) -> str | None:
    """The keys that the flow sends at this discovery, in a rehearsal."""
    match found:
        case MenuFound(entered=str()):
            return typed_in(found) + closing_of(found)
        case MenuFound(dtmf_sent=keys):
            return keys
        case KeysFound(digits=digits):
            return digits or None
        case _:
            return None


def _spoken(text: str) -> str:
    return template.literal(without_hidden(text))


def _label(place: int, found: Discovery) -> str:
    match found:
        case HoldFound():
            return QUEUE
        case PersonFound():
            return "person"
        case _:
            return f"part_{place + 1}"


def _steps(found: Discovery, label: str, after: str) -> Iterator[TreeStep]:
    match found:
        case WaitFound(duration=duration):
            yield Wait(label=label, seconds=max(0.5, duration))
        case MenuFound() | KeysFound():
            yield from _prompt(found, label, after)
        case HoldFound(announcements=announcements):
            said = announcements[:MOST_ANNOUNCED]
            first, *rest = said or ("",)
            if first:
                yield Prompt(label=label, text=_spoken(first))
            yield Music(label=None if first else label, seconds=MUSIC)
            for text in rest:
                yield Prompt(text=_spoken(text))
                yield Music(seconds=MUSIC)
        case PersonFound():
            yield Human(label=label, text=HELLO)


def _prompt(found: MenuFound | KeysFound, label: str, after: str) -> Iterator[TreeStep]:
    keys = keys_pressed(found)
    transcript = found.transcript if isinstance(found, MenuFound) else ""
    text = _spoken(transcript) or GREETING
    if keys is None:
        yield Prompt(label=label, text=text)
        yield Wait(seconds=TALK)
        return
    yield Prompt(
        label=label,
        text=text,
        clauses=(
            Clause(triggers=(Pressed(keys=keys.replace("w", "").replace("W", "")),), actions=(Goto(target=after),)),
            Clause(triggers=(Silence(seconds=REPEAT_AFTER),), actions=(Retry(times=REPEATS),)),
        ),
    )
