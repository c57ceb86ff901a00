"""Secrets of a test, taken out of what is shown of it."""

import pytest

from holdlang.diagnostics.render import render
from holdlang.load import load
from holdlang.source import Source
from holdlang.trials.masking import Mask, given_values

pytestmark = pytest.mark.unit


def test_sentences() -> None:
    mask = Mask(["4251", "Rosebud"])
    assert mask.text("expected to press 4251#, 3") == "expected to press <secret>#, 3"
    assert mask.text("it said “rosebud, four two five one”") == "it said “<secret>, <secret>”"
    assert mask.text("after 42 s") == "after 42 s"


def test_places_in_a_source_stay_where_they_are() -> None:
    source = Source("bank.hold", "given pin = 4251\nexpect pressed 4251#, 3\n")
    masked = Mask(["4251"]).source(source)
    assert masked.text == "given pin = ••••\nexpect pressed ••••#, 3\n"
    assert [masked.position(at) for at in range(len(source.text))] == [
        source.position(at) for at in range(len(source.text))
    ]


def test_a_number_like_a_secret_is_hidden_in_a_source() -> None:
    source = Source("a", "expect pressed 3, 8643\nhold 1800s\ndial 12125550186")
    assert Mask(["86-42"]).source(source).text == "expect pressed 3, ••••\nhold 1800s\ndial 12125550186"


@pytest.mark.parametrize("value", ['"8642', "8642 1", '"8642" twice'])
def test_a_mistake_in_a_value_shows_no_value(value: str) -> None:
    text = f'flow a\n  needs pin secret, card\nhangup\ntree t\nanswer\ntest "x" of a against t\n  given pin = {value}\n'
    found = load(Source("a.hold", text)).diagnostics
    assert "8642" in render(found)
    mask = Mask(given_values(text, {"card"}))
    assert "8642" not in render(map(mask.mistake, found))
    assert list(given_values("given card = 1\n given pin = 2", {"card"})) == ["2"]


def test_a_short_secret_is_no_part_of_a_word() -> None:
    assert Mask(["1"]).source(Source("a", "press 1, 12, sip_phone1")).text == "press •, 12, sip_phone1"


def test_without_secrets_the_source_is_the_same() -> None:
    source = Source("a", "press 1")
    assert Mask([]).source(source) is source
    assert Mask(["", "  "]).text("press 1") == "press 1"
