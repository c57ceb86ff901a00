"""What is kept of a call tells of nobody, and a flow decides by it as it did."""

import re
import typing
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdlang.calllog import CallStarted, Data, Line, SendDtmf, TranscriptChunk, parse_line
from holdlang.errors import UsageError
from holdlang.history.anonymous import FLOWS_OWN, Anonymiser
from holdlang.history.lexicon import common_words
from holdlang.match import normalize
from holdlang.match.words import NUMBERS, ONES
from holdlang.trials.decisions import decisions
from tests.history.logs import lines_of, transferred

pytestmark = pytest.mark.unit


def heard(*texts: str) -> list[Line]:
    return lines_of([TranscriptChunk(text=text, is_final=True) for text in texts])


def left(text: str, *, hide: tuple[str, ...] = (), own: tuple[str, ...] = ()) -> str:
    """The text, as it is kept of a call on which it was said."""
    return Anonymiser(heard(text), own=own, hide=hide, common=common_words()).text(text)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("this is dana how can i help you", "this is <name> how can i help you"),
        ("This is Dana Whitfield, how can I help?", "This is <name> <name b>, how can I help?"),
        ("my name is Ravindra", "my name is <name>"),
        ("Good morning, Mr. Okonkwo", "Good morning, Mr. <name>"),
        ("you are speaking with Zofia", "you are speaking with <name>"),
        ("may i speak to margaret thatcher", "may i speak to <name> <name b>"),
        ("to speak to an agent press zero", "to speak to an agent press zero"),
        ("speak with a representative", "speak with a representative"),
        ("i spoke to Rosalind, who talked with Hedy", "i spoke to <name>, who talked with <name b>"),
        ("Not Found: sip:alice.smith@example.com", "Not Found: <address>"),
        ("<sip:+12065550111@10.0.0.7:5060;transport=tcp>", "<<address>>"),
        ("tel:+1-206-555-0111, or mail a.smith@mail.example.com.", "<address>, or mail <address>."),
        ("three callers @ the desk: no sip: yet", "three callers @ the desk: no sip: yet"),
        ("billing department, Marek speaking", "billing department, <name> speaking"),
        ("I'm Dana. Dana is my name, it's Dana's desk", "I'm <name>. <name> is my name, it's <name>'s desk"),
        ("this is a recorded message", "this is a recorded message"),
        ("this is important", "this is important"),
        ("i'm sorry", "i'm sorry"),
        ("hello thank you for calling", "hello thank you for calling"),
        ("if this is correct press one", "if this is correct press one"),
        ("for billing press 1, for disputes press two", "for billing press 1, for disputes press two"),
        ("the wait is 24 minutes", "the wait is 24 minutes"),
        ("press 3", "press 3"),
        ("press one for to hear", "press one for to hear"),
        ("you entered 4 4 1, 0 0 7, 8 2 1 5", "you entered 0 0 0, 0 0 0, 0 0 0 0"),
        ("you entered four four one", "you entered zero zero zero"),
        ("your case is 20611", "your case is 00000"),
        ("call +1 (206) 555-0111", "call +0 (000) 000-0000"),
        ("forty two fifty one", "zero zero zero zero"),
        ("see /home/dana/calls/far.wav: no room", "see far.wav: no room"),
    ],
)  # fmt: skip
def test_names_and_numbers(said: str, kept: str) -> None:
    assert left(said) == kept
    assert left(kept) == kept


def test_a_name_is_the_same_everywhere_and_another_one_is_another() -> None:
    lines = heard("this is dana", "dana will help you", "this is zofia, dana is away")
    texts = [line.data.text for line in Anonymiser(lines).lines(lines)]
    assert texts == ["this is <name>", "<name> will help you", "this is <name b>, <name> is away"]


def test_words_of_the_flow_are_no_names() -> None:
    assert left("this is Okonkwo Power", own=("Okonkwo Power and Light",)) == "this is Okonkwo Power"


def test_a_number_of_the_flow_stays() -> None:
    assert left("for help press 411", own=("411",)) == "for help press 411"
    assert Anonymiser([], own=("411#",)).keys("411#") == "411#"


def test_an_address_of_the_flow_stays() -> None:
    text = "write to billing@example.com, not to dana@example.com"
    assert left(text, own=("write to billing@example.com",)) == "write to billing@example.com, not to <address>"


def test_what_the_user_hides() -> None:
    assert left("Jean-Luc's card, JEAN LUC said", hide=("Jean-Luc",)) == "<name>'s card, <name> said"
    assert left("ask for José, jose", hide=("José",)) == "ask for <name>, <name>"
    assert left("party of Art", hide=("art",)) == "party of <name>"


