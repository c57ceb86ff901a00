"""A call in thought: a flow and a tree taken through their steps together, as far as there is no doubt.

Shared by the rules about tests; finds nothing itself. There is no time in it and no sound, so it stops wherever those
would decide: at keys that are pressed without having been asked for, at silence, at music that a clause waits for, at a
prompt that two clauses could be meant by. Where it stops nothing is known, which is no mistake.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from holdlang import template
from holdlang.checks.around import Around
from holdlang.items import Item
from holdlang.match import choose, named_key
from holdlang.match.states import spoken_states
from holdlang.model import (
    Action,
    Answer,
    CallFlow,
    Clause,
    End,
    Fail,
    Goto,
    Hangup,
    Hold,
    Human,
    Listen,
    Music,
    Note,
    Notify,
    Phrase,
    Press,
    Pressed,
    PressHeard,
    Prompt,
    Recording,
    Run,
    Say,
    Set,
    State,
    Step,
    Test,
    Transfer,
    TreeStep,
)
from holdlang.model.steps import Clauses
from holdlang.reader import Path

LETTERS_A_SECOND = 10.0
"""Slower than any announcer speaks: a prompt that fits into a `listen` at this speed is heard to its end."""

MOST_STEPS = 200
"""A walk that is longer goes round."""


@dataclass(frozen=True)
class Pressing:
    """Keys that the flow presses, and where in which flow."""

    keys: str
    item: Item
    path: Path
    prompt: int | None = None
    """The step of the tree that asks for a key and has no use for these."""


@dataclass
class Walk:
    """What came of it. `finished`: the flow came to its end, so that there are no other keys than `pressed`."""

    pressed: list[Pressing] = field(default_factory=list)
    finished: bool = False

    @property
    def in_vain(self) -> Pressing | None:
        """The keys that the tree had no use for, with which the walk ends."""
        return self.pressed[-1] if self.pressed and self.pressed[-1].prompt is not None else None


class _Doubt(Exception):
    """From here on anything might happen."""


class _Over(Exception):
    """The flow is at its end."""


def walk(test: Test, flow: Item, tree: Item, around: Around) -> Walk:
    """The way of `test`, as far as it is certain."""
    walker = _Walker(tree, around)
    try:
        walker.flow(flow, {given.name: given.value for given in test.given})
        walker.done.finished = True
    except _Over:
        walker.done.finished = True
    except _Doubt:
        pass
    return walker.done


class _Walker:
    def __init__(self, tree: Item, around: Around) -> None:
        self.tree = tree
        self.around = around
        self.done = Walk()
        self.there = 0
        """The step that the tree comes to next."""
        self.asking: int | None = None
        """The prompt of the tree that waits for a key."""
        self.spoken = False
        """The flow has spoken meanwhile, so that it is not known where the tree has got to."""
        self.named: str | None = None
        """The key that the prompt named for the phrase that was heard."""
        self.contradicted = False
        """The prompt named another key than the clause presses."""
        self.steps = 0

    # --- the caller

    def flow(self, item: Item, values: dict[str, str]) -> None:
        """Take all steps of a flow, to its end."""
        assert isinstance(item.model, CallFlow)
        known = {param.name: param.default for param in item.model.params if param.default is not None} | values
        here = 0
        while here < len(item.steps):
            self._count(item, here)
            target = self._step(item, here, known)
            if target is None:
                here += 1
            elif target == END:
                return
            else:
                here = self._labelled(item, target)

    def _step(self, item: Item, index: int, values: dict[str, str]) -> str | None:
        """Take a step; the label that the flow goes on at, or `END`, or None for the next step."""
        step = item.steps[index]
        path: Path = ("step", index)
        match step:
            case Listen():
                place = self._hear(step)
                return self._act(item, (*path, "clause", place), step.clauses[place].actions, values)
            case Hold():
                clause = self._wait(step)
                if clause is None:
                    return None
                return self._act(item, (*path, "clause", clause), step.clauses[clause].actions, values)
            case Transfer():
                raise _Over
            case Press() | PressHeard() | Clauses():
                raise _Doubt
            case _:
                return self._do(item, path, step, values)

    def _act(self, item: Item, path: Path, actions: Sequence[Action], values: dict[str, str]) -> str | None:
        for number, action in enumerate(actions):
            target = self._do(item, (*path, "action", number), action, values)
            if target is not None:
                return target
        return None

    def _do(self, item: Item, path: Path, doing: Step | TreeStep, values: dict[str, str]) -> str | None:
        match doing:
            case Press(keys=keys):
                self._press(item, path, _filled(keys, values))
            case Set(name=name, value=value):
                values[name] = _filled(value, values)
            case Run(flow=name, arguments=arguments):
                called = self.around.flows.get(name)
                if called is None:
                    raise _Doubt
                self.flow(called, {argument.name: _filled(argument.value, values) for argument in arguments})
            case PressHeard(fallback=fallback):
                heard = self.named or (_filled(fallback, values) if fallback is not None else None)
                if heard is None:
                    raise _Doubt
                self._press(item, path, heard)
            case Say():
                self.spoken = True
            case Note() | Notify() | Recording():
                pass
            case Goto(target=target):
                return target
            case End():
                return END
            case Hangup() | Fail():
                raise _Over
            case _:
                raise _Doubt
        return None

    # --- what is heard

    def _hear(self, step: Listen) -> int:
        """The number of the clause that is meant by what the tree says from here on."""
        said: list[str] = []
        while True:
            prompt = self._next_words()
            said.append(prompt.text)
            heard = " ".join(said)
            if len(heard) > step.timeout * LETTERS_A_SECOND or _tells(step, heard):
                raise _Doubt
            meant = [number for number, clause in enumerate(step.clauses) if choose([clause], heard)]
            if len(meant) == 1:
                self._look_up(step.clauses[meant[0]], heard)
                return meant[0]
            if meant or self.asking is not None:
                raise _Doubt

    def _next_words(self) -> Prompt:
        while True:
            here = self._at()
            match here:
                case Prompt():
                    if _decides(here):
                        self.asking = self.there
                    else:
                        self.there += 1
                    return here
                case Answer() | Note():
                    self.there += 1
                case Goto(target=target):
                    self.there = self._labelled(self.tree, target)
                case _:
                    raise _Doubt

    def _look_up(self, clause: Clause, heard: str) -> None:
        """The key that the prompt names. Another than the clause's is not pressed (see `runtime.steps.prompt`)."""
        found = choose([clause], heard)
        phrase = found.trigger if found else None
        self.named = named_key(heard, phrase.text) if isinstance(phrase, Phrase) else None
        keys = [action.keys for action in clause.actions if isinstance(action, Press)]
        self.contradicted = self.named is not None and bool(keys) and self.named not in keys[0]

    def _wait(self, step: Hold) -> int | None:
        """Through the queue to a person: the number of the clause for them, if there is one."""
        waits_for = {
            trigger.name for clause in step.clauses for trigger in clause.triggers if isinstance(trigger, State)
        }
        if self.asking is not None or waits_for & {"music", "announcement"}:
            raise _Doubt
        while True:
            here = self._at()
            match here:
                case Prompt(text=text):
                    if _decides(here) or choose(step.clauses, text) or _tells(step, text):
                        raise _Doubt
                case Human(text=text):
                    if choose(step.clauses, text):
                        raise _Doubt
                    self.there += 1
                    return _for_person(step)
                case Goto(target=target):
                    self.there = self._labelled(self.tree, target)
                    continue
                case Music() | Answer() | Note():
                    pass
                case _:
                    raise _Doubt
            self.there += 1

    # --- the company

    def _at(self) -> object:
        """The step of the tree that comes now."""
        self._count(self.tree, self.there)
        if self.asking is not None or self.spoken or self.there >= len(self.tree.steps):
            raise _Doubt
        return self.tree.steps[self.there]

    def _press(self, item: Item, path: Path, keys: str) -> None:
        if self.asking is None:
            raise _Doubt
        prompt = self.tree.steps[self.asking]
        assert isinstance(prompt, Prompt)
        clause = entered(prompt.clauses, keys)
        if clause is None:
            self.done.pressed.append(Pressing(keys, item, path, self.asking))
            raise _Doubt
        if self.contradicted:
            raise _Doubt
        self.done.pressed.append(Pressing(keys, item, path))
        self.there, self.asking = self.asking + 1, None
        for action in clause.actions:
            match action:
                case Goto(target=target):
                    self.there = self._labelled(self.tree, target)
                    return
                case Say():
                    pass
                case _:
                    raise _Doubt

    def _labelled(self, item: Item, label: str) -> int:
        index = self.around.labels(item).get(label)
        if index is None:
            raise _Doubt
        return index

    def _count(self, item: Item, index: int) -> None:
        self.steps += 1
        if self.steps > MOST_STEPS or index in item.broken:
            raise _Doubt


