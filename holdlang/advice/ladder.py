"""What a call does when there is no answer to use, and when it goes in circles: the ladder. Pure.

| when | then |
|---|---|
| the advisor fails, or answers what can't be done | the question is put once more |
| it fails again; or the budget is used up | the next escape |
| the same prompt would get the same action for the third time: the call is stuck | the next escape |

The escapes, one at each prompt that is left without an answer, in this order:

1. wait for the prompt to be repeated, unless that was done: much that was misheard is heard the second time;
2. press the key that the prompt names for a person, or else `0`, unless it is for something else;
3. say “representative”;
4. fail, saying what stood in the way and what was tried.

Each prompt has a ladder of its own; one that offers the same as an earlier one is the same. Not responsible for putting
the question (`runtime.steps.asking`) or for what an answer may be (`holdlang.advice.check`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from holdlang.advice.check import objection
from holdlang.advice.model import Advice, GiveUp, PressKey, SaySentence, Situation, WaitOn
from holdlang.advice.sameness import same_prompt
from holdlang.menu import Menu

STUCK = 3
"""The same action at the same prompt so often is stuck: menus are often said twice, and a key may be lost once."""

OPERATOR = "0"
"""The key that leads to a person where the menu does not say so."""

PERSON = "representative"
"""What is said where nothing can be pressed: the word that speech menus take most."""


@dataclass(frozen=True)
class Budget:
    """What may be spent on one call: questions put, and tokens that they and their answers cost."""

    requests: int = 20
    tokens: int = 60_000


FREE = Budget(requests=100)
"""Of an advisor that costs nothing: a call whose prompts are asked about so often gets nowhere."""


@dataclass
class _Place:
    """A prompt, and what was done at it since the call came upon its newest prompt."""

    menu: Menu
    actions: list[Advice] = field(default_factory=list)
    escapes: Iterator[Advice] | None = None
    tried: list[str] = field(default_factory=list)


class Ladder:
    """Of one call."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._requests = 0
        self._tokens = 0
        self._places: list[_Place] = []

    def may_ask(self) -> str | None:
        """Why no more questions are put; None if one may be."""
        if self._requests >= self._budget.requests:
            return f"{self._budget.requests} questions were asked on this call, and no more may be"
        if self._tokens >= self._budget.tokens:
            return f"{self._budget.tokens} tokens were spent on this call, and no more may be"
        return None

    def asked(self, tokens: int) -> None:
        """A question was put, and cost so much."""
        self._requests += 1
        self._tokens += tokens

    def objection(self, situation: Situation, advice: Advice) -> str | None:
        """Why an answer is not carried out; None if it is."""
        done = self._place(situation).actions
        queueing = isinstance(advice, WaitOn) and situation.menu.on_hold  # what a queue says, it says again
        if not queueing and len(done) >= STUCK - 1 and all(one == _bare(advice) for one in done[1 - STUCK :]):
            return "the call goes in circles: the same prompt would get the same answer for the third time"
        return objection(advice, situation)

    def followed(self, situation: Situation, advice: Advice) -> None:
        """The answer is carried out."""
        self._place(situation).actions.append(_bare(advice))

    def escape(self, situation: Situation, why: str) -> Advice:
        """What to do instead of an answer; at the end of the ladder, give up because of `why`."""
        place = self._place(situation)
        if place.escapes is None:
            place.escapes = _escapes(situation, waited=WaitOn() in place.actions)
        step = next(place.escapes, None)
        if step is None:
            return GiveUp(reason=f"{why}; {', '.join(place.tried)}, in vain"[:300])
        place.tried.append(_words(step))
        return step

    def _place(self, situation: Situation) -> _Place:
        """What is known of this prompt. Where there is a new one the call does not go in circles: "if that is correct,
        press one" is said after each number that is typed in."""
        for place in reversed(self._places):
            if same_prompt(place.menu, situation.menu):
                return place
        for place in self._places:
            place.actions.clear()
        self._places.append(_Place(situation.menu))
        return self._places[-1]


def _escapes(situation: Situation, *, waited: bool) -> Iterator[Advice]:
    if not waited:
        yield WaitOn(reason="the prompt may be repeated")
    operator = situation.menu.key_of("operator")
    named = {option.key for option in situation.menu.options}
    if operator is None and OPERATOR not in named:
        yield PressKey(key=OPERATOR)
    elif operator is not None and objection(PressKey(key=operator), situation) is None:
        yield PressKey(key=operator)
    yield SaySentence(text=PERSON)


def _bare(advice: Advice) -> Advice:
    """The action without its reason."""
    return WaitOn() if isinstance(advice, WaitOn) else advice


def _words(advice: Advice) -> str:
    match advice:
        case PressKey(key=key):
            return f"pressed {key}"
        case SaySentence(text=text):
            return f"said “{text}”"
        case _:
            return "waited for the prompt to be repeated"