def test_what_the_flow_says_itself_cannot_be_hidden() -> None:
    with pytest.raises(UsageError, match="the flow itself says `chase`"):
        Anonymiser([], own=['on "Chase disputes"'], hide=("chase",))


def test_a_number_that_grows_word_by_word_leaves_no_beginning() -> None:
    lines = heard("you entered two", "you entered two zero", "you entered two zero six", "press two zero now")
    texts = [line.data.text for line in Anonymiser(lines).lines(lines)]
    assert texts == ["you entered two", "you entered zero zero", "you entered zero zero zero", "press two zero now"]


def test_keys_of_the_menu_stay_and_a_number_that_is_typed_goes() -> None:
    keys = ["3", "0#", "2065550111#", "4w2w5w5", "<secret>", "<secret>#"]
    lines = lines_of([SendDtmf(digits=digits, reason="") for digits in keys])
    kept = [line.data.digits for line in Anonymiser(lines).lines(lines)]
    assert kept == ["3", "0#", "0000000000#", "0w0w0w0", "<secret>", "<secret>#"]


def test_what_was_given_is_gone_wherever_it_was_said() -> None:
    lines = lines_of(transferred())
    kept = "\n".join(line.to_json() for line in Anonymiser(lines, common=common_words()).lines(lines))
    for word in ("rivera", "dana", "smith", "2065550111", "two zero six", "12065550194", "/home", "call_123456"):
        assert word not in kept.casefold()


def test_it_is_decided_alike() -> None:
    """As far as a log itself tells: what was typed is noughts on either side."""
    lines = lines_of(transferred())
    kept = [parse_line(line.to_json()) for line in Anonymiser(lines, common=common_words()).lines(lines)]
    before, after = decisions(lines), decisions(kept)
    assert [(one.step_id, one.clause, one.actions, one.outcome) for one in before] == [
        (one.step_id, one.clause, one.actions, one.outcome) for one in after
    ]
    assert [one.did for one in after] == [
        tuple(did.replace("2065550111", "0000000000") for did in one.did) for one in before
    ]


def test_it_says_nothing_of_when_it_was() -> None:
    kept = list(Anonymiser(lines_of(transferred())).lines(lines_of(transferred())))
    assert {line.timestamp.year for line in kept} == {2000}
    assert {line.call_id for line in kept} == {"call_kept"}
    assert [line.at for line in kept] == sorted(line.at for line in kept)


# --- laws

SECRETS = "Dana Whitfield 4410078215"


def kinds() -> Iterator[type[Data]]:
    return (kind for kind in Data.__subclasses__() if kind.__module__ == "holdlang.calllog")


def filled(kind: type[Data], text: str) -> Data:
    """A line of that kind with `text` wherever a text can be."""
    return kind.model_construct(**{name: _value(field.annotation, text) for name, field in kind.model_fields.items()})


def _value(annotation: Any, text: str) -> Any:
    options = typing.get_args(annotation)
    if annotation is str:
        return text
    if typing.get_origin(annotation) is dict:
        return {"one": _value(options[1], text)}
    if typing.get_origin(annotation) is list:
        return [_value(options[0], text)]
    if typing.get_origin(annotation) is typing.Literal:
        return options[0]
    if str in options:
        return text
    return False if annotation is bool else 1


@pytest.mark.parametrize("kind", list(kinds()), ids=lambda kind: kind.__name__)
def test_every_field_of_every_line_is_searched(kind: type[Data]) -> None:
    """A field that joins the log one day is, too: what is not is on a list, and says words of the flow or of ours."""
    told = filled(kind, SECRETS)
    ours = {name: _value(kind.model_fields[name].annotation, "ours") for name in FLOWS_OWN & kind.model_fields.keys()}
    told = told.model_copy(update=ours)
    lines = lines_of([told])
    kept = "".join(line.to_json() for line in Anonymiser(lines, hide=("Dana", "Whitfield")).lines(lines))
    assert "Dana" not in kept
    assert "Whitfield" not in kept
    assert "4410078215" not in kept


def test_fields_of_later_versions_are_searched() -> None:
    line = parse_line('{"type":"telepathy","call_id":"c","timestamp":"2026-11-20T12:00:00Z","at":1,"data":'
                      '{"thought":"this is Dana","deep":[{"number":"441 007 8215","x":"441 007 8215"}]}}')  # fmt: skip
    kept = next(Anonymiser([line]).lines([line])).to_json()
    assert "Dana" not in kept
    assert "441" not in kept
    assert "007" not in kept


