"""Which step of a flow heard which prompt of a call. The call may have been made by this flow, or by another one.

Not responsible for what follows from it (`holdlang.learn.comparing`).
"""

from collections.abc import Sequence

from holdlang.learn.discoveries import MenuFound
from holdlang.learn.steps import keys_of, options_in
from holdlang.match import choose, find, normalize
from holdlang.model import CallFlow, Clause, Listen, Phrase, Press, PressHeard

DECIDES = 2.0
"""What it counts that the step would decide by a clause at this prompt."""

ANSWERS = 1.0
"""What it counts besides that one of its clauses does what was done."""

OFFERS = 2.0
"""What it counts that the prompt offers all that the step's menu did."""

BACK = 0.5
"""What it counts against a step that it stands before the one that heard the last prompt: flows go back, but rarely."""

LEAST = 1.0
"""Half of what the menu offered, or a clause that decides. With less in common it is another prompt."""


def aligned(flow: CallFlow, found: Sequence[MenuFound], *, ran: bool) -> list[int | None]:
    """For each prompt the position of the step that hears it, None for a prompt that the flow does not know. With `ran`
    it was this flow that made the call, so that the steps that it names count."""
    listens = [place for place, step in enumerate(flow.steps) if isinstance(step, Listen)]
    places = _likeliest(flow, found, listens, ran=ran)
    if ran:
        for number, one in enumerate(found):
            place = _named(flow, one)
            if places[number] is None and place is not None and place not in places:
                places[number] = place
    return places


def same(one: str, other: str) -> bool:
    """Whether two descriptions of an option mean the same, for all that a recogniser does to them."""
    words, others = normalize(one), normalize(other)
    return find(words, others) is not None or find(others, words) is not None


def waits_for(clause: Clause, option: str) -> bool:
    """Whether one of its phrases is said of this option."""
    words = normalize(option)
    phrases = [normalize(trigger.text) for trigger in clause.triggers if isinstance(trigger, Phrase)]
    return any(find(phrase, words) is not None for phrase in phrases)


def answers(clause: Clause, found: MenuFound) -> bool:
    """Whether the clause does what was done; one that presses what is named, or a value, does so whatever that is."""
    if choose([clause], found.transcript) is None:
        return False
    keys = keys_of(found)
    for action in clause.actions:
        pressed = action.keys if isinstance(action, Press) else None
        if isinstance(action, PressHeard) and found.chosen is not None and waits_for(clause, found.chosen.phrase):
            return True
        if pressed is not None and (pressed == keys or (found.entered is not None and "$" in pressed)):
            return True
    return found.said is not None and not any(isinstance(action, Press | PressHeard) for action in clause.actions)


def _likeliest(flow: CallFlow, found: Sequence[MenuFound], listens: list[int], *, ran: bool) -> list[int | None]:
    """The alignment that has most in common: the best way through the prompts (Viterbi), where several may be heard by
    one step."""
    ways: dict[int, tuple[float, list[int | None]]] = {-1: (0.0, [])}
    """By the step that heard last, -1 for none: the best way to there, and what it is worth."""
    for one in found:
        liked = {place: _likeness(flow, place, one, ran=ran) for place in listens}
        after: dict[int, tuple[float, list[int | None]]] = {}
        for last, (worth, places) in ways.items():
            _keep(after, last, worth, [*places, None])
            for place, likeness in liked.items():
                if likeness >= LEAST:
                    back = BACK if place < last else 0.0
                    _keep(after, place, worth + likeness - back, [*places, place])
        ways = after
    return max(ways.values(), key=lambda way: way[0])[1]


def _keep(ways: dict[int, tuple[float, list[int | None]]], last: int, worth: float, places: list[int | None]) -> None:
    if last not in ways or worth > ways[last][0]:
        ways[last] = worth, places


def _likeness(flow: CallFlow, place: int, found: MenuFound, *, ran: bool) -> float:
    step = flow.steps[place]
    assert isinstance(step, Listen)
    likeness = DECIDES if choose(step.clauses, found.transcript) is not None else 0.0
    likeness += ANSWERS if any(answers(clause, found) for clause in step.clauses) else 0.0
    known = options_in(step)
    if known:
        heard = found.options.values()
        again = sum(any(same(phrase, other) for other in heard) for phrase in known.values())
        likeness += OFFERS * again / len(known)
    return likeness * 2 if ran and likeness and _named(flow, found) == place else likeness


def _named(flow: CallFlow, found: MenuFound) -> int | None:
    """The position of the `listen` that heard it, as the log has it."""
    place = flow.ids.index(found.step_id) if found.step_id in flow.ids else None
    return place if place is not None and isinstance(flow.steps[place], Listen) else None
