"""Peaks of a recording, as a picture of it needs them."""

import wave
from pathlib import Path

import numpy as np
import pytest

from runtime.server import waveform
from runtime.server.waveform import peaks
from runtime.soundtrack import Track, open_track

pytestmark = pytest.mark.unit


def track(*samples: int, rate: int = 8000) -> Track:
    return Track(np.array(samples, dtype="<i2"), rate)


def test_each_part_shows_its_greatest_magnitude() -> None:
    assert peaks(track(0, 16384, 0, -8192), 2) == [0.5, 0.25]


def test_the_most_negative_sample_is_full_scale() -> None:
    assert peaks(track(-32768), 1) == [1.0]


def test_a_track_without_samples_is_silent() -> None:
    assert peaks(track(), 3) == [0.0, 0.0, 0.0]


def test_more_points_than_samples() -> None:
    found = peaks(track(32767, 32767), 5)
    assert len(found) == 5
    assert max(found) == pytest.approx(1.0, abs=1e-4)


def test_a_shorter_side_is_silent_at_its_end() -> None:
    assert peaks(track(16384, 16384, rate=2), 4, seconds=2.0) == [0.5, 0.5, 0.0, 0.0]


def test_a_long_track_is_read_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    samples = np.random.default_rng(6).integers(-32768, 32768, 10_007).astype("<i2")
    whole = peaks(Track(samples, 8000), 7)
    monkeypatch.setattr(waveform, "PIECE", 10)
    assert peaks(Track(samples, 8000), 7) == whole


def test_a_recording_from_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "far.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(np.array([0] * 100 + [3277] * 100, dtype="<i2").tobytes())
    assert peaks(open_track(path), 2) == [0.0, 0.1]
