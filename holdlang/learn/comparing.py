"""A flow held against what a new call came upon: which steps change, which are new, and what to tell people.

The one place that decides what a merge changes. Not responsible for what is new hearing the same call
(`holdlang.learn.rounds`), nor for writing anything down (`holdlang.learn.merge`).
Only what the call visited is looked at; times are only raised, and nothing is taken away but the old key of an option
that moved.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from holdlang.learn.alignment import aligned, answers, same, waits_for
from holdlang.learn.changes import (
    Change,
    ClauseAdded,
    KeyMoved,
    MenuAdded,
    OptionAdded,
    OptionsNoted,
    TimeRaised,
)
from holdlang.learn.difference import Compared
from holdlang.learn.discoveries import Discovery, HoldFound, MenuFound, reached_person
from holdlang.learn.steps import OPTIONS, clause_of, need_of, options_in, options_meta, steps_of
from holdlang.learn.timing import clock, hold_seconds, is_tight, listen_seconds
from holdlang.match import choose
from holdlang.model import (
    Action,
    CallFlow,
    Clause,
    Goto,
    Hold,
    Listen,
    Meta,
    Need,
    Param,
    Pattern,
    Phrase,
    Press,
    PressHeard,
    Step,
    Transfer,
)
from holdlang.plural import counted

ELSE = "else"
"""The clause of a prompt that a flow did not know, as the log has it: an advisor was asked, or it was met blindly."""

_NOBODY = "nobody"
"""The device of a prompt: it rings none."""


def compared_once(flow: CallFlow, found: Sequence[Discovery], *, ran: bool) -> Compared:
    """What the discoveries change in the flow as it is. With `ran` it was this flow that made the call."""
    return _Comparing(flow, found, ran).result()


class _Comparing:
    def __init__(self, flow: CallFlow, found: Sequence[Discovery], ran: bool) -> None:
        menus = [one for one in found if isinstance(one, MenuFound)]
        elsewhere = [one for one in menus if ran and one.step_id is not None and "/" in one.step_id]
        self._flow, self._ran = flow, ran
        self._menus = [one for one in menus if one not in elsewhere]
        self._hold = next((one for one in found if isinstance(one, HoldFound)), None)
        self._person = reached_person(found)
        self._places = aligned(flow, self._menus, ran=ran)
        self._updates: dict[int, Step] = {}
        self._inserts: list[tuple[int, Step]] = []
        self._needs: dict[str, Need] = {}
        self._changes: list[Change] = []
        self._left = [f"{counted(len(elsewhere), 'prompt')} heard by subflows"] if elsewhere else []

    def result(self) -> Compared:
        """The prompts that are known, the new ones, then the queue: one that nobody came out of says nothing."""
        for place in sorted({place for place in self._places if place is not None}):
            self._known(place, [one for one, other in zip(self._menus, self._places, strict=True) if other == place])
        for number, (found, known) in enumerate(zip(self._menus, self._places, strict=True)):
            if known is None and found.answered and found.transcript and (not self._ran or found.decided == ELSE):
                self._unknown(found, number)
        if self._hold is not None and self._person:
            self._queue(self._hold)
        return Compared(
            self._flow,
            self._updates,
            tuple(sorted(self._inserts, key=lambda pair: pair[0])),
            tuple(self._needs.values()),
            tuple(dict.fromkeys(self._changes)),
            tuple(self._left),
        )

    # --- prompts that the flow knows

    def _known(self, place: int, heard: Sequence[MenuFound]) -> None:
        """What the prompts that one step heard change in it. They may have been several menus."""
        step = self._flow.steps[place]
        assert isinstance(step, Listen)
        step_id = self._flow.ids[place]
        named = {pair for found in heard for pair in found.options.items()}
        clauses = [self._followed(clause, named, step_id) for clause in step.clauses]
        for found in heard:
            further = self._further(found, clauses)
            if further is not None:
                clauses.append(further)
                self._tell(ClauseAdded(step=step_id, phrase=_phrase(further)))
        update: dict[str, object] = {"clauses": tuple(clauses), "meta": self._offered(heard, step, step_id)}
        measured = max((found.measured or 0.0 for found in heard if found.answered), default=0.0)
        if is_tight(measured, step.timeout):
            update["timeout"] = max(step.timeout, listen_seconds(measured))
            self._raised(step_id, "listen", step.timeout, listen_seconds(measured), measured)
        self._change(place, step.model_copy(update=update))

    def _followed(self, clause: Clause, offered: Collection[tuple[str, str]], step_id: str) -> Clause:
        """The clause with the key that is named for its phrase, if only one is."""
        named = {key: phrase for key, phrase in sorted(offered) if waits_for(clause, phrase)}
        number = next((n for n, action in enumerate(clause.actions) if _key(action) is not None), None)
        if len(named) != 1 or number is None:
            return clause
        ((key, phrase),) = named.items()
        before = _key(clause.actions[number])
        if before is None or before == key:
            return clause
        self._tell(KeyMoved(step=step_id, phrase=phrase, before=before, after=key))
        return clause.model_copy(
            update={"actions": tuple(_onto(one, key) if n == number else one for n, one in enumerate(clause.actions))}
        )

    def _further(self, found: MenuFound, clauses: Sequence[Clause]) -> Clause | None:
        """A clause for an answer that none of those gives. What a clause of this flow decided needs no other."""
        chosen = choose(clauses, found.transcript)
        if not found.answered or (self._ran and (chosen is not None or found.decided not in (None, ELSE))):
            return None
        if chosen is not None and isinstance(chosen.trigger, Pattern):
            return None
        clause = clause_of(found)
        if clause is None or any(answers(one, found) or one.triggers == clause.triggers for one in clauses):
            return None
        self._provide(found)
        return clause

    def _offered(self, heard: Sequence[MenuFound], step: Listen, step_id: str) -> tuple[Meta, ...]:
        """The data of the step with what its menus offer now; of two that use one key, the first counts."""
        options: dict[str, str] = {}
        for found in heard:
            options = found.options | options
        if not options:
            return step.meta
        known = options_in(step)
        if known is None:
            if any(meta.key == OPTIONS for meta in step.meta):  # of some other program, and none of ours
                return step.meta
            self._tell(OptionsNoted(step=step_id, count=len(options)))
            return (*step.meta, options_meta(options))
        now = self._offers(known, options, step_id)
        return tuple(options_meta(now) if meta.key == OPTIONS and now != known else meta for meta in step.meta)

    def _offers(self, known: Mapping[str, str], heard: Mapping[str, str], step_id: str) -> dict[str, str]:
        """What was offered, as long as it may still be: a prompt is heard only up to our answer."""
        now: dict[str, str] = {}
        moved: set[str] = set()
        for key, phrase in known.items():
            if key in heard and same(heard[key], phrase):
                now[key] = phrase
                continue
            other = next((one for one, words in heard.items() if same(words, phrase)), None)
            if other is not None:
                self._tell(KeyMoved(step=step_id, phrase=heard[other], before=key, after=other))
                moved.add(other)
            elif key not in heard:
                now[key] = phrase
        for key, phrase in heard.items():
            if key not in now:
                now[key] = phrase
                if key not in moved:
                    self._tell(OptionAdded(step=step_id, key=key, phrase=phrase))
        return now

    # --- a prompt that it does not know

    def _unknown(self, found: MenuFound, number: int) -> None:
        before, behind = self._places[:number], self._places[number + 1 :]
        last = next((place for place in reversed(before) if place is not None), -1)
        first = next((place for place in behind if place is not None and place > last), None)
        place = first if first is not None else self._queue_after(last)
        made = steps_of(found, _NOBODY, asks=self._flow.description is not None)
        name = self._flow.ids[place] if place < len(self._flow.ids) else None
        step = made[0] if made else None
        if not isinstance(step, Listen) or not step.clauses:  # nothing by which to know it again
            self._left.append(f"a prompt that was answered {clock(found.at or 0.0)} into the call")
            return
        added = MenuAdded(before=name, phrase=_phrase(step.clauses[0]))
        if any(isinstance(one, Listen) and one.clauses == step.clauses for _, one in self._inserts):
            return  # it hears this one, too
        if self._jumps(last, number):
            self._left.append(f"{added.sentence} (the flow goes there by a `goto`)")
        else:
            self._provide(found)
            self._inserts.append((place, step))
            self._tell(added)

    def _queue_after(self, last: int) -> int:
        """Where to put what came after all prompts that are known: before what waits for a person, or rings one."""
        steps = self._flow.steps
        places = range(last + 1, len(steps))
        return next((place for place in places if isinstance(steps[place], Hold | Transfer)), last + 1)

    def _jumps(self, last: int, number: int) -> bool:
        """Whether the flow, after the prompt before, goes on somewhere else than with its next step."""
        if last < 0:
            return False
        step = self._flow.steps[last]
        earlier = zip(self._menus[:number], self._places[:number], strict=True)
        heard = [one for one, place in earlier if place == last][-1]
        chosen = choose(step.clauses, heard.transcript) if isinstance(step, Listen) else None
        if chosen is None or not isinstance(step, Listen):
            return False
        return any(isinstance(action, Goto) for action in step.clauses[chosen.clause_index].actions)

    # --- the rest

    def _queue(self, found: HoldFound) -> None:
        last = next((place for place in reversed(self._places) if place is not None), -1)
        steps = self._flow.steps
        place = next((n for n in range(last + 1, len(steps)) if isinstance(steps[n], Hold)), None)
        if place is None:
            return
        hold = steps[place]
        assert isinstance(hold, Hold)
        if is_tight(found.duration, hold.timeout) and hold_seconds(found.duration) > hold.timeout:
            after = hold_seconds(found.duration)
            self._raised(self._flow.ids[place], "hold", hold.timeout, after, found.duration)
            self._change(place, hold.model_copy(update={"timeout": after}))

    def _provide(self, found: MenuFound) -> None:
        """See to it that the flow knows what this prompt wants typed in."""
        need = need_of(found)
        if need is not None and need.name not in {known.name for known in _given(self._flow)}:
            self._needs[need.name] = need

    def _change(self, place: int, step: Step) -> None:
        if step != self._flow.steps[place]:
            self._updates[place] = step

    def _raised(self, step_id: str, word: str, before: float, after: float, measured: float) -> None:
        if after > before:
            self._tell(
                TimeRaised.model_validate(
                    {"step": step_id, "word": word, "before": before, "after": after, "measured": measured}
                )
            )

    def _tell(self, change: Change) -> None:
        self._changes.append(change)


def _given(flow: CallFlow) -> Iterator[Need | Param]:
    yield from flow.needs
    yield from flow.params


def _phrase(clause: Clause) -> str:
    return next((trigger.text for trigger in clause.triggers if isinstance(trigger, Phrase)), "")


def _key(action: Action) -> str | None:
    """The one key that an action presses, if it is the key of an option."""
    keys = action.keys if isinstance(action, Press) else action.fallback if isinstance(action, PressHeard) else None
    return keys if keys is not None and len(keys) == 1 and keys in "0123456789*#" else None


def _onto(action: Action, key: str) -> Action:
    """The action with another key."""
    return action.model_copy(update={"keys" if isinstance(action, Press) else "fallback": key})
