"""The failures that others have seen are each a test: in a tree, and where the failure is one of sound, of the hearing.

Not responsible for running the tests of trees (`tests/calls/test_flows.py`).
"""

import ast
import re
from pathlib import Path

import pytest

from holdlang.load import load
from holdlang.source import Source

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]
FAILURES, WANTED = ROOT / "examples" / "failures", ROOT / "examples" / "wanted"

SOUND = {
    "long_music.hold": ["tests/hearing/test_wild.py::test_music_does_not_keep_a_turn_open",
                        "tests/hearing/test_ear.py::test_memory_is_bounded_over_a_long_wait"],
    "not_available.hold": ["tests/menu/test_states.py::test_not_meant"],
    "dial_nine.hold": ["tests/menu/test_options.py::test_what_is_unclear_names_no_key"],
    "pause_in_greeting.hold": ["tests/hearing/test_wild.py::test_a_short_pause_is_no_end_of_a_turn"],
    "silent_start.hold": ["tests/hearing/test_wild.py::test_digital_silence_after_the_answer_is_nobody"],
    "ringing_inside.hold": ["tests/hearing/test_wild.py::test_ringback_is_nobody",
                            "tests/hearing/test_tones.py::test_ringback_is_no_beep"],
    "wrong_leg.hold": [],
    "words_in_noise.hold": ["tests/hearing/test_wild.py::test_noise_has_no_speech_to_transcribe"],
    "thank_you_for_holding.hold": ["tests/hearing/test_words.py::test_recordings",
                                   "tests/hearing/test_judge.py::test_what_was_heard_before_is_a_recording_whatever_it_says"],
    "keys_too_early.hold": [],
    "own_voicemail.hold": [
        "tests/calls/test_handing_over.py::test_a_voicemail_presses_nothing_and_the_next_device_rings",
    ],
    "cut_off.hold": ["tests/cli/test_redialling.py::test_attempts"],
}  # fmt: skip
"""Beside the test in each file: those that play the sound of it, or look closer at one part."""


def rows(folder: Path) -> list[tuple[str, Path]]:
    """The name of the test and the file of each row of the table."""
    page = (folder / "README.md").read_text(encoding="utf-8")
    found = re.findall(r"^\|.*\| \[(.+)\]\((\w+\.hold)\) \|$", page, re.MULTILINE)
    return [(name, folder / file) for name, file in found]


def test_every_failure_has_its_row_and_every_file_its_failure() -> None:
    files = [file.name for _, file in rows(FAILURES)]
    assert len(files) == 12
    assert sorted(files) == sorted(path.name for path in FAILURES.glob("*.hold")) == sorted(SOUND)


def test_every_wish_has_its_row() -> None:
    assert sorted(file for _, file in rows(WANTED)) == sorted(WANTED.glob("*.hold"))


@pytest.mark.parametrize(("name", "file"), [*rows(FAILURES), *rows(WANTED)], ids=lambda part: getattr(part, "name", ""))
def test_the_row_names_a_test_of_the_file(name: str, file: Path) -> None:
    loaded = load(Source.read(file))
    assert loaded.ok
    (named,) = [test for test in loaded.tests if test.name == name]
    assert named.expects


@pytest.mark.parametrize("node", [node for nodes in SOUND.values() for node in nodes])
def test_what_looks_closer_is_there(node: str) -> None:
    file, _, name = node.partition("::")
    module = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert name in {one.name for one in module.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)}
