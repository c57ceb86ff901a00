"""Takes: who says what, how a person sounds, and what becomes of an author's own sound files."""

import wave
from pathlib import Path

import numpy as np
import pytest

from holdlang.errors import UsageError
from holdlang.model import Music, Tree
from holdlang.model.tree import Prompt
from holdlang.resources import data
from runtime.rehearse.directory import read_directory
from runtime.rehearse.instruments import RATE
from runtime.rehearse.server import cast
from runtime.rehearse.studio import BREATH_SECONDS, CUT_SECONDS, ROOM_DBFS, Cast, Studio, is_announcement, read_wav
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
