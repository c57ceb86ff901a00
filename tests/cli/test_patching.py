"""Patches, as `holdlang fmt --diff` and `holdlang check --fix --diff` write them."""

import pytest

from holdlang.cli.patching import patch
from holdlang.source import Source

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c"])
def test_only_a_line_feed_ends_a_line(mark: str) -> None:
    before = Source("a.hold", f'say "a{mark}b"\nhold   2h\n')
    assert patch(before, before.text.replace("   ", " "), "laid out") == (
        f'--- a.hold\n+++ a.hold (laid out)\n@@ -1,2 +1,2 @@\n say "a{mark}b"\n-hold   2h\n+hold 2h\n'
    )


def test_a_last_line_without_a_line_feed_is_marked() -> None:
    assert patch(Source("a.hold", "hold 2h"), "hold 2h\n", "laid out") == (
        "--- a.hold\n+++ a.hold (laid out)\n@@ -1 +1 @@\n-hold 2h\n\\ No newline at end of file\n+hold 2h\n"
    )


def test_nothing_changes() -> None:
    assert not patch(Source("a.hold", "hold 2h\n"), "hold 2h\n", "laid out")
