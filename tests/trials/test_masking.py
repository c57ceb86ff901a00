"""Secrets of a test, taken out of what is shown of it."""

import pytest

from holdlang.source import Source
from holdlang.trials.masking import Mask

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


def test_a_short_secret_is_no_part_of_a_word() -> None:
    assert Mask(["1"]).source(Source("a", "press 1, 12, sip_phone1")).text == "press •, 12, sip_phone1"


def test_without_secrets_the_source_is_the_same() -> None:
    source = Source("a", "press 1")
    assert Mask([]).source(source) is source
    assert Mask(["", "  "]).text("press 1") == "press 1"
