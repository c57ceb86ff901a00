"""One mistake is told once, and in our words."""

import pytest

from holdlang.source import Source
from tests.language.cases import found

pytestmark = pytest.mark.unit


def test_a_pattern_that_is_nested_too_deeply_is_told_in_our_words() -> None:
    (told,) = found(Source("a.hold", f"listen 15s\n  on /{'(' * 5000}/ press 3\n  else end\n"))
    assert (told.code, told.label) == ("HL202", "it is nested too deeply")
