"""What can go otherwise on a call than on an ordinary day: one deviation each, as a change of the far ends. Pure.

Each hits one place: a step of the company's tree, or a device. Those of different places go together. Not responsible
for carrying out calls (`runtime.rehearse.explore`), nor for judging them (`holdlang.trials.findings`).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from holdlang.model import (
    Answer,
    Beep,
    Chance,
    Hangup,
    Human,
    Music,
    NoAnswer,
    Pressed,
    Prompt,
    Reject,
    Tone,
    Tree,
    TreeStep,
    Wait,
)
from holdlang.model.base import LONGEST
from holdlang.trials.scene import Scene

UNHEARD = "…"
"""What stands for a word that nobody could make out."""

MACHINE = "You have reached the voicemail of this number. Please leave a message after the tone."

FETCHED_SECONDS = 5.0
"""A person who hangs up so long after they have spoken does so while the user's phone rings."""

PATIENCE_SECONDS = 6.0
"""How long a person waits for an answer."""

WAITING = (
    Human(text="Hello?", after=PATIENCE_SECONDS),
    Human(text="Hello? Is anybody there?", after=PATIENCE_SECONDS),
)

PUT_BACK_SECONDS = 60.0
"""How long a person puts the caller back on hold."""

BACK = Human(text="Hello, are you still there?")


@dataclass(frozen=True)
class Twist:
    """One deviation. `what` says it in words; `place` is what it changes: the place of a step in the company's tree, or
    the name of a device. None: the call does not come about, so nothing else matters."""

    what: str
    place: int | str | None
    apply: Callable[[Scene], Scene]
    theirs: bool = False
    """Whether a flow that fails because of it need not have foreseen it: the company hung up, or is another than it
    was."""
    machine: bool = False
    """A machine takes a call that is meant for the user."""
    renumbers: str | None = None
    """The label of a menu whose keys have other meanings."""

    def goes_with(self, other: "Twist") -> bool:
        """Whether both can happen on one call."""
        return self.place is not None and other.place is not None and self.place != other.place


def twists(written: Tree, scene: Scene, devices: Iterable[str]) -> list[Twist]:
    """All single deviations, in the order of a call. `written` is the company's tree as its author wrote it, `scene`
    the plain one of it, and `devices` are those that the flow may ring."""
    names = sorted(devices)
    found = [*_at_the_start()]
    for place, step in enumerate(written.steps):
        plain = scene.company.steps[place]
        found += _of_step(place, f"{scene.company.id}/{step.label or f'{place + 1} ({step.kind})'}", step, plain)
    found += chain.from_iterable(map(_of_device, names))
    if len(names) > 1:
        found.append(Twist("no device is answered", "/", _phones(names, NoAnswer())))
    return found


def _at_the_start() -> Iterator[Twist]:
    ways: tuple[tuple[str, TreeStep], ...] = (
        ("the line is busy", Reject(code=486)),
        ("the call is declined", Reject(code=603)),
        ("nobody answers", NoAnswer()),
    )
    for what, step in ways:
        yield Twist(what, None, _only(step), theirs=True)


def _of_step(place: int, name: str, written: TreeStep, step: TreeStep) -> Iterator[Twist]:
    def one(what: str, *steps: TreeStep, theirs: bool = False) -> Twist:
        return Twist(f"{name}: {what}", place, _instead(place, steps), theirs)

    if isinstance(written, Chance):
        yield one("it happens", written.model_copy(update={"percent": 100.0}))
    if isinstance(step, Prompt):
        yield from _of_prompt(place, name, step)
    if isinstance(written, Music) and isinstance(step, Music):
        if written.most is not None:
            yield one("the wait is the longest", step.model_copy(update={"seconds": written.most}))
        yield one("the wait never ends", step.model_copy(update={"seconds": LONGEST}))
        half = step.model_copy(update={"seconds": step.seconds / 2})
        yield one("they hang up on hold", half, Hangup(), theirs=True)
    if isinstance(step, Human):
        yield one("the person waits, and says hello twice", *WAITING, Wait(seconds=PATIENCE_SECONDS), Hangup())
        yield one("a machine answers", Prompt(text=MACHINE), Beep(), Wait(seconds=LONGEST))
        yield one("the person puts you back on hold", step, Music(seconds=PUT_BACK_SECONDS), BACK)
        yield one("the person hangs up on you", step, Wait(seconds=FETCHED_SECONDS), Hangup(), theirs=True)
    if isinstance(step, Prompt | Music | Human | Tone | Beep):
        yield one("they hang up before it", Hangup(), theirs=True)
        yield one("they fall silent", Wait(seconds=LONGEST))


def _of_prompt(place: int, name: str, step: Prompt) -> Iterator[Twist]:
    deaf = step.model_copy(update={"text": " ".join(UNHEARD for _ in step.text.split()), "path": None})
    garbled = step.model_copy(update={"text": garble(step.text), "path": None})
    asks = bool(step.clauses) or step.otherwise is not None
    for changed, what in ((deaf, "not heard"), (garbled, "misheard")):
        if changed.text and asks:
            yield Twist(f"{name}: {what} the first time", place, _first(place, changed))
        if changed.text:
            yield Twist(f"{name}: {what}", place, _instead(place, (changed,)))
    keys = {trigger.keys for clause in step.clauses for trigger in clause.triggers if isinstance(trigger, Pressed)}
    if sum(len(key) == 1 and key.isdigit() for key in keys) > 1:
        renumbered = step.model_copy(update={"renumbered": 100.0})
        yield Twist(
            f"{name}: the menu has other numbers",
            place,
            _instead(place, (renumbered,)),
            theirs=True,
            renumbers=step.label,
        )


def _of_device(name: str) -> Iterator[Twist]:
    machine = (Answer(rings=2), Prompt(text=MACHINE), Beep(), Wait(seconds=30.0), Hangup())
    ways: tuple[tuple[str, tuple[TreeStep, ...]], ...] = (
        ("is busy", (Reject(code=486),)),
        ("is declined", (Reject(code=603),)),
        ("is not answered", (NoAnswer(),)),
        ("is put down at once", (Answer(rings=1), Hangup())),
    )
    for what, steps in ways:
        yield Twist(f"{name} {what}", name, _phones([name], *steps))
    yield Twist(f"the voicemail of {name} answers", name, _phones([name], *machine), machine=True)


def garble(text: str) -> str:
    """As many words that mean nothing: each is said backwards, and figures are lost."""
    words = ("".join(filter(str.isalpha, word))[::-1] for word in text.split())
    return " ".join(word or UNHEARD for word in words)


def _only(step: TreeStep) -> Callable[[Scene], Scene]:
    return lambda scene: Scene(scene.company.model_copy(update={"steps": (step,)}), scene.phones)


def _instead(place: int, steps: tuple[TreeStep, ...]) -> Callable[[Scene], Scene]:
    if len(steps) == 1:
        return lambda scene: scene.with_step(place, steps[0])
    return lambda scene: scene.with_detour(place, *steps)


def _first(place: int, prompt: Prompt) -> Callable[[Scene], Scene]:
    return lambda scene: scene.with_first(place, prompt)


def _phones(names: Iterable[str], *steps: TreeStep) -> Callable[[Scene], Scene]:
    trees = {name: Tree(id=name, steps=steps) for name in names}
    return lambda scene: Scene(scene.company, {**scene.phones, **trees})
