"""The table of codes: its examples are true."""

import pytest

from holdlang.codes import CODES, Code, explain
from holdlang.load import load
from holdlang.render import render
from holdlang.source import Source

pytestmark = pytest.mark.unit

entries = pytest.mark.parametrize("entry", CODES.values(), ids=CODES)


@entries
def test_what_to_avoid_is_diagnosed_by_this_code(entry: Code) -> None:
    found = load(Source("avoid.hold", entry.avoid), devices=["sip_phone"]).diagnostics
    assert entry.code in [diagnostic.code for diagnostic in found]


@entries
def test_what_to_prefer_has_no_mistake(entry: Code) -> None:
    found = load(Source("prefer.hold", entry.prefer), devices=["sip_phone"]).diagnostics
    assert render([diagnostic for diagnostic in found if diagnostic.code != "HL307"]) == ""


@entries
def test_the_page_says_why_and_how(entry: Code) -> None:
    page = explain(entry.code.lower())
    assert entry.why in page
    assert entry.prefer.splitlines()[0] in page


def test_slugs_are_unique() -> None:
    assert len({entry.slug for entry in CODES.values()}) == len(CODES)