END = ""
"""Stands for a label: the flow is at its end, and the one that runs it goes on."""


def entered(clauses: Sequence[Clause], keys: str) -> Clause | None:
    """The clause of a prompt that takes these keys, as `runtime.rehearse` reads them; None if none does."""
    meaning: dict[str, Clause] = {}
    for clause in clauses:
        for trigger in clause.triggers:
            if isinstance(trigger, Pressed):
                meaning.setdefault(trigger.keys, clause)
    longest = max(map(len, meaning), default=1)
    entry = ""
    for key in keys.replace("w", "").replace("W", ""):
        entry += key
        goes_on = any(other.startswith(entry) and other != entry for other in meaning)
        if len(entry) >= longest or (entry in meaning and not goes_on):
            break
    return meaning.get(entry)


def _filled(text: str, values: dict[str, str]) -> str:
    try:
        return template.fill(text, values.__getitem__)
    except KeyError:
        raise _Doubt from None


def _decides(prompt: Prompt) -> bool:
    return bool(prompt.clauses) or prompt.otherwise is not None


def _tells(step: Clauses, heard: str) -> bool:
    """Whether the words tell of a state that a clause waits for."""
    states = {trigger.name for clause in step.clauses for trigger in clause.triggers if isinstance(trigger, State)}
    return bool(states & set(spoken_states(heard)))


def _for_person(step: Hold) -> int | None:
    human = State(name="human")
    return next((number for number, clause in enumerate(step.clauses) if human in clause.triggers), None)
