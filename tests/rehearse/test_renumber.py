"""A menu whose numbers have changed: text and clauses say the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdlang.menu import options
from holdlang.model import Clause, Digits, Pressed, Say, Silence
from holdlang.model.tree import Prompt
from runtime.rehearse.renumber import renumbered

pytestmark = pytest.mark.unit


def menu(text: str, *keys: str, path: str | None = None) -> Prompt:
    clauses = tuple(Clause(triggers=(Pressed(keys=key),), actions=(Say(text=f"to {key}"),)) for key in keys)
    return Prompt(text=text, path=path, clauses=clauses)


def keys_of(prompt: Prompt) -> list[str]:
    return [trigger.keys for clause in prompt.clauses for trigger in clause.triggers if isinstance(trigger, Pressed)]


def turned(items: list[str]) -> list[str]:
    """As drawn: the last stands for the one before it, and so on, and the first for the last."""
    return list(reversed(items))


@pytest.mark.parametrize(
    ("text", "keys", "changed", "to"),
    [
        ("For sales, press 1. For service, press 2.", "12", "For sales, press 2. For service, press 1.", "21"),
        ("Press one for sales, press two for service.", "12", "Press two for sales, press one for service.", "21"),
        ("One moment. Press 1 for sales, 2 for service.", "12", "One moment. Press 2 for sales, 1 for service.", "21"),
        ("For all one of you, press 1, then press two.", "12", "For all one of you, press 2, then press one.", "21"),
        ("Press 1, 2 or 3.", "123", "Press 3, 1 or 2.", "312"),
        ("You are number 24. Press 2 or 4.", "24", "You are number 24. Press 4 or 2.", "42"),
        ("Open 9 to 5. Press the number 9 or hit 5.", "95", "Open 9 to 5. Press the number 5 or hit 9.", "59"),
        ("Oprima el 2, press One for English.", "12", "Oprima el 1, press Two for English.", "21"),
        ("Call 1-800-555-0100 or press 1 for sales, press 2 for twenty one.", "12",
         "Call 1-800-555-0100 or press 2 for sales, press 1 for twenty one.", "21"),
        ("Twenty two of us wait, 1 sings, 2 dance.", "12", "Twenty two of us wait, 2 sings, 1 dance.", "21"),
        ("Pay 2,400 or 1.5, press 1; else 2.", "12", "Pay 2,400 or 1.5, press 2; else 1.", "21"),
    ],
)  # fmt: skip
def test_numbers_in_the_text_follow(text: str, keys: str, changed: str, to: str) -> None:
    new = renumbered(menu(text, *keys), turned)
    assert new.text == changed
    assert "".join(keys_of(new)) == to
    assert [clause.actions for clause in new.clauses] == [clause.actions for clause in menu(text, *keys).clauses]


def test_only_single_digits_change() -> None:
    written = menu("For sales, press 1. For service, press 2. For the rest, press 12, or star.", "1", "2", "12", "*")
    rest = Clause(triggers=(Silence(seconds=5), Digits(count=9)), actions=(Say(text="rest"),))
    new = renumbered(written.model_copy(update={"clauses": (*written.clauses, rest)}), turned)
    assert new.text == "For sales, press 2. For service, press 1. For the rest, press 12, or star."
    assert keys_of(new) == ["2", "1", "12", "*"]
    assert new.clauses[-1] == rest


@pytest.mark.parametrize("keys", [(), ("1",), ("1", "1"), ("*", "#"), ("12", "34")])
def test_a_menu_of_fewer_than_two_digits_stays(keys: tuple[str, ...]) -> None:
    written = menu("Press something.", *keys)
    assert renumbered(written, turned) is written


def test_a_file_is_spoken_instead_if_its_words_are_known() -> None:
    known = renumbered(menu("Press 1 or press 2.", "1", "2", path="menu.wav"), turned)
    assert (known.path, known.text) == (None, "Press 2 or press 1.")
    unknown = menu("", "1", "2", path="menu.wav")
    assert renumbered(unknown, turned) is unknown


@given(st.permutations([str(digit) for digit in range(10)]), st.integers(2, 6), st.randoms())
def test_a_caller_who_listens_gets_where_the_author_wrote(keys: list[str], count: int, random: object) -> None:
    things = ("sales", "service", "billing", "returns", "jobs", "hours")[:count]
    written = menu(
        " ".join(f"For {thing}, press {key}." for thing, key in zip(things, keys, strict=False)), *keys[:count]
    )
    new = renumbered(written, lambda items: random.sample(items, len(items)))  # type: ignore[attr-defined]
    before, after = options(written.text), options(new.text)
    for thing in things:
        was, is_now = (next(key for key, what in heard.items() if thing in what) for heard in (before, after))
        assert was != is_now
        assert written.clauses[keys_of(written).index(was)].actions == new.clauses[keys_of(new).index(is_now)].actions