WORDS = st.sampled_from(["press", "one", "for", "billing", "please", "hold", "is", "your", "you", "entered", "account"])
NAMES = st.sampled_from(["Dana", "dana", "Okonkwo", "Jean-Luc", "Øyvind"])
DIGIT = st.sampled_from([*"0123456789", *ONES[:10]])
RUN = st.lists(DIGIT, min_size=3, max_size=12).map(" ".join)
CUE = st.sampled_from(["this is ", "my name is ", "speaking with ", "Mr. ", "I'm "])
SENTENCE = st.lists(st.one_of(WORDS, RUN.map(lambda run: f"{run},"), st.builds(str.__add__, CUE, NAMES)), max_size=8)


@given(st.lists(SENTENCE.map(" ".join), min_size=1, max_size=4))
def test_no_name_and_no_number_survives(texts: list[str]) -> None:
    lines = heard(*texts)
    anonymiser = Anonymiser(lines, common=common_words())
    for line in anonymiser.lines(lines):
        text = line.data.text
        assert not re.search(r"dana|okonkwo|jean|luc|øyvind", text.casefold())
        digits = [NUMBERS.get(word) for word in normalize(text)]
        for first, second, third in zip(digits, digits[1:], digits[2:], strict=False):
            assert None in (first, second, third) or first == second == third == 0
        assert anonymiser.text(text) == text


@given(
    st.text(max_size=60), st.text(alphabet="abcdefgé-' ", min_size=2, max_size=9).filter(lambda text: text.strip(" -'"))
)
def test_a_hidden_word_survives_in_no_text(text: str, word: str) -> None:
    lines = heard(f"{text} {word} {text}")
    kept = next(Anonymiser(lines, hide=(word,)).lines(lines)).data.text
    bare = re.findall(r"[^\W_]+", word)
    assert not re.search(
        r"(?<![^\W_])" + r"[\W_]*".join(map(re.escape, bare)) + r"(?![^\W_])", kept, re.IGNORECASE
    ) or {part.casefold() for part in bare} <= {"name"}


def test_without_anything_to_hide_nothing_changes() -> None:
    lines = lines_of([CallStarted(number="rehearsal"), *(one.data for one in heard("press one for billing"))])
    anonymiser = Anonymiser(lines)
    assert anonymiser.found == (0, 0)
    assert list(anonymiser.lines(lines))[1].data.text == "press one for billing"


def told(values: dict[str, str], *said: str, own: tuple[str, ...] = ()) -> tuple[dict[str, str], list[str]]:
    """What was given and what was said on a call, as it is kept."""
    lines = [*lines_of([CallStarted(number="1", given=values)]), *heard(*said)]
    started, *rest = Anonymiser(lines, own=own, common=common_words()).lines(lines)
    return started.data.given, [line.data.text for line in rest]


def test_each_word_of_what_was_given_is_hidden() -> None:
    kept, said = told(
        {"guest": "Ann-Marie Rivera", "kind": "billing", "code": "AB 4251"},
        "mr rivera for billing", "ann marie rivera", "code a b four two", "ab", "marie",
        own=('on "billing" press 1',),
    )  # fmt: skip
    assert kept == {"guest": "<name>", "kind": "billing", "code": "<name e>"}
    assert said == ["mr <name d> for billing", "<name>", "code a b zero zero", "<name f>", "<name c>"]


@pytest.mark.parametrize(("value", "kept"), [("ADA", "<name>"), ("AB1", "<name>"), ("AB12", "<name>"), ("D", "D")])
def test_what_looks_like_keys_was_given_as_a_text(value: str, kept: str) -> None:
    assert told({"name": value}, f"thank you {value}") == ({"name": kept}, [f"thank you {kept}"])


def test_what_was_given_is_hidden_even_if_it_is_a_common_word() -> None:
    assert told({"guest": "May"}, "thank you miss may") == ({"guest": "<name>"}, ["thank you miss <name>"])
    assert told({"why": "yes"}, "say yes", own=('on "say yes" say "yes"',)) == ({"why": "yes"}, ["say yes"])


def test_a_short_number_that_was_given_is_hidden_wherever_it_stands() -> None:
    kept, said = told({"room": "42", "guests": "3"}, "room forty two", "the wait is 24 minutes", "press 3")
    assert kept == {"room": "00", "guests": "3"}
    assert said == ["room zero zero", "the wait is 24 minutes", "press 3"]
    lines = lines_of([CallStarted(number="1", given={"room": "42"}), SendDtmf(digits="42#", reason="pressed 42#")])
    assert list(Anonymiser(lines).lines(lines))[1].data == SendDtmf(digits="00#", reason="pressed 00#")
