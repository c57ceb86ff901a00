"""The rule of matching, on what recognisers really make of prompts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdlang.match import THRESHOLD, choose, find, normalize, numerals
from holdlang.match.align import Growing
from holdlang.model import Clause, Hangup, Pattern, Phrase, Press, State

pytestmark = pytest.mark.unit


def said(phrase: str, heard: str) -> float:
    """The score of the phrase, 0 if it is not said."""
    found = find(normalize(phrase), normalize(heard))
    return found.score if found else 0.0


def on(*triggers: str | Pattern) -> Clause:
    return Clause(triggers=tuple(Phrase(text=t) if isinstance(t, str) else t for t in triggers), actions=(Hangup(),))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Press 3, please!", "press three please"),
        ("It's 24/7.", "its twenty four seven"),
        ("card 4242", "card four two four two"),
        ("10 or 07", "ten or zero seven"),
        ("Crédit & Débit", "credit and debit"),
        ("press *", "press star"),
        ("1st", "one st"),
        ("’", ""),
    ],
)
def test_normalize(text: str, words: str) -> None:
    assert normalize(text) == tuple(words.split())


def test_numerals() -> None:
    assert numerals(("press", "three", "or", "twenty", "four", "two", "ten")) == ("press", "3", "or", "24", "2", "10")


@given(st.text(max_size=60))
def test_normalizing_twice_changes_nothing(text: str) -> None:
    words = normalize(text)
    assert normalize(" ".join(words)) == words
    assert not words or said(text, text) == 1.0


@pytest.mark.parametrize(
    ("phrase", "heard"),
    [
        ("account services", "for a count services press three"),
        ("account services", "for account service is press three"),
        ("account services", "for account and services press three"),
        ("disputes", "for dispute press one"),
        ("disputes", "FOR DISPUTES, PRESS 1."),
        ("representative", "to speak with a representatives press zero"),
        ("press 3", "press three"),
        ("last four digits", "please enter the last 4 digits of your card"),
        ("last four digits of your card", "enter the last four digits your card number"),
        ("services", "for surfaces press nine"),
        ("check in", "for checkin press one"),
    ],
)
def test_what_recognisers_do_to_words_is_forgiven(phrase: str, heard: str) -> None:
    assert said(phrase, heard) >= THRESHOLD


@pytest.mark.parametrize(
    ("phrase", "heard"),
    [
        ("disputes", "for deposits press one"),
        ("billing", "for building services press one"),
        ("billing", "the filling is ready"),
        ("activate", "to deactivate your card press two"),
        ("available", "all agents are unavailable"),
        ("repeat this", "to report this press one"),
        ("hold", "as I told you"),
        ("card", "your cart is empty"),
        ("press one", "press nine"),
        ("press 3", "press two for a new card and three for others"),
        ("not available", "he is available now"),
        ("is not currently available", "the agent is currently available"),
        ("is currently available", "the agent is not currently available"),
        ("account services", "for account balance or other services press four"),
        ("account services", "for card services press four"),
        ("last four digits", "the last five digits"),
        ("english", "for spanish press two"),
        ("opening hours", "our hours of opening"),
        ("new account", "your account"),
    ],
)
def test_other_words_are_other_words(phrase: str, heard: str) -> None:
    assert said(phrase, heard) == 0.0


def test_a_phrase_is_found_anywhere_in_a_long_prompt() -> None:
    filler = "please listen carefully as our menu has changed " * 20
    found = find(normalize("account services"), normalize(f"{filler} for account services press three {filler}"))
    assert found is not None
    assert found.score == 1.0
    assert found.end - found.start == 2


def test_the_longest_phrase_wins() -> None:
    match = choose([on("account"), on("account services"), on("services")], "for account services press three")
    assert match is not None
    assert (match.clause_index, match.score, match.excerpt) == (1, 1.0, "account services")


def test_among_equals_the_first_written_wins() -> None:
    match = choose([on("billing"), on("refunds")], "for refunds press one for billing press two")
    assert match is not None
    assert match.clause_index == 0


def test_any_trigger_of_a_clause_is_enough() -> None:
    match = choose([on("nothing"), on("representative", "agent")], "an agent will be with you")
    assert match is not None
    assert match.trigger == Phrase(text="agent")


def test_states_are_not_heard_in_words() -> None:
    clause = Clause(triggers=(State(name="closed"),), actions=(Hangup(),))
    assert choose([clause], "we are closed") is None


@pytest.mark.parametrize("regex", [r"press (\d) for disputes", r"press three for", r"PRESS \w+ for disputes", r"3"])
def test_patterns_see_numbers_in_words_and_in_figures(regex: str) -> None:
    match = choose([on(Pattern(regex=regex))], "Press three for disputes.")
    assert match is not None
    assert match.score == 1.0


def test_the_longest_of_phrase_and_pattern_wins() -> None:
    clauses = [on("for disputes"), on(Pattern(regex=r"press \d for disputes"))]
    match = choose(clauses, "press three for disputes")
    assert match is not None
    assert (match.clause_index, match.excerpt) == (1, "press 3 for disputes")


def test_nothing_said_nothing_chosen() -> None:
    assert choose([on("disputes")], "") is None
    assert choose([], "for disputes press one") is None


def test_a_pattern_that_backtracks_without_end_has_not_matched() -> None:
    clause = Clause(triggers=(Pattern(regex=r"((\w|\w)+ ?)+!"),), actions=(Press(keys="3"),))
    assert choose([clause], "for account services press three to hear this again press star " * 3) is None


SPOKEN = normalize("for disputes press three or a count number not available please stay on the line un available")


@given(
    st.lists(st.sampled_from(SPOKEN), min_size=1, max_size=4), st.lists(st.sampled_from(SPOKEN), max_size=14), st.data()
)
def test_an_utterance_that_grows_or_is_revised_is_looked_at_as_if_it_were_new(
    phrase: list[str], utterance: list[str], data: st.DataObject
) -> None:
    growing = Growing(tuple(phrase))
    for _ in range(4):
        words = utterance[: data.draw(st.integers(0, len(utterance)))]
        if words and data.draw(st.booleans()):
            words[data.draw(st.integers(0, len(words) - 1))] = data.draw(st.sampled_from(SPOKEN))
        assert growing.find(tuple(words)) == find(tuple(phrase), tuple(words))
