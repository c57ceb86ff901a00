"""Models and source texts for the property tests. Models are generated and printed: strings made from the grammar
hardly ever parse."""

from hypothesis import strategies as st

from holdlang.model import (
    Again,
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
    NoAnswer,
    Note,
    Notify,
    Pattern,
    Phrase,
    Play,
    Press,
    Pressed,
    Prompt,
    Reject,
    Say,
    Silence,
    State,
    Transfer,
    Tree,
    Wait,
)
from holdlang.model.base import LONGEST, SHORTEST
from holdlang.model.triggers import StateName
from holdlang.parser import keywords
from holdlang.reserved import RESERVED

words = st.sampled_from(sorted(keywords().values()) + sorted(RESERVED))
letters = "abzäßжλ名_"
names = st.one_of(words, st.builds(str.__add__, st.sampled_from(letters), st.text(letters + "019", max_size=6)))
"""Names of all sorts, keywords among them."""

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    ["\\", '"', "#", "->", "\n", " # -> "]
)
seconds = st.one_of(
    st.floats(SHORTEST, LONGEST),
    st.integers(1, int(LONGEST)).map(float),
    st.integers(1, 5000).map(lambda milliseconds: milliseconds / 1000),
)
keys = st.text('0123456789*#ABCDwWx \\"', max_size=8)


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
    keys.map(lambda value: Pressed(keys=value)), seconds.map(lambda value: Silence(seconds=value))
)
labels = st.none() | names


def _actions(label: st.SearchStrategy[str | None], *, tree: bool) -> st.SearchStrategy:
    common = [
        st.builds(Say, text=texts, label=label),
        st.builds(Play, path=texts, label=label),
        st.builds(Goto, target=names, label=label),
        st.builds(Hangup, label=label),
    ]
    if tree:
        return st.one_of(common)
    return st.one_of(
        *common,
        st.builds(Press, keys=keys, label=label),
        st.builds(Notify, text=texts, label=label),
        st.builds(Note, text=texts, label=label),
        st.builds(Again, label=label),
        st.builds(Fail, reason=texts, label=label),
        st.builds(End, label=label),
    )


def _tuples(items: st.SearchStrategy, least: int = 0, most: int = 3) -> st.SearchStrategy[tuple]:
    return st.lists(items, min_size=least, max_size=most).map(tuple)


def _clauses(*, tree: bool) -> dict[str, st.SearchStrategy]:
    actions = _tuples(_actions(st.none(), tree=tree), 1)
    found = tree_triggers if tree else triggers
    clause = st.builds(Clause, triggers=_tuples(found, 1), actions=actions)
    return {"clauses": _tuples(clause), "otherwise": st.none() | actions, "label": labels}


steps = st.one_of(
    st.builds(Wait, seconds=seconds, label=labels),
    st.builds(Listen, timeout=seconds, **_clauses(tree=False)),
    st.builds(Hold, timeout=seconds, price=st.sampled_from(["eager", "normal", "sure"]), **_clauses(tree=False)),
    st.builds(Transfer, targets=_tuples(_tuples(names, 1), 1), **_clauses(tree=False)),
    _actions(labels, tree=False),
)
tree_steps = st.one_of(
    st.builds(Answer, rings=st.integers(0, 100), label=labels),
    st.builds(Reject, code=st.integers(300, 699), label=labels),
    st.builds(NoAnswer, label=labels),
    st.builds(Prompt, text=texts, **_clauses(tree=True)),
    st.builds(Music, seconds=seconds, path=st.none() | texts, label=labels),
    st.builds(Human, text=texts, label=labels),
    st.builds(Wait, seconds=seconds, label=labels),
    st.builds(Play, path=texts, label=labels),
    st.builds(Note, text=texts, label=labels),
    st.builds(Goto, target=names, label=labels),
    st.builds(Hangup, label=labels),
)
flows = st.builds(
    CallFlow,
    id=names,
    name=texts,
    company=st.none() | texts,
    phone_number=st.none() | texts,
    description=st.none() | texts,
    tags=_tuples(names | texts),
    steps=_tuples(steps, most=5),
)
trees = st.builds(Tree, id=names, name=texts, steps=_tuples(tree_steps, most=5))
items = st.lists(flows | trees, min_size=1, max_size=3)

broken = ["ask", "$pin", "#", '"', "/", "\\", "/a(b/", "\0", "{", "}", "“", "test", "use"]
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
