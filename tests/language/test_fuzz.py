"""A piece of the fuzz run (`tests/language/fuzz.py`): a thousand texts, the same ones every time."""

from typing import Any

import pytest

from holdlang.load import Loaded, load
from holdlang.source import Source
from holdlang.syntax import parser
from tests.language import fuzz
from tests.language.shapes import SHAPES, Shape

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


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_twice_as_much_of_anything_costs_twice_the_calls(shape: Shape) -> None:
    def reading(count: int) -> int:
        source = Source("long.hold", shape(count))
        parser.read.cache_clear()
        return fuzz.calls(lambda: load(source, devices=["phone1"], files=lambda path: None))

    reading(300)  # fills the caches of Python and the package that outlive a source
    assert reading(300) <= 2.2 * reading(150) + 2000


def test_inputs_are_the_same_every_time() -> None:
    assert [fuzz.text(SEED, number) for number in range(50)] == [fuzz.text(SEED, number) for number in range(50)]
    assert fuzz.text(SEED, 1) != fuzz.text(SEED + 1, 1)


def test_what_fails_is_cut_down() -> None:
    assert fuzz.smallest("some text with an x in it, and more", lambda text: "x" in text) == "x"


def test_what_is_quadratic_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def slowly(source: Source, **options: Any) -> Loaded:
        for _ in range(len(source.text) ** 2 // 100):
            abs(1)
        return load(source, **options)

    assert not fuzz.grows_too_fast("wait 5s")
    monkeypatch.setattr(fuzz, "load", slowly)
    assert fuzz.grows_too_fast("wait 5s")
