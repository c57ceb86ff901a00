"""Durations, texts, keys and patterns, both ways."""

import pytest
from hypothesis import given

from holdlang.syntax.values import (
    Unreadable,
    read_duration,
    read_text,
    write_duration,
    write_keys,
    write_pattern,
    write_text,
)
from tests.language import strategies

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "seconds", "canonical"),
    [
        ("5s", 5.0, "5s"),
        ("500ms", 0.5, "500ms"),
        ("1500ms", 1.5, "1.5s"),
        ("2h", 7200.0, "2h"),
        ("1h30m", 5400.0, "1h30m"),
        ("90m", 5400.0, "1h30m"),
        ("90s", 90.0, "1m30s"),
        ("2.5s", 2.5, "2.5s"),
        ("1m500ms", 60.5, "60.5s"),
        ("168h", 604800.0, "168h"),
        ("1ms", 0.001, "1ms"),
    ],
)
def test_durations(text: str, seconds: float, canonical: str) -> None:
    assert read_duration(text) == seconds
    assert write_duration(seconds) == canonical


@pytest.mark.parametrize(
    "text", ["", "5", "s", "5min", "1m2h", "5s5s", "0s", "169h", "-5s", "1.5h", "9" * 5000 + "s", "٣s "]
)
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(Unreadable):
        read_duration(text)


@given(strategies.seconds)
def test_a_written_duration_is_the_same_float(seconds: float) -> None:
    assert read_duration(write_duration(seconds)) == seconds


@given(strategies.texts)
def test_a_written_text_is_the_same_text(text: str) -> None:
    written = write_text(text)
    assert read_text(written) == text
    assert written.isprintable()


@pytest.mark.parametrize("token", [r'"\x"', r'"\u{110000}"', r'"\u{D800}"', r'"\u"', r'"\ "'])
def test_what_is_no_escape(token: str) -> None:
    with pytest.raises(Unreadable) as error:
        read_text(token)
    assert error.value.offset == 1


def test_keys_are_bare_where_they_can_be() -> None:
    assert [write_keys(keys) for keys in ("3", "*9#", "#", "12w", "")] == ["3", "*9#", '"#"', '"12w"', '""']


def test_slashes_in_patterns() -> None:
    assert write_pattern(r"a/b\\/\d") == r"/a\/b\\\/\d/"
