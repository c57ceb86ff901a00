"""A flow over the recording of a call: through the hearing and the recogniser, it decides as it did."""

import struct
from dataclasses import replace
from pathlib import Path

import pytest

from holdlang.calllog import Line
from holdlang.trials.decisions import decisions
from runtime.engines import EngineUnavailable, transcriber
from runtime.replay.acting import Script, replay
from runtime.replay.sound import InPlace, Recording, media_start
from runtime.replay.tape import read_tape
from runtime.soundtrack import open_track
from tests.replay import rig
from tests.replay.rig import call, loaded, parted
from tests.replay.sounding import write_sound

pytestmark = pytest.mark.engine

COMPANY, FLOW = (
    rig.COMPANY.replace("20m", "1m"),
    rig.FLOW.replace('\n  on /number (\\d+)/ notify "Number $1", again', ""),
)


@pytest.fixture(scope="module")
def that_day() -> list[Line]:
    return list(call(FLOW, COMPANY).lines)


@pytest.fixture(scope="module")
def far(that_day: list[Line], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("call") / "far.wav"
    try:
        write_sound(path, that_day)
    except EngineUnavailable as error:
        pytest.skip(str(error))
    return path


@pytest.fixture
def script(far: Path) -> Script:
    try:
        heard = InPlace(transcriber(phrases=["disputes", "billing"]))
    except EngineUnavailable as error:
        pytest.skip(str(error))
    return Script(loaded(FLOW).flows[0], recording=Recording(open_track(far), heard))


def test_the_recording_leads_to_the_same_decisions(that_day: list[Line], script: Script) -> None:
    today = replay(read_tape(that_day), script)
    assert parted(that_day, today) is None
    assert today.end.duration == pytest.approx(that_day[-1].at, abs=8)  # what the person says is heard anew


def test_another_flow_parts_where_it_presses_another_key(that_day: list[Line], script: Script) -> None:
    flow = loaded(FLOW.replace('"disputes" press heard', '"billing" press heard')).flows[0]
    today = replay(read_tape(that_day), replace(script, flow=flow))
    found = parted(that_day, today)
    assert found is not None
    assert found.place == 0
    assert found.other is not None
    assert found.other.what == "press 2"


@pytest.mark.parametrize("seconds", [0.0, 12.0])
def test_a_recording_that_was_never_finished(that_day: list[Line], script: Script, far: Path, seconds: float) -> None:
    """Killed: the header says that there is nothing, and the end is missing. What there is, is heard."""
    whole = far.read_bytes()
    cut = far.with_name(f"cut{seconds:.0f}.wav")
    data = whole[44:] if not seconds else whole[44 : 44 + round(seconds * 8000) * 2]
    cut.write_bytes(whole[:4] + struct.pack("<I", 0) + whole[8:40] + struct.pack("<I", 0) + data)
    assert script.recording is not None
    recording = replace(script.recording, track=open_track(cut))
    today = replay(read_tape(that_day), replace(script, recording=recording))
    assert decisions(today.lines)[0] == decisions(that_day)[0]


def test_sound_begins_when_media_did(that_day: list[Line]) -> None:
    answered = next(line.at for line in that_day if line.type == "call_connected")
    assert media_start(read_tape(that_day)) == pytest.approx(answered, abs=0.01)
