"""Takes: who says what, how a person sounds, and what becomes of an author's own sound files."""

import resource
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest

from holdlang.cli.status import Status
from holdlang.errors import UsageError
from holdlang.model import Clause, Human, Music, Pressed, Say, Tree
from holdlang.model.tree import Chance, Every, Prompt, ToneName
from holdlang.resources import data
from runtime.hearing import Hearing
from runtime.hearing.events import BeepHeard, HearingEvent, SoundChanged
from runtime.rehearse.directory import read_directory
from runtime.rehearse.instruments import RATE
from runtime.rehearse.server import cast
from runtime.rehearse.studio import (
    BREATH_SECONDS,
    CUT_SECONDS,
    ROOM_DBFS,
    SORRY,
    Cast,
    Studio,
    is_announcement,
    read_wav,
)
from runtime.rehearse.takes import Take
from tests.rehearse.fakes import Hum


def level(samples: np.ndarray) -> float:
    """RMS in dBFS."""
    return float(20 * np.log10(np.sqrt(np.mean((samples / 32768.0) ** 2))))


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return Studio(Cast(Hum(200), [Hum(300), Hum(320)], [Hum(400), Hum(420)]), tmp_path, tmp_path)


@pytest.mark.unit
def test_each_role_has_its_own_take_of_the_same_words(studio: Studio) -> None:
    paths = {studio.prompt("hello").path, studio.announcement("hello").path, studio.person("hello", who="hello").path}
    assert len(paths) == 3


@pytest.mark.unit
def test_words_are_spoken_once(studio: Studio) -> None:
    first = studio.prompt("hello there")
    assert studio.prompt("hello there") == first
    assert first.seconds == 2


@pytest.mark.unit
def test_a_person_comes_in_by_a_cut_and_from_a_room(studio: Studio) -> None:
    take = studio.person("hello dana here", who="hello dana here")
    samples, rate = read_wav(take.path)
    cut, voice = round(CUT_SECONDS * rate), round(take.lead * rate)
    assert not samples[:cut].any()
    assert level(samples[cut : voice - 80]) == pytest.approx(ROOM_DBFS, abs=1.5)
    assert level(samples[voice : voice + rate]) > -30
    assert take.lead == pytest.approx(CUT_SECONDS + BREATH_SECONDS, abs=0.005)
    assert level(read_wav(studio.room("hello dana here").path)[0]) == pytest.approx(ROOM_DBFS, abs=0.5)


@pytest.mark.unit
def test_what_stands_beside_music_is_an_announcement() -> None:
    tree = Tree(
        id="t",
        steps=(Prompt(text="welcome"), Prompt(text="hold"), Music(seconds=1), Prompt(text="soon"), Prompt(text="menu")),
    )
    assert [is_announcement(tree, position) for position in range(5)] == [False, True, False, True, False]


@pytest.mark.unit
def test_sound_files_are_brought_to_the_rate_of_the_line(studio: Studio, tmp_path: Path) -> None:
    tone = np.round(8000 * np.sin(2 * np.pi * 1000 * np.arange(44100) / 44100)).astype("<i2")
    with wave.open(str(tmp_path / "tone.wav"), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(44100)
        out.writeframes(np.stack([tone, np.zeros_like(tone)], axis=1).tobytes())
    studio.prepare(Tree(id="t", steps=(Prompt(path="tone.wav"), Music(seconds=3, path="tone.wav"))))
    samples, rate = read_wav(studio.sound_file("tone.wav").path)
    spectrum = np.abs(np.fft.rfft(samples[:RATE]))
    assert (rate, len(samples)) == (RATE, RATE)
    assert int(np.argmax(spectrum)) == 1000
    assert read_wav(studio.music_file("tone.wav", 0, 3).path)[0].shape == (3 * RATE,)


@pytest.mark.unit
@pytest.mark.parametrize("content", [None, b"", b"no sound at all", b"RIFF\x00\x00\x00\x00WAVE"])
def test_a_sound_file_that_cannot_be_used(studio: Studio, tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "bad.wav").write_bytes(content)
    with pytest.raises(UsageError, match=r"sound file .*bad\.wav"):
        studio.prepare(Tree(id="t", steps=(Prompt(path="bad.wav"),)))


@pytest.mark.unit
@pytest.mark.parametrize("file", sorted(data("examples").glob("*.tree.hold")), ids=lambda path: path.name)
def test_every_example_can_be_rehearsed(file: Path, tmp_path: Path) -> None:
    directory = read_directory(str(file))
    studio = Studio(Cast(Hum(200), [Hum(300)], [Hum(400)]), tmp_path, directory.base)
    for tree in directory.trees:
        studio.prepare(tree)


@pytest.mark.engine
def test_the_cast_speaks_in_six_voices(tmp_path: Path) -> None:
    company = cast()
    voices = [company.menu, *company.queue, *company.people]
    for number, voice in enumerate(voices):
        voice.synthesize("Thank you for holding.", tmp_path / f"{number}.wav")
    takes = {(tmp_path / f"{number}.wav").read_bytes() for number in range(len(voices))}
    assert len(takes) == 6


@pytest.mark.engine
def test_no_room_for_the_sounds_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "bank.hold").write_text('tree bank\nsay "Thank you for calling."\n')
    run = subprocess.run(
        [sys.executable, "-m", "holdlang", "rehearse", "bank.hold"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)),
    )
    words = "the rehearsal can't write its sounds into the folder of temporary files (TMPDIR): File too large"
    assert (run.returncode, run.stdout, run.stderr) == (Status.USAGE, "", f"error: {words}\n")


