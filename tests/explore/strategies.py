"""Flows and trees that could be meant: names lead somewhere, texts are words of one world, times are those of calls.

Not responsible for whether any of it makes sense. What merely has the shape of the language is in
`tests.language.strategies`.
"""

from hypothesis import strategies as st

from holdlang.model import (
    Again,
    Answer,
    Beep,
    CallFlow,
    Chance,
    Clause,
    CutOff,
    Digits,
    EarlyMedia,
    End,
    Every,
    Fail,
    Goto,
    Hangup,
    Hold,
    Human,
    Listen,
    Music,
    NoAnswer,
    Note,
    Notify,
    Pattern,
    Phrase,
    Press,
    Pressed,
    PressHeard,
    Prompt,
    PutThrough,
    Recording,
    Reject,
    Retry,
    Run,
    Say,
    Set,
    Silence,
    State,
    Tone,
    Transfer,
    Tree,
    Wait,
)

MOST_STEPS = 6
LABELS = [f"l{number}" for number in range(MOST_STEPS)]
INNER = "inner"
"""The flow that others run."""

texts = st.sampled_from(
    [
        "For billing, press 1. For disputes, press 2.",
        "Please enter your pin, followed by the pound key.",
        "Thank you for holding. Your call is important to us.",
        "You are number 3 in line.",
        "Our offices are closed. Please call back during business hours.",
        "Please leave a message after the tone.",
        "Hello?",
        "This is Dana in disputes, how can I help you?",
        "Press 1 to request a callback.",
        "… 12, 3. ?!",
    ]
)
phrases = st.sampled_from(["billing", "disputes", "pin", "hello", "closed", "agent", "how can i help"])
regexes = st.sampled_from([r"number (\d+)", r"press (\d)", r"\w+ you", r"^$"])
seconds = st.sampled_from([0.001, 0.05, 0.5, 1.0, 3.0, 7.5, 20.0, 120.0])
keys = st.sampled_from(["1", "2", "0", "#", "4242#", "1w2", "W9"])
labels = st.sampled_from(LABELS)


def _tuples(items: st.SearchStrategy, least: int = 0, most: int = 2) -> st.SearchStrategy[tuple]:
    return st.lists(items, min_size=least, max_size=most).map(tuple)


def _listened(*states: str) -> st.SearchStrategy:
    return st.one_of(
        phrases.map(lambda text: Phrase(text=text)),
        regexes.map(lambda regex: Pattern(regex=regex)),
        seconds.map(lambda value: Silence(seconds=value)),
        st.sampled_from(states).map(lambda name: State(name=name)),
    )


def _clauses(triggers: st.SearchStrategy, actions: st.SearchStrategy) -> dict[str, st.SearchStrategy]:
    clause = st.builds(Clause, triggers=_tuples(triggers, 1), actions=_tuples(actions, 1))
    return {"clauses": _tuples(clause), "otherwise": st.none() | _tuples(actions, 1)}


_doing = [
    st.builds(Press, keys=keys),
    st.builds(Say, text=texts),
    st.builds(Notify, text=texts),
    st.builds(Note, text=texts),
    st.builds(Set, name=st.just("pin"), value=texts),
    st.builds(Recording, on=st.booleans()),
    st.builds(Goto, target=labels),
    st.builds(Hangup),
    st.builds(Fail, reason=texts),
    st.builds(End),
]
_run = st.builds(Run, flow=st.just(INNER))
_in_clause = st.one_of(
    *_doing,
    st.builds(PressHeard, fallback=st.none() | keys),
    st.builds(Again),
    st.builds(Retry, times=st.integers(1, 3)),
)
_waiting = [
    st.builds(Wait, seconds=seconds),
    st.builds(
        Listen,
        timeout=seconds,
        **_clauses(
            _listened("human", "music", "announcement", "voicemail", "closed", "beep", "timeout", "busy", "hangup"),
            _in_clause,
        ),
    ),
    st.builds(
        Hold,
        timeout=seconds,
        price=st.sampled_from(["eager", "normal", "sure"]),
        **_clauses(_listened("human", "announcement", "callback offer", "beep", "timeout", "hangup"), _in_clause),
    ),
    st.builds(
        Transfer,
        targets=_tuples(_tuples(st.sampled_from(["desk", "cell"]), 1), 1),
        confirm=st.none() | st.just("1"),
        by=st.sampled_from(["bridge", "refer"]),
        **_clauses(st.sampled_from(["busy", "nobody"]).map(lambda name: State(name=name)), _in_clause),
    ),
]


