"""Law: every rehearsal in virtual time, replayed from its own log, decides alike; so does a replay of the replay."""

from pathlib import Path

import pytest

from holdlang.load import Loaded
from holdlang.model import Test
from holdlang.trials.decisions import decisions
from runtime.rehearse.virtual.acting import act, script_of
from runtime.replay.acting import Script, replay
from runtime.replay.tape import read_tape
from tests.flows.test_catalogue import FILES, loaded

pytestmark = pytest.mark.call

TESTS = [(file, test) for path in FILES for file in [loaded(path)] for test in file.tests if test.tree is not None]


@pytest.mark.parametrize(
    ("file", "test"), TESTS, ids=[f"{Path(file.source.name).parent.name}: {test.name}" for file, test in TESTS]
)
def test_a_rehearsal_replays_from_its_log(file: Loaded, test: Test) -> None:
    """To a tick, or a few where a secret was said: words that the log masks weigh otherwise than those heard."""
    that_day = script_of(test, file)
    acted = act(that_day)
    script = Script(that_day.flow, that_day.values, that_day.library, that_day.folder)
    again = replay(read_tape(acted.lines), script)
    twice = replay(read_tape(list(again.lines)), script)
    was, now, after = decisions(acted.lines), decisions(again.lines), decisions(twice.lines)
    assert was == now == after
    assert [one.at for one in now] == pytest.approx([one.at for one in was], abs=0.3)
    assert (list(again.pressed), list(again.said)) == (list(acted.pressed), list(acted.said))
