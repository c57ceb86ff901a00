"""A call in thought: a flow and a tree taken through their steps together, as far as there is no doubt.

Shared by the rules about tests; finds nothing itself. There is no time in it and no sound, so it stops wherever those
would decide: at keys that are pressed without having been asked for, at silence, at music that a clause waits for, at a
prompt that two clauses could be meant by; and wherever a tree leaves something to chance, or to the caller while music
plays. Where it stops nothing is known, which is no mistake.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from holdlang import template
from holdlang.checks.around import Around
from holdlang.checks.company import MOST_STEPS, Company, Doubt, decides, spoken
from holdlang.match import choose
from holdlang.menu import named_key, spoken_states
from holdlang.model import (
    Action,
    Again,
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
    PressHeard,
    Prompt,
    Recording,
    Retry,
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
from holdlang.syntax.items import Item
from holdlang.syntax.reader import Path

LETTERS_A_SECOND = 10.0
"""Slower than any announcer speaks: a prompt that fits into a `listen` at this speed is heard to its end."""

MOST_FLOWS = 20
"""So many flows that run each other run themselves."""


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
    except Doubt:
        pass
    return walker.done


class _Walker:
    def __init__(self, tree: Item, around: Around) -> None:
        self.company = Company(tree, around)
        self.around = around
        self.done = Walk()
        self.named: str | None = None
        """The key that the prompt named for the phrase that was heard."""
        self.contradicted = False
        """The prompt named another key than the clause presses."""
        self.retried: dict[tuple[int, object], int] = {}
        """How often the steps of each flow have been tried again."""
        self.steps = 0
        self.depth = 0

    # --- what is done

    def flow(self, item: Item, values: dict[str, str]) -> None:
        """Take all steps of a flow, to its end."""
        assert isinstance(item.model, CallFlow)
        self.depth += 1
        if self.depth > MOST_FLOWS:
            raise Doubt
        known = {param.name: param.default for param in item.model.params if param.default is not None} | values
        labels = self.around.labels(item)
        here = 0
        while here < len(item.steps):
            self.steps += 1
            if self.steps > MOST_STEPS or here in item.broken:
                raise Doubt
            target = self._step(item, here, known)
            if target is None:
                here += 1
            elif target == AGAIN:
                continue
            elif target == END:
                break
            elif target in labels:
                here = labels[target]
            else:
                raise Doubt
        self.depth -= 1

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
                raise Doubt
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
                    raise Doubt
                self.flow(called, {argument.name: _filled(argument.value, values) for argument in arguments})
            case PressHeard(fallback=fallback):
                heard = self.named or (_filled(fallback, values) if fallback is not None else None)
                if heard is None:
                    raise Doubt
                self._press(item, path, heard)
            case Say():
                self.company.drift()
            case Note() | Notify() | Recording():
                pass
            case Goto(target=target):
                return target
            case Again():
                return AGAIN
            case Retry(times=times):
                tried = self.retried.get((id(item), path[1]), 0) + 1
                if tried > times:
                    raise Doubt
                self.retried[id(item), path[1]] = tried
                return AGAIN
            case End():
                return END
            case Hangup() | Fail():
                raise _Over
            case _:
                raise Doubt
        return None

    # --- what is heard

    def _hear(self, step: Listen) -> int:
        """The number of the clause that is meant by what the tree says from here on."""
        if _has_variables(step):
            raise Doubt
        said: list[str] = []
        while True:
            said.append(self.company.words())
            heard = " ".join(said)
            if len(heard) > step.timeout * LETTERS_A_SECOND or _tells(step, heard):
                raise Doubt
            meant = [number for number, clause in enumerate(step.clauses) if choose([clause], heard)]
            if len(meant) == 1:
                self._look_up(step.clauses[meant[0]], heard)
                return meant[0]
            if meant or self.company.asking is not None:
                raise Doubt

    def _look_up(self, clause: Clause, heard: str) -> None:
        """The key that the prompt names. Another than the clause's is not pressed (see `runtime.steps.prompt`)."""
        found = choose([clause], heard)
        phrase = found.trigger if found else None
        self.named = named_key(heard, phrase.text) if isinstance(phrase, Phrase) else None
        keys = [action.keys for action in clause.actions if isinstance(action, Press)]
        self.contradicted = self.named is not None and bool(keys) and self.named not in keys[0]

    def _wait(self, step: Hold) -> int | None:
        """Through the queue to a person: the number of the clause for them, if there is one."""
        if _states(step) & {"music", "announcement"} or _has_variables(step):
            raise Doubt
        while True:
            match self.company.comes():
                case Prompt() as prompt if decides(prompt) or choose(step.clauses, spoken(prompt)):
                    raise Doubt
                case Prompt() as prompt if _tells(step, spoken(prompt)):
                    raise Doubt
                case Human(text=text) as person:
                    if not text or person.over_music or choose(step.clauses, text):
                        raise Doubt
                    self.company.go_on()
                    return _for_person(step)
                case Music() as music if decides(music) or music.every:
                    raise Doubt
                case Prompt() | Music():
                    self.company.go_on()
                case _:
                    raise Doubt

    def _press(self, item: Item, path: Path, keys: str) -> None:
        clause = self.company.takes(keys)
        if clause is None:
            self.done.pressed.append(Pressing(keys, item, path, self.company.asking))
            raise Doubt
        if self.contradicted:
            raise Doubt
        self.done.pressed.append(Pressing(keys, item, path))
        self.company.press(clause)


END, AGAIN = ":end", ":again"
"""Stand for a label, and can be none: the flow is at its end, and the one that runs it goes on; the step is run once
more."""


def _filled(text: str, values: dict[str, str]) -> str:
    try:
        return template.fill(text, values.__getitem__)
    except KeyError:
        raise Doubt from None


def _states(step: Clauses) -> set[str]:
    return {trigger.name for clause in step.clauses for trigger in clause.triggers if isinstance(trigger, State)}


def _tells(step: Clauses, heard: str) -> bool:
    """Whether the words tell of a state that a clause waits for."""
    return bool(_states(step) & set(spoken_states(heard)))


def _has_variables(step: Clauses) -> bool:
    phrases = [trigger.text for clause in step.clauses for trigger in clause.triggers if isinstance(trigger, Phrase)]
    return any(True for text in phrases for _ in template.names(text))


def _for_person(step: Hold) -> int | None:
    human = State(name="human")
    return next((number for number, clause in enumerate(step.clauses) if human in clause.triggers), None)
