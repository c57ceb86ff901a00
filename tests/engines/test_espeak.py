"""The voice: its file, its level, its band, its voices, and many threads at once."""

import re
import threading
import wave
from pathlib import Path

import numpy as np
import pytest

from runtime.engines import speaker
from runtime.engines.espeak import VOICES, EspeakSpeaker
from runtime.engines.resample import resample
from tests.engines.sound import read_wav

pytestmark = pytest.mark.engine

TEXT = "For account services, press 3."


@pytest.mark.parametrize("rate", [8000, 16000])
def test_writes_a_telephones_file(tmp_path: Path, rate: int) -> None:
    path = tmp_path / "said.wav"
    seconds = speaker(rate=rate).synthesize(TEXT, path)
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, rate)
        assert file.getnframes() / rate == pytest.approx(seconds)
    assert 1.5 < seconds < 5


@pytest.mark.parametrize("voice", VOICES)
def test_every_voice_speaks_at_speech_level(tmp_path: Path, voice: str) -> None:
    path = tmp_path / "said.wav"
    EspeakSpeaker(voice).synthesize(TEXT, path)
    samples = read_wav(path).astype(np.float64)
    level = 20 * np.log10(np.sqrt(np.mean(samples**2)) / 32768)
    assert -30 < level < -18
    assert np.abs(samples).max() < 32768 * 0.9


def test_voices_differ(tmp_path: Path) -> None:
    said = set()
    for voice in VOICES:
        path = tmp_path / "said.wav"
        EspeakSpeaker(voice).synthesize(TEXT, path)
        said.add(path.read_bytes())
    assert len(said) == len(VOICES)


def test_speed_and_pitch(tmp_path: Path) -> None:
    path = tmp_path / "said.wav"
    assert EspeakSpeaker(words_per_minute=110).synthesize(TEXT, path) > 1.2 * EspeakSpeaker(
        words_per_minute=180
    ).synthesize(TEXT, path)
    low, high = (EspeakSpeaker(pitch=pitch) for pitch in (20, 80))
    low.synthesize(TEXT, path)
    other = path.read_bytes()
    high.synthesize(TEXT, path)
    assert path.read_bytes() != other


def test_nothing_to_say_is_a_short_file(tmp_path: Path) -> None:
    assert speaker().synthesize("", tmp_path / "said.wav") < 0.1


@pytest.mark.parametrize("voice", ["xx-none", "en-us+none", "en-us+Nobody", "en-us+", "en-us+../../phontab"])
def test_an_unknown_voice_is_named(voice: str) -> None:
    with pytest.raises(ValueError, match=f"no voice `{re.escape(voice)}`"):
        speaker(voice)


def test_threads_do_not_mix_their_words(tmp_path: Path) -> None:
    texts = ["press one" + ", and wait" * count for count in range(6)]

    def say(index: int) -> None:
        EspeakSpeaker(VOICES[index % 2]).synthesize(texts[index], tmp_path / f"{index}.wav")

    threads = [threading.Thread(target=say, args=(index,)) for index in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for index, text in enumerate(texts):
        EspeakSpeaker(VOICES[index % 2]).synthesize(text, tmp_path / "alone.wav")
        assert (tmp_path / f"{index}.wav").read_bytes() == (tmp_path / "alone.wav").read_bytes()


def test_the_same_words_sound_the_same_whatever_was_said_before(tmp_path: Path) -> None:
    said = []
    for number in range(3):
        EspeakSpeaker("en-us+f2").synthesize(f"Something else, number {number}", tmp_path / "other.wav")
        EspeakSpeaker().synthesize(TEXT, tmp_path / "said.wav")
        said.append((tmp_path / "said.wav").read_bytes())
    assert said[0] == said[1] == said[2]


@pytest.mark.parametrize(("source", "target"), [(22050, 8000), (8000, 16000), (16000, 8000)])
def test_resampling_keeps_the_band_and_makes_no_alias(source: int, target: int) -> None:
    def level_of(frequency: float) -> float:
        tone = (8000 * np.sin(2 * np.pi * frequency * np.arange(source) / source)).astype(np.int16)
        return float(
            np.sqrt(np.mean(resample(tone, source, target)[target // 4 : -target // 4] ** 2)) / (8000 / 2**0.5)
        )

    assert level_of(1000) == pytest.approx(1, abs=0.01)
    assert level_of(3000) == pytest.approx(1, abs=0.01)
    if target < source:
        assert level_of(4600) < 0.001
