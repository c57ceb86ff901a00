"""`holdlang hear`, from files to lines and pictures."""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from jsonschema import validate

from holdlang.calllog import EVENT_TYPES
from holdlang.cli.main import main
from holdlang.cli.status import Status
from tests.hear.calls import CALL, ONSET, RATE

pytestmark = pytest.mark.engine

Capture = pytest.CaptureFixture[str]

LINE = {
    "type": "object",
    "required": ["time", "type"],
    "properties": {"time": {"type": "number", "minimum": 0}, "type": {"enum": sorted(EVENT_TYPES)}},
}
FOUND = {
    "required": ["confidence", "transcript_excerpt", "evidence", "onset"],
    "properties": {
        "confidence": {"type": "number", "minimum": 0, "maximum": 1},
        "transcript_excerpt": {"type": "string"},
        "evidence": {"type": "object", "additionalProperties": {"type": "number"}},
        "onset": {"type": "number"},
    },
}

FLOW = """flow line
dial "+18005551234"
listen 20s
  on "call is important"  press 1
hold 2h eager
transfer cell
"""


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The short call, as a FLAC file of two channels at 16 kHz."""
    path = tmp_path_factory.mktemp("call") / "call.flac"
    stretched = np.repeat(CALL, 2)
    soundfile.write(path, np.stack([stretched, stretched], axis=1), 2 * RATE)
    return path


def lines(capsys: Capture) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def short(path: Path, seconds: float = 3.0) -> str:
    soundfile.write(path, CALL[: round(seconds * RATE)], RATE)
    return str(path)


def test_a_call_as_json(call: Path, capsys: Capture) -> None:
    assert main(["hear", str(call), "--json"]) == Status.DONE
    told = lines(capsys)
    for line in told:
        validate(line, LINE)
    (person,) = (line for line in told if line["type"] == "human_detected")
    validate(person, FOUND)
    assert ONSET < person["time"] < ONSET + 4
    types = {line["type"] for line in told}
    assert {"audio_classified", "hold_detected", "announcement", "utterance_began", "utterance_ended"} <= types
    partial = [line for line in told if line["type"] == "transcript_chunk" and not line["is_final"]]
    assert partial


def test_a_call_as_text_and_as_a_picture(call: Path, tmp_path: Path, capsys: Capture) -> None:
    picture = tmp_path / "out.png"
    assert main(["hear", str(call), "--plot", str(picture)]) == Status.DONE
    text = capsys.readouterr().out
    assert "~ music" in text
    assert "a person is on the line" in text
    assert "on hold −1.5" in text
    assert "people     1, since" in text
    assert "{" not in text
    from matplotlib.image import imread

    drawn = imread(picture)
    assert drawn.shape[:2] == (1155, 1980)
    assert len(np.unique(np.round(drawn[::3, ::3, :3] * 255).reshape(-1, 3), axis=0)) > 20
    assert list(tmp_path.iterdir()) == [picture]


def test_a_flow_is_expected_and_told(call: Path, tmp_path: Path, capsys: Capture) -> None:
    flow = tmp_path / "line.hold"
    flow.write_text(FLOW, encoding="utf-8")
    assert main(["hear", str(call), "--flow", str(flow), "--json"]) == Status.DONE
    (decided,) = (line for line in lines(capsys) if line["type"] == "decided")
    assert decided["clause"] == 'on "call is important"'
    assert decided["actions"] == ["press"]
    assert 0 < decided["score"] <= 1


def test_a_flow_with_mistakes_is_told_as_check_tells_them(tmp_path: Path, capsys: Capture) -> None:
    flow = tmp_path / "line.hold"
    flow.write_text(FLOW.replace("transfer", "goto nowhere\ntransfer"), encoding="utf-8")
    assert main(["hear", short(tmp_path / "a.wav"), "--flow", str(flow)]) == Status.FAILED
    told = capsys.readouterr()
    assert not told.out
    assert "error[HL" in told.err
    assert "nowhere" in told.err


def test_a_sound_shorter_than_a_block(tmp_path: Path, capsys: Capture) -> None:
    assert main(["hear", short(tmp_path / "a.wav", 0.05), "--plot", str(tmp_path / "a.svg")]) == Status.DONE
    assert "heard" in capsys.readouterr().out
    assert (tmp_path / "a.svg").read_text(encoding="utf-8").count("<path") > 5


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["missing.wav"], "can't read missing.wav: No such file"),
        (["."], "is a folder"),
        (["a.wav", "--channel", "2"], "no channel 2"),
        (["a.wav", "--flow", "missing.hold"], "can't read missing.hold"),
        (["a.wav", "--plot", "nowhere/out.png"], "can't write nowhere/out.png"),
        (["a.wav", "--plot", "out"], "does not say what to draw"),
    ],
)
def test_what_can_not_be_done_is_said(
    arguments: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    short(tmp_path / "a.wav")
    assert main(["hear", *arguments]) == Status.USAGE
    told = capsys.readouterr()
    assert told.err.startswith("error: ")
    assert words in told.err
    assert not told.out


def test_a_full_disk_is_told(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "a.png").symlink_to("/dev/full")
    assert main(["hear", short(tmp_path / "a.wav"), "--plot", str(tmp_path / "a.png")]) == Status.USAGE
    assert "a.png: No space left" in capsys.readouterr().err


def test_a_file_that_breaks_off_is_told_and_its_picture_drawn(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "a.wav"
    short(path, 6.0)
    path.write_bytes(path.read_bytes()[:50_000])
    assert main(["hear", str(path), "--plot", str(tmp_path / "a.png")]) == Status.FAILED
    told = capsys.readouterr()
    assert "~ ringing" in told.out
    assert "breaks off after 00:03" in told.err
    assert (tmp_path / "a.png").stat().st_size > 10_000


def test_without_matplotlib_it_is_said_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.artist", None)
    monkeypatch.delitem(sys.modules, "runtime.hear.picture", raising=False)
    assert main(["hear", short(tmp_path / "a.wav"), "--plot", str(tmp_path / "a.png")]) == Status.USAGE
    told = capsys.readouterr()
    assert "pip install 'holdlang[plot]'" in told.err
    assert not told.out
