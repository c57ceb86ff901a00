"""Only sound files that PJSIP plays are let through; what it refused in a trial is refused before the call."""

import wave
from pathlib import Path

import pytest

from holdlang.errors import UsageError
from holdlang.sounds import check_sound

pytestmark = pytest.mark.unit


def written(path: Path, *, width: int = 2, channels: int = 1, rate: int = 8000, frames: int = 4000) -> Path:
    """A WAV file of silence."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(b"\0" * (width * channels * frames))
    return path


@pytest.mark.parametrize(("channels", "rate"), [(1, 8000), (1, 11025), (1, 48000), (2, 44100)])
def test_what_can_be_played(channels: int, rate: int, tmp_path: Path) -> None:
    check_sound(written(tmp_path / "sound.wav", channels=channels, rate=rate, frames=rate))


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ({"width": 1}, "is 8 bit, channels: 1, 8000 Hz"),
        ({"width": 3}, "is 24 bit"),
        ({"channels": 6, "rate": 48000}, "channels: 6"),
        ({"rate": 96000}, "96000 Hz"),
        ({"frames": 0}, "is empty or nearly so"),
        ({"rate": 48000, "frames": 200}, "is empty or nearly so"),
    ],
)
def test_what_cannot(shape: dict[str, int], words: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=words) as caught:
        check_sound(written(tmp_path / "sound.wav", **shape))
    assert "16 bit PCM" in caught.value.words()


def test_a_name_that_no_file_can_have(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"U\+0000"):
        check_sound(tmp_path / "a\0b.wav")


def test_a_file_that_is_cut_off_or_none(tmp_path: Path) -> None:
    path = written(tmp_path / "sound.wav")
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(UsageError, match="is cut off"):
        check_sound(path)
    path.write_bytes(b"")
    with pytest.raises(UsageError, match="is not a WAV file"):
        check_sound(path)


def test_where_only_those_of_a_folder_may_be_played(tmp_path: Path) -> None:
    """Before it is said whether there is a file at all; by whatever way a path leads out."""
    flows = tmp_path / "flows"
    (flows / "sounds").mkdir(parents=True)
    inside = written(flows / "sounds" / "hello.wav")
    outside = written(tmp_path / "voicemail.wav")
    (flows / "link.wav").symlink_to(outside)
    check_sound(inside, flows)
    check_sound(flows / "sounds" / ".." / "sounds" / "hello.wav", flows)
    check_sound(outside)
    for path in (outside, flows / ".." / "voicemail.wav", flows / "link.wav", tmp_path / "none.wav"):
        with pytest.raises(UsageError, match="does not lie in the folder of flows"):
            check_sound(path, flows)