def dbm0(samples: np.ndarray, hz: float) -> float:
    """Level of one frequency: 3.17 dBm0 is a sine as loud as mu-law goes (ITU-T G.711)."""
    t = np.arange(len(samples)) / RATE
    amplitude = 2 * abs(np.mean(samples * np.exp(-2j * np.pi * hz * t))) / 32768
    return float(20 * np.log10(max(amplitude, 1e-9)) + 3.17)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("name", "hertz", "level", "on"),
    [("ringing", (440, 480), -19, 2.0), ("busy", (480, 620), -24, 0.5), ("reorder", (480, 620), -24, 0.25)],
)
def test_signals_are_those_of_the_precise_tone_plan(
    studio: Studio, name: ToneName, hertz: tuple[float, float], level: float, on: float
) -> None:
    take = studio.tone(name, 12.0)
    off = 4.0 if name == "ringing" else on
    samples = read_wav(take.path)[0].astype(float)
    assert take.seconds == 12
    for start in np.arange(0, 12 - off, on + off):
        sounding = samples[round((start + 0.01) * RATE) : round((start + on - 0.01) * RATE)]
        assert [dbm0(sounding, hz) for hz in hertz] == pytest.approx([level, level], abs=0.5)
        assert not samples[round((start + on) * RATE) : round((start + on + off) * RATE)].any()


@pytest.mark.unit
def test_special_information_is_three_rising_tones(studio: Studio) -> None:
    take = studio.tone("sit", None)
    samples = read_wav(take.path)[0].astype(float)
    assert take.seconds == pytest.approx(0.99)
    for number, hz in enumerate((950, 1400, 1800)):
        part = samples[round((0.33 * number + 0.01) * RATE) : round((0.33 * (number + 1) - 0.01) * RATE)]
        assert dbm0(part, hz) == pytest.approx(-15, abs=0.5)


@pytest.mark.unit
def test_our_own_ears_know_the_signals_and_the_beep(studio: Studio) -> None:
    quiet = np.zeros(2 * RATE, np.int16)

    def heard(take: Take) -> list[HearingEvent]:
        return Hearing(RATE).feed(np.concatenate([quiet, read_wav(take.path)[0], quiet]))

    def sounds(take: Take) -> set[str]:
        return {event.sound for event in heard(take) if isinstance(event, SoundChanged)} - {"silence"}

    assert sounds(studio.tone("ringing", 12)) == {"ringing"}
    assert sounds(studio.tone("busy", 5)) == sounds(studio.tone("reorder", 3)) == {"busy"}
    assert sounds(studio.tone("sit", None)) == {"tone"}
    (beep,) = [event for event in heard(studio.beep()) if isinstance(event, BeepHeard)]
    assert (beep.seconds, beep.hz) == (pytest.approx(0.5, abs=0.1), pytest.approx(1000, abs=10))


@pytest.mark.unit
def test_all_that_is_known_before_the_call_is_recorded_before_it(studio: Studio, tmp_path: Path) -> None:
    def say(text: str) -> tuple[Say, ...]:
        return (Say(text=text),)

    tree = Tree(
        id="t",
        steps=(
            Prompt(text="menu", clauses=(Clause(triggers=(Pressed(keys="1"),), actions=say("clause")),)),
            Chance(percent=5, actions=say("chance")),
            Music(
                seconds=600,
                every=(Every(seconds=60, actions=say("fixed")), Every(seconds=90, actions=say("number $position"))),
                clauses=(Clause(triggers=(Pressed(keys="1"),), actions=say("queue clause")),),
                otherwise=say("queue else"),
            ),
            Human(text="hello", after=2),
            Human(text="still there"),
            Human(),
        ),
    )
    studio.prepare(tree)
    before = set(tmp_path.iterdir())
    for text in ("menu", "clause", "chance", "queue clause", "queue else", SORRY):
        studio.prompt(text)
    studio.announcement("fixed")
    studio.person("hello", who="hello", joined=True)
    studio.person("still there", who="hello", joined=True)
    studio.room("hello")
    assert set(tmp_path.iterdir()) == before
    studio.announcement("number 3")
    assert len(set(tmp_path.iterdir()) - before) == 1
