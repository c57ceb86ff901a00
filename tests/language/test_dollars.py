"""Dollar signs in the texts of trees."""

import pytest

from holdlang.load import load
from holdlang.names.dollars import plain
from holdlang.printer import print_tree
from holdlang.source import Source

pytestmark = pytest.mark.unit

WRITTEN = """\
tree shop

say "That is $$5."
  on press 1 say "$$1", play "$$.wav"
  else say "$$2", again
play "$$3.wav" saying "$$3"
  on silence 5s hangup
music 5m "$$4.wav"
  every 1m   say "$$6, or $wait minutes.", play "$$6.wav"
  on press 1 say "$$7"
chance 5% say "$$8"
note "$$9"
human "Five dollars: $$5"
"""


def test_two_are_spoken_as_one() -> None:
    """All but those that a queue says, which are filled in when they are said."""
    (tree,) = load(Source("t.hold", WRITTEN)).trees
    spoken = WRITTEN.replace("$$", "$").replace('say "$6, or $wait', 'say "$$6, or $wait')
    assert print_tree(plain(tree)) == spoken


def test_a_tree_without_one_is_the_same() -> None:
    (tree,) = load(Source("t.hold", WRITTEN.replace("$$", "").replace("$wait", ""))).trees
    assert plain(tree) is tree
