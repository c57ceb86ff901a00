"""The files of words: one a language, read when first needed."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from holdlang.errors import UsageError
from holdlang.menu import lexicon, read_lexicon
from holdlang.menu.phrases import Phrases, Place, spelled_out

pytestmark = pytest.mark.unit


def test_an_unknown_language_is_an_error_that_names_the_known() -> None:
    with pytest.raises(UsageError, match="tlh") as raised:
        lexicon("tlh")
    assert "en" in (raised.value.help or "")


def test_it_is_read_once() -> None:
    assert lexicon() is lexicon()


def test_a_file_with_a_misspelt_table_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "xx.toml"
    file.write_text('language = "xx"\n[presing]\n', encoding="utf-8")
    with pytest.raises(ValidationError, match="presing"):
        read_lexicon(file)


def test_how_phrases_are_written() -> None:
    assert spelled_out("speak|talk up") == [("speak", "up"), ("talk", "up")]
    assert spelled_out("go back? to_it|now") == [
        ("go", "back", "to", "it"),
        ("go", "back", "now"),
        ("go", "to", "it"),
        ("go", "now"),
    ]


def test_the_longest_phrase_is_found_and_where_its_number_begins() -> None:
    phrases = Phrases(["number #", "number # in line"])
    words = ("you", "are", "number", "twenty", "four", "in", "line")
    assert list(phrases.find(words, {"twenty", "four"})) == [Place(2, 7, 3)]
    assert list(phrases.find(words)) == []
