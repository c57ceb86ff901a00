"""Models and source texts for the property tests. Models are generated and printed: strings made from the grammar
hardly ever parse."""

import json
from datetime import UTC, timedelta, timezone

from hypothesis import strategies as st

from holdlang.model import (
    Again,
    Answer,
    Argument,
    Ask,
    Asking,
    Beep,
    CallFlow,
    Chance,
    Clause,
    CutOff,
    Deaf,
    Digits,
    EarlyMedia,
    End,
    Ending,
    Every,
    Fail,
    Given,
    Goto,
    Hangup,
    Hold,
    Hours,
    Human,
    Jitter,
    Listen,
    Loss,
    Meta,
    ModelDown,
    Music,
    Need,
    NoAnswer,
    Noise,
    Note,
    Notify,
    Opening,
    Param,
    Pattern,
    Phrase,
    Play,
    Press,
    Pressed,
    PressHeard,
    Pressing,
    Prompt,
    PutThrough,
    Reaching,
    Recording,
    Redial,
    Reject,
    Retry,
    Run,
    Say,
    Set,
    Silence,
    State,
    Test,
    Tone,
    Transfer,
    Tree,
    Use,
    Wait,
    Wording,
)
from holdlang.model.base import LONGEST, SHORTEST
from holdlang.model.header import DAYS
from holdlang.model.testing import QUIETEST
from holdlang.model.tree import MOST_BEHIND
from holdlang.model.triggers import MOST_DIGITS, StateName
from holdlang.syntax.parser import keywords

words = st.sampled_from(sorted(keywords().values()))
letters = "abzäßжλ名_"
names = st.one_of(words, st.builds(str.__add__, st.sampled_from(letters), st.text(letters + "019", max_size=6)))
"""Names of all sorts, keywords among them."""

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    ["\\", '"', "#", "->", "\n", " # -> ", "$", "$pin", "$1", "$$5", "$pin#"]
)
seconds = st.one_of(
    st.floats(SHORTEST, LONGEST),
    st.integers(1, int(LONGEST)).map(float),
    st.integers(1, 5000).map(lambda milliseconds: milliseconds / 1000),
)
keys = st.text('0123456789*#ABCDwWx \\"$', max_size=8) | st.sampled_from(["$pin", "$pin#", "$1", "*$a$b", "$12"])


def _compiles(regex: str) -> bool:
    try:
        Pattern(regex=regex)
    except ValueError:
        return False
    return True


regexes = st.text(r"ab/\#.*+?()[]|^$d1 {}-é", min_size=1, max_size=10).filter(_compiles)

triggers = st.one_of(
    texts.map(lambda text: Phrase(text=text)),
    regexes.map(lambda regex: Pattern(regex=regex)),
    st.sampled_from(StateName.__args__).map(lambda name: State(name=name)),
    seconds.map(lambda value: Silence(seconds=value)),
)
tree_triggers = st.one_of(
    keys.map(lambda value: Pressed(keys=value)),
    st.integers(1, MOST_DIGITS).map(lambda count: Digits(count=count)),
    seconds.map(lambda value: Silence(seconds=value)),
)
percents = st.one_of(
    st.floats(0, 100, exclude_min=True),
    st.integers(1, 100).map(float),
    st.integers(1, 999).map(lambda tenths: tenths / 10),
)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)
metas = st.lists(
    st.builds(Meta, key=names | texts, value=json_values.map(json.dumps)), max_size=2, unique_by=lambda meta: meta.key
).map(tuple)
carried = {"label": st.none() | names, "about": st.none() | texts, "meta": metas}
"""What every step can carry."""


