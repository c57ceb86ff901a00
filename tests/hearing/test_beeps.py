"""A machine's beep, and the tones, voices and instruments that are none."""

import numpy as np
import pytest

from runtime.hearing import Hearing
from runtime.hearing.events import BeepHeard
from tests.hearing import sounds
from tests.hearing.sounds import Sound, at_level, cadence, mu_law, noise, silence, tone

pytestmark = pytest.mark.unit


def beeps(*parts: Sound, dbfs: float = -20) -> list[BeepHeard]:
    events = Hearing(8000).feed(mu_law(at_level(np.concatenate(parts), dbfs)))
    return [event for event in events if isinstance(event, BeepHeard)]


@pytest.mark.parametrize("dbfs", [-35, -20, -6])
@pytest.mark.parametrize("phase", [0.0, 0.037, 0.081])
@pytest.mark.parametrize("hz", [440, 500, 800, 1000, 1400, 2000])
@pytest.mark.parametrize("length", [0.3, 0.5])
def test_a_beep(hz: int, length: float, phase: float, dbfs: float) -> None:
    (beep,) = beeps(silence(1 + phase), tone((hz,), length), silence(2), dbfs=dbfs)
    assert beep.hz == pytest.approx(hz, abs=12)
    assert beep.at == pytest.approx(1 + phase, abs=0.15)
    assert beep.seconds == pytest.approx(length, abs=0.15)


@pytest.mark.parametrize("hz", [800, 1400])
def test_a_long_beep(hz: int) -> None:
    assert len(beeps(silence(1), tone((hz,), 1.5), silence(2))) == 1


@pytest.mark.parametrize("gap", [0.0, 0.1, 0.3])
def test_a_beep_right_after_other_sound(gap: float) -> None:
    assert len(beeps(noise(2), silence(gap), tone((1000,), 0.5), silence(2))) == 1


@pytest.mark.parametrize("phase", [0.0, 0.043, 0.081])
@pytest.mark.parametrize(
    ("frequencies", "on_off"),
    [
        ((440, 480), (2, 4)),
        ((400, 450), (0.4, 0.2, 0.4, 2)),
        ((425,), (1, 4)),
        ((425,), (1, 5)),
        ((440,), (1.5, 3.5)),
        ((480, 620), (0.5, 0.5)),
        ((425,), (0.5, 0.5)),
        ((425,), (0.25, 0.25)),
        ((400,), (0.375, 0.375)),
        ((350, 440), (4, 1)),
    ],
)
def test_signals_of_the_network_are_no_beeps(
    frequencies: tuple[int, ...], on_off: tuple[float, ...], phase: float
) -> None:
    assert beeps(silence(phase), cadence(frequencies, on_off, 14)) == []


@pytest.mark.parametrize("phase", [0.0, 0.05])
def test_the_special_information_tone_is_no_beep(phase: float) -> None:
    climbing = [tone((hz,), 0.33) for hz in (950, 1400, 1800)]
    assert beeps(silence(1 + phase), *climbing, silence(2)) == []


def test_keys_and_a_fax_are_no_beeps() -> None:
    assert beeps(silence(1), *[tone((770, 1336), 0.16), silence(0.6)] * 4) == []
    assert beeps(silence(1), tone((2100,), 2.0), silence(2)) == []


@pytest.mark.parametrize("style", sounds.STYLES)
def test_music_does_not_beep(style: str) -> None:
    assert beeps(sounds.music(style, 60, 77), silence(2)) == []
