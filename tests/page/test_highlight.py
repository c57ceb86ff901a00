"""The words that the editor colours are those of the grammar."""

import re

import pytest

from holdlang.syntax.parser import keywords
from runtime.server.pagefiles import FOLDER

pytestmark = pytest.mark.unit


def coloured() -> set[str]:
    """What stands in the lists of words of `highlight.js`."""
    source = (FOLDER / "js" / "flow" / "highlight.js").read_text(encoding="utf-8")
    table = source[source.index("export const WORDS") : source.index("const TOKEN")]
    return {word for quoted in re.findall(r'words\(["`]([^"`]+)["`]\)', table) for word in quoted.split()}


def test_every_keyword_has_a_colour() -> None:
    assert set(keywords().values()) <= coloured()


def test_nothing_else_is_coloured_as_a_keyword() -> None:
    alternatives = {"ring", "digit"}  # the singular of a keyword, which the grammar spells as a pattern
    assert coloured() - alternatives <= set(keywords().values())
