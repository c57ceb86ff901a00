"""Signalling tones: told by frequency and cadence, at any phase and level, and never taken for music or speech."""

import numpy as np
import pytest

from runtime.hearing import Hearing
from runtime.hearing.events import SoundChanged, SpeechStarted
from tests.hearing import sounds
from tests.hearing.sounds import Sound, at_level, cadence, mu_law, silence, tone

pytestmark = pytest.mark.unit


def heard(sound: Sound, dbfs: float = -20) -> list[str]:
    events = Hearing(8000).feed(mu_law(at_level(sound, dbfs)))
    assert not any(isinstance(event, SpeechStarted) for event in events)
    return [event.sound for event in events if isinstance(event, SoundChanged)]


@pytest.mark.parametrize("dbfs", [-45, -20, -6])
@pytest.mark.parametrize("phase", [0.0, 0.037, 0.081])
@pytest.mark.parametrize(
    ("frequencies", "on_off"),
    [((440, 480), (2, 4)), ((400, 450), (0.4, 0.2, 0.4, 2)), ((425,), (1, 4)), ((425,), (1, 5)), ((440,), (1.5, 3.5))],
)
def test_ringing_keeps_ringing_through_its_rests(
    frequencies: tuple[int, ...], on_off: tuple[float, ...], phase: float, dbfs: float
) -> None:
    sounds_heard = heard(np.concatenate([silence(phase), cadence(frequencies, on_off, 12)]), dbfs)
    assert sounds_heard[-1] == "ringing"
    assert set(sounds_heard) <= {"ringing", "tone", "silence"}
    assert sounds_heard.count("ringing") == 1


@pytest.mark.parametrize("phase", [0.0, 0.043])
@pytest.mark.parametrize(
    ("frequencies", "on_off"),
    [
        ((480, 620), (0.5, 0.5)),
        ((480, 620), (0.25, 0.25)),
        ((425,), (0.5, 0.5)),
        ((425,), (0.48, 0.48)),
        ((425,), (0.25, 0.25)),
        ((400,), (0.375, 0.375)),
    ],
)
def test_busy_and_congestion(frequencies: tuple[int, ...], on_off: tuple[float, ...], phase: float) -> None:
    sounds_heard = heard(np.concatenate([silence(phase), cadence(frequencies, on_off, 5)]))
    assert sounds_heard[-1] == "busy"
    assert "music" not in sounds_heard


@pytest.mark.parametrize("length", [0.3, 0.6, 1.0])
def test_a_beep_is_a_tone(length: float) -> None:
    assert heard(np.concatenate([silence(1), tone((1000,), length), silence(2)])) == ["silence", "tone", "silence"]


def test_ringback_is_no_beep() -> None:
    assert "tone" not in heard(cadence((440, 480), (2, 4), 14))


def test_special_information_tone() -> None:
    parts = [silence(0.5), tone((950,), 0.33), tone((1400,), 0.33), tone((1800,), 0.33), silence(1)]
    events = Hearing(8000).feed(mu_law(at_level(np.concatenate(parts), -15)))
    assert [e.sound for e in events if isinstance(e, SoundChanged)] == ["silence", "tone", "silence"]


def test_keys_are_tones() -> None:
    pressed = np.concatenate([silence(0.5), *[tone((770, 1336), 0.1), silence(0.1)] * 3, silence(1)])
    assert heard(pressed) == ["silence", "tone", "silence"]


@pytest.mark.parametrize("style", sounds.STYLES)
def test_music_has_no_tones(style: str) -> None:
    assert {"ringing", "busy"}.isdisjoint(heard_music(style))


def heard_music(style: str) -> list[str]:
    events = Hearing(8000).feed(mu_law(at_level(sounds.music(style, 30, 77), -20)))
    return [event.sound for event in events if isinstance(event, SoundChanged)]


@pytest.mark.parametrize("dbfs", [-40, -6])
@pytest.mark.parametrize(("frequencies", "on_off"), [((440, 480), (2, 4)), ((425,), (1, 4))])
def test_ringing_keeps_ringing_above_the_noise_of_the_line(
    frequencies: tuple[int, ...], on_off: tuple[float, ...], dbfs: float
) -> None:
    ringing = at_level(np.concatenate([silence(0.7), cadence(frequencies, on_off, 14)]), dbfs)
    events = Hearing(8000).feed(mu_law(ringing + at_level(sounds.noise(14.7, 3), dbfs - 20)))
    after = [event.sound for event in events if isinstance(event, SoundChanged) and event.at > 0.3]
    assert after.count("ringing") == 1
    assert after[-1] == "ringing"
    assert "music" not in after


@pytest.mark.parametrize("chord", [(523.3, 587.3), (660, 990), (800, 1600), (495, 991)])
def test_two_notes_are_no_tone(chord: tuple[float, ...]) -> None:
    assert "tone" not in heard(np.concatenate([silence(1), tone(chord, 1.0), silence(2)]))


@pytest.mark.parametrize("hz", [110, 180, 235, 280])
def test_what_no_telephone_passes_is_no_tone(hz: float) -> None:
    assert "tone" not in heard(np.concatenate([silence(1), tone((hz,), 1.0), silence(2)]))