def _actions(carried: dict[str, st.SearchStrategy], *, tree: bool) -> st.SearchStrategy:
    common = [
        st.builds(Say, text=texts, **carried),
        st.builds(Play, path=texts, **carried),
        st.builds(Goto, target=names, **carried),
        st.builds(Hangup, **carried),
        st.builds(Again, **carried),
        st.builds(Retry, times=st.integers(1, 100), **carried),
    ]
    if tree:
        return st.one_of(common)
    return st.one_of(
        *common,
        st.builds(Press, keys=keys, **carried),
        st.builds(PressHeard, fallback=st.none() | keys, **carried),
        st.builds(Notify, text=texts, **carried),
        st.builds(Note, text=texts, **carried),
        st.builds(Set, name=names, value=texts | keys, **carried),
        st.builds(Recording, on=st.booleans(), **carried),
        st.builds(Run, flow=names, arguments=_tuples(st.builds(Argument, name=names, value=texts | keys)), **carried),
        st.builds(Ask, **carried),
        st.builds(Fail, reason=texts, **carried),
        st.builds(End, **carried),
    )


def _tuples(items: st.SearchStrategy, least: int = 0, most: int = 3) -> st.SearchStrategy[tuple]:
    return st.lists(items, min_size=least, max_size=most).map(tuple)


def _clauses(*, tree: bool) -> dict[str, st.SearchStrategy]:
    actions = _tuples(_actions({}, tree=tree), 1)
    found = tree_triggers if tree else triggers
    clause = st.builds(Clause, triggers=_tuples(found, 1), actions=actions)
    return {"clauses": _tuples(clause), "otherwise": st.none() | actions, **carried}


steps = st.one_of(
    st.builds(Wait, seconds=seconds, **carried),
    st.builds(Listen, timeout=seconds, **_clauses(tree=False)),
    st.builds(Hold, timeout=seconds, price=st.sampled_from(["eager", "normal", "sure"]), **_clauses(tree=False)),
    st.builds(
        Transfer,
        targets=_tuples(_tuples(names, 1), 1),
        confirm=st.none() | st.sampled_from("0123456789*#ABCD"),
        by=st.sampled_from(["bridge", "refer"]),
        **_clauses(tree=False),
    ),
    _actions(carried, tree=False),
)
_tree_actions = _tuples(_actions({}, tree=True), 1)
_ranges = st.one_of(
    st.tuples(seconds, st.none()),
    st.lists(seconds, min_size=2, max_size=2, unique=True).map(sorted),
)


def _prompt(sound: dict[str, st.SearchStrategy]) -> st.SearchStrategy[Prompt]:
    return st.builds(
        Prompt,
        uninterrupted=st.booleans(),
        between_digits=st.none() | seconds,
        renumbered=st.none() | percents,
        **sound,
        **_clauses(tree=True),
    )