def _named(steps: list) -> tuple:
    """Every label is that of a step: those beyond the last are given to a step that ends the call."""
    padded = [*steps, *(Hangup() for _ in range(MOST_STEPS - len(steps)))]
    return tuple(step.model_copy(update={"label": label}) for step, label in zip(padded, LABELS, strict=True))


def _steps(*kinds: st.SearchStrategy) -> st.SearchStrategy[tuple]:
    return st.lists(st.one_of(*kinds), min_size=1, max_size=MOST_STEPS).map(_named)


inner_flows = st.builds(CallFlow, id=st.just(INNER), steps=_steps(*_doing, *_waiting))
flows = st.builds(CallFlow, id=st.just("outer"), steps=_steps(*_doing, *_waiting, _run))

_far_action = st.one_of(
    st.builds(Say, text=texts),
    st.builds(Goto, target=labels),
    st.builds(Hangup),
)
_far_in_clause = _far_action | st.builds(Again) | st.builds(Retry, times=st.integers(1, 3))
_pressed = st.one_of(
    st.sampled_from(["1", "2", "#", "4242#"]).map(lambda value: Pressed(keys=value)),
    st.integers(1, 4).map(lambda count: Digits(count=count)),
)
_far_steps = _steps(
    st.builds(
        Prompt,
        text=texts,
        uninterrupted=st.booleans(),
        between_digits=st.none() | seconds,
        renumbered=st.none() | st.just(50.0),
        **_clauses(_pressed | seconds.map(lambda value: Silence(seconds=value)), _far_in_clause),
    ),
    st.builds(
        Music,
        seconds=st.sampled_from([1.0, 30.0, 120.0]),
        most=st.none() | st.just(600.0),
        behind=st.integers(0, 9),
        every=_tuples(st.builds(Every, seconds=st.sampled_from([5.0, 45.0]), actions=_tuples(_far_action, 1))),
        **_clauses(_pressed, _far_in_clause),
    ),
    st.builds(Human, text=texts | st.just(""), after=st.none() | seconds, over_music=st.booleans()),
    st.builds(Wait, seconds=seconds),
    st.builds(Tone, name=st.sampled_from(["ringing", "busy", "reorder"]), seconds=seconds),
    st.just(Tone(name="sit")),
    st.just(Beep()),
    st.just(PutThrough()),
    st.just(EarlyMedia()),
    st.builds(Answer, rings=st.integers(0, 3)),
    st.builds(Reject, code=st.sampled_from([404, 486, 603])),
    st.just(NoAnswer()),
    st.builds(Chance, percent=st.sampled_from([1.0, 50.0, 100.0]), actions=_tuples(_far_action, 1)),
    st.builds(CutOff, seconds=seconds),
    st.builds(Note, text=texts),
    st.builds(Goto, target=labels),
    st.just(Hangup()),
)
companies = st.builds(Tree, id=st.just("company"), steps=_far_steps)
phones = st.sampled_from(
    [
        Tree(id="desk", steps=(Reject(code=486),)),
        Tree(id="desk", steps=(NoAnswer(),)),
        Tree(id="desk", steps=(Answer(), Hangup())),
        Tree(id="desk", steps=(Answer(rings=2), Human(text="Hello?"), Wait(seconds=5), Hangup())),
        Tree(id="desk", steps=(Answer(), Prompt(text="Please leave a message after the tone."), Beep(), Hangup())),
    ]
)
