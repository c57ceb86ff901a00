"""Sound files of all kinds: the same sound comes out, and what can't be heard is refused in words."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from holdlang.errors import UsageError
from runtime.engines.resample import resample
from runtime.hear.resampling import Resampler
from runtime.hear.sound import PIECE, RATE, Sound
from tests.hearing import sounds

pytestmark = pytest.mark.unit

SPEECHLIKE = sounds.at_level(sounds.music("flute", 9.5, 3), -20)


def read(path: Path, channel: int | None = None) -> sounds.Sound:
    with Sound(path, channel) as sound:
        pieces = list(sound.pieces())
        assert sound.broken is None
    assert max(map(len, pieces)) <= (PIECE + 1) * RATE
    return np.concatenate(pieces) / 32768


def likeness(one: sounds.Sound, other: sounds.Sound) -> float:
    """Signal to difference, in dB."""
    length = min(len(one), len(other))
    assert abs(len(one) - len(other)) <= 2
    return float(10 * np.log10(np.sum(one[:length] ** 2) / (np.sum((one[:length] - other[:length]) ** 2) + 1e-20)))


@pytest.mark.parametrize(
    ("name", "subtype", "decibels"),
    [
        ("a.wav", "PCM_16", 70),
        ("a.wav", "PCM_U8", 25),
        ("a.wav", "PCM_24", 70),
        ("a.wav", "FLOAT", 70),
        ("a.wav", "DOUBLE", 70),
        ("a.wav", "ULAW", 33),
        ("a.wav", "ALAW", 33),
        ("a.flac", "PCM_16", 70),
        ("a.ogg", "VORBIS", 15),
        ("a.aiff", "PCM_16", 70),
        ("a.au", "ULAW", 33),
    ],
)
def test_formats(name: str, subtype: str, decibels: float, tmp_path: Path) -> None:
    soundfile.write(tmp_path / name, SPEECHLIKE, RATE, subtype=subtype)
    assert likeness(SPEECHLIKE, read(tmp_path / name)) >= decibels


def test_mp3(tmp_path: Path) -> None:
    """Its coder adds a little before and after."""
    soundfile.write(tmp_path / "a.mp3", SPEECHLIKE, RATE)
    sound = read(tmp_path / "a.mp3")
    assert len(sound) / RATE == pytest.approx(9.5, abs=0.3)
    assert np.std(sound) == pytest.approx(np.std(SPEECHLIKE), rel=0.1)


@pytest.mark.parametrize("rate", [4000, 8000, 11025, 16000, 22050, 44100, 48000, 96000])
def test_every_rate_becomes_that_of_the_telephone(rate: int, tmp_path: Path) -> None:
    def tone(at: int) -> sounds.Sound:
        return sounds.tone((440, 1250), 9.5, at) * 0.5

    soundfile.write(tmp_path / "a.wav", tone(rate), rate)
    assert likeness(tone(RATE), read(tmp_path / "a.wav")) >= 25


def test_an_odd_rate_is_taken_for_its_neighbour(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", sounds.tone((440,), 5, 44101), 44101)
    sound = read(tmp_path / "a.wav")
    assert len(sound) == pytest.approx(5 * RATE, abs=2)
    assert np.abs(np.fft.rfft(sound * np.hanning(len(sound)))).argmax() == pytest.approx(440 * 5, abs=1)


def test_what_a_telephone_does_not_carry_is_not_folded_down(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", sounds.tone((6000,), 2, 44100), 44100)
    assert np.std(read(tmp_path / "a.wav")) < 0.001


@pytest.mark.parametrize(("source", "sizes"), [(44100, (1, 4410, 97, 30000)), (16000, (50,)), (6000, (601, 3))])
def test_in_pieces_it_is_the_same_as_at_once(source: int, sizes: tuple[int, ...]) -> None:
    samples = np.random.default_rng(1).integers(-9000, 9000, source // 2).astype(np.int16)
    resampler, parts, place, turn = Resampler(source, RATE), [], 0, 0
    while place < len(samples):
        parts.append(resampler.feed(samples[place : place + sizes[turn % len(sizes)]]))
        place, turn = place + sizes[turn % len(sizes)], turn + 1
    together = np.concatenate([*parts, resampler.finish()])
    assert np.array_equal(together, np.round(resample(samples, source, RATE)).astype(np.int16))


def test_channels_are_mixed_or_chosen(tmp_path: Path) -> None:
    left, right = sounds.tone((500,), 1), sounds.tone((900,), 1)
    soundfile.write(tmp_path / "a.wav", np.stack([left, right], axis=1), RATE)
    assert likeness((left + right) / 2, read(tmp_path / "a.wav")) > 60
    assert likeness(right, read(tmp_path / "a.wav", 2)) > 60
    with pytest.raises(UsageError, match="no channel 3"):
        Sound(tmp_path / "a.wav", 3)


def test_too_loud_is_as_loud_as_can_be(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.array([3.0, -3.0] * 800), RATE, subtype="FLOAT")
    assert set(np.round(read(tmp_path / "a.wav"), 3)) == {1.0, -1.0}


# --- what can't be heard ---------------------------------------------------------------------------------------------


def a_folder(path: Path) -> None:
    path.mkdir()


def nothing(path: Path) -> None:
    path.touch()


def a_text(path: Path) -> None:
    path.write_text("listen 15s\n" * 100, encoding="utf-8")


def a_header_alone(path: Path) -> None:
    soundfile.write(path, np.zeros(0), RATE)


def no_rate_for_speech(path: Path) -> None:
    soundfile.write(path, np.zeros(100), 1000)


def no_file(path: Path) -> None:
    pass


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (no_file, "No such file"),
        (a_folder, "is a folder"),
        (nothing, "is no sound file"),
        (a_text, "is no sound file"),
        (a_header_alone, "holds no sound"),
        (no_rate_for_speech, "1000 Hz"),
    ],
)
def test_what_can_not_be_heard_is_refused(made: Callable[[Path], None], words: str, tmp_path: Path) -> None:
    made(tmp_path / "a.wav")
    with pytest.raises(UsageError, match=words):
        Sound(tmp_path / "a.wav")


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_samples_that_are_no_numbers_are_refused_where_they_stand(value: float, tmp_path: Path) -> None:
    sound = np.zeros(7 * RATE)
    sound[5 * RATE] = value
    soundfile.write(tmp_path / "a.wav", sound, RATE, subtype="FLOAT")
    with Sound(tmp_path / "a.wav") as opened:
        pieces = opened.pieces()
        assert len(next(pieces)) == PIECE * RATE
        with pytest.raises(UsageError, match=r"no numbers, at 00:05$"):
            next(pieces)


@pytest.mark.parametrize("name", ["a.wav", "a.flac"])
def test_a_file_that_breaks_off_is_heard_as_far_as_it_goes(name: str, tmp_path: Path) -> None:
    soundfile.write(tmp_path / name, SPEECHLIKE, RATE)
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole[: len(whole) * 2 // 3])
    with Sound(tmp_path / name) as sound:
        seconds = sum(map(len, sound.pieces())) / RATE
        assert 3.9 <= seconds <= 6.5
        assert sound.broken is not None


def test_a_length_that_was_never_filled_in_is_no_break(tmp_path: Path) -> None:
    """Programs that write to a pipe say "for ever"."""
    path = tmp_path / "a.wav"
    soundfile.write(path, SPEECHLIKE, RATE)
    whole = bytearray(path.read_bytes())
    place = whole.index(b"data") + 4
    whole[place : place + 4] = b"\xff\xff\xff\xff"
    path.write_bytes(whole)
    assert len(read(path)) == len(SPEECHLIKE)


def test_the_recording_of_a_call_that_was_killed(tmp_path: Path) -> None:
    """Its header still says that it is empty."""
    path = tmp_path / "far.wav"
    soundfile.write(path, SPEECHLIKE, RATE)
    whole = bytearray(path.read_bytes())
    place = whole.index(b"data") + 4
    whole[place : place + 4] = bytes(4)
    path.write_bytes(whole)
    assert likeness(SPEECHLIKE, read(path)) > 60
