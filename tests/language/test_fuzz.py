"""A piece of the fuzz run (`tests/language/fuzz.py`): a thousand texts, the same ones every time."""

from typing import Any

import pytest

from holdlang.load import Loaded
from holdlang.source import Source
from tests.language import fuzz

pytestmark = pytest.mark.unit

SEED = 3


@pytest.mark.parametrize("part", range(10))
def test_nothing_but_our_own_errors(part: int) -> None:
    for number in range(part * 100, part * 100 + 100):
        found = fuzz.text(SEED, number)
        try:
            fuzz.run(found)
        except Exception as error:
            raise AssertionError(f"input {number} of seed {SEED}: {found!r}") from error


@pytest.mark.parametrize("number", range(0, 1000, 50))
def test_in_linear_time(number: int) -> None:
    assert not fuzz.grows_too_fast(fuzz.text(SEED, number))


def test_inputs_are_the_same_every_time() -> None:
    assert [fuzz.text(SEED, number) for number in range(50)] == [fuzz.text(SEED, number) for number in range(50)]
    assert fuzz.text(SEED, 1) != fuzz.text(SEED + 1, 1)


def test_what_fails_is_cut_down() -> None:
    assert fuzz.smallest("some text with an x in it, and more", lambda text: "x" in text) == "x"


def test_what_is_quadratic_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    load = fuzz.load

    def slowly(source: Source, **options: Any) -> Loaded:
        for _ in range(len(source.text) ** 2 // 100):
            abs(1)
        return load(source, **options)

    assert not fuzz.grows_too_fast("wait 5s")
    monkeypatch.setattr(fuzz, "load", slowly)
    assert fuzz.grows_too_fast("wait 5s")