tree_steps = st.one_of(
    st.builds(Answer, rings=st.integers(0, 100), **carried),
    st.builds(Reject, code=st.integers(300, 699), **carried),
    st.builds(NoAnswer, **carried),
    st.builds(EarlyMedia, **carried),
    _prompt({"text": texts.filter(bool)}),
    _prompt({"text": texts, "path": texts}),
    _ranges.flatmap(
        lambda length: st.builds(
            Music,
            seconds=st.just(length[0]),
            most=st.just(length[1]),
            path=st.none() | texts,
            behind=st.integers(0, MOST_BEHIND),
            every=_tuples(st.builds(Every, seconds=seconds, actions=_tree_actions)),
            **_clauses(tree=True),
        )
    ),
    st.builds(Tone, name=st.sampled_from(["ringing", "busy", "reorder"]), seconds=seconds, **carried),
    st.builds(Tone, name=st.just("sit"), **carried),
    st.builds(Beep, **carried),
    st.builds(Human, text=texts, after=st.none() | seconds, over_music=st.booleans(), **carried),
    st.builds(PutThrough, **carried),
    st.builds(Chance, percent=percents, actions=_tree_actions, **carried),
    st.builds(CutOff, seconds=seconds, **carried),
    st.builds(Wait, seconds=seconds, **carried),
    st.builds(Note, text=texts, **carried),
    st.builds(Goto, target=names, **carried),
    st.builds(Hangup, **carried),
)
times = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59)) | st.just("24:00")
days = st.sampled_from(DAYS)
zones = st.sampled_from(["UTC", "America/New_York", "America/Argentina/Buenos_Aires", "Etc/GMT+5"])
openings = st.builds(
    Opening, hours=_tuples(st.builds(Hours, first=days, last=days, opens=times, closes=times), 1), zone=zones
)
moments = st.datetimes(timezones=st.none() | st.just(UTC) | st.just(timezone(timedelta(hours=-5))))
flows = st.builds(
    CallFlow,
    id=names,
    name=texts,
    company=st.none() | texts,
    phone_number=st.none() | texts,
    description=st.none() | texts,
    tags=_tuples(names | texts),
    opening=st.none() | openings,
    needs=_tuples(st.builds(Need, name=names, secret=st.booleans(), text=texts)),
    params=_tuples(st.builds(Param, name=names, secret=st.booleans(), default=st.none() | texts | keys)),
    redial=st.none() | st.builds(Redial, times=st.integers(1, 100), every=seconds),
    stored_id=st.none() | texts,
    version=st.integers(0, 10**30),
    created_at=st.none() | moments,
    updated_at=st.none() | moments,
    success_count=st.integers(0, 10**9),
    fail_count=st.integers(0, 10**9),
    steps=_tuples(steps, most=5),
)
trees = st.builds(Tree, id=names, name=texts, steps=_tuples(tree_steps, most=5))
withins = st.none() | seconds
expectations = st.one_of(
    st.builds(Pressing, keys=_tuples(keys, 1)),
    st.builds(Wording, kind=st.sampled_from(["said", "noted", "notified"]), text=texts),
    st.builds(Reaching, label=names),
    st.builds(Asking, most=st.integers(0, 999)),
    st.builds(Ending, kind=st.just("transferred"), device=names, within=withins),
    st.builds(Ending, kind=st.just("failed"), why=st.none() | texts, within=withins),
    st.builds(Ending, kind=st.sampled_from(["ended", "not answered"]), within=withins),
)
faults = st.one_of(
    percents.map(lambda percent: Loss(percent=percent)),
    seconds.map(lambda value: Jitter(seconds=value)),
    st.floats(QUIETEST, 0).map(lambda decibels: Noise(decibels=decibels)),
    percents.map(lambda percent: Deaf(percent=percent)),
    st.just(ModelDown()),
)
far_ends = st.builds(lambda tree: {"tree": tree}, names) | st.builds(lambda call: {"call": call}, texts)
_tests = st.builds(
    dict,
    name=texts,
    flow=names,
    faults=_tuples(faults),
    given=_tuples(st.builds(Given, name=names, value=texts | keys)),
    expects=_tuples(expectations),
)
tests = st.builds(lambda test, far_end: Test(**test, **far_end), _tests, far_ends)
uses = st.lists(st.builds(Use, path=texts), max_size=2)
items = st.builds(list.__add__, uses, st.lists(flows | trees | tests, min_size=1, max_size=3))

broken = ["#", '"', "/", "\\", "/a(b/", "\0", "{", "}", "“", "(", "=", "$", "America/New_York"]
whole = [
    "->",
    "\n",
    "\r\n",
    " ",
    ",",
    ":",
    "3",
    "15s",
    "12#",
    "$pin",
    "mon-fri",
    "08:00-20:00",
    "30%",
    "%",
    "2m..20m",
    "..",
    "-20dB",
    "[1]",
    '"disputes"',
    "/ab/",
    "x",
    "queue:",
    "é",
    "flow a",
    "tree b",
]
fragments = words | st.sampled_from(broken + whole)
"""Pieces of the language, and pieces that are none, for texts that nobody would write."""

soup = st.lists(fragments, max_size=40).flatmap(
    lambda pieces: st.sampled_from(["", " "]).map(lambda between: between.join(pieces))
)
