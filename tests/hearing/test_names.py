"""Tones get their names: by country, whatever the line does to them, once each time, and never without a tone."""

import numpy as np
import pytest

from runtime.hearing import Hearing
from runtime.hearing.events import BeepHeard, ToneNamed
from runtime.hearing.plans import COLUMNS, INFORMATION, KEYS, ROWS, SIGNALS, Information, Signal
from runtime.told import as_data, as_event
from tests.hearing import sounds
from tests.hearing.sounds import Sound, a_law, at_level, cadence, mu_law, noise, silence, tone, with_loss
from tests.hearing.voices import say

pytestmark = pytest.mark.unit


def named(*parts: Sound, dbfs: float = -20) -> list[ToneNamed]:
    events = Hearing(8000).feed(mu_law(at_level(np.concatenate(parts), dbfs)))
    return [event for event in events if isinstance(event, ToneNamed)]


def names(*parts: Sound, dbfs: float = -20) -> list[str]:
    return [event.name for event in named(*parts, dbfs=dbfs)]


def played(signal: Signal) -> Sound:
    """Two cycles and the begin of a third, or five seconds."""
    if not signal.cadence:
        return tone(signal.frequencies, 5.0)
    return cadence(signal.frequencies, signal.cadence, max(5.0, 2.3 * sum(signal.cadence)))


def information(one: Information) -> Sound:
    third = tone((1776.7,), 0.38)
    return np.concatenate([*[tone((hz,), s) for hz, s in zip(one.frequencies, one.seconds, strict=True)], third])


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda one: f"{one.name}, {one.where}")
def test_every_signal_is_named_once(signal: Signal) -> None:
    (heard,) = named(silence(0.737), played(signal), silence(1))
    alike = {one.name for one in SIGNALS if (one.frequencies, one.cadence) == (signal.frequencies, signal.cadence)}
    fast = {"congestion"} if signal.where == "ES" else set()
    assert heard.name in alike | fast
    assert heard.at == pytest.approx(0.737, abs=0.03)


@pytest.mark.parametrize("where", ["US CA", "GB", "FR", "CN"])
def test_busy_and_congestion_are_told_apart(where: str) -> None:
    some = [one for one in SIGNALS if one.where.startswith(where) and one.sound == "busy"]
    assert {one.name for one in some} == {"busy", "congestion"}
    assert [names(silence(0.5), played(one)) for one in some] == [[one.name] for one in some]


@pytest.mark.parametrize("dbfs", [-40, -6])
@pytest.mark.parametrize("phase", [0.0, 0.033, 0.066])
@pytest.mark.parametrize("one", INFORMATION, ids=lambda one: f"{one.name} {one.frequencies}")
def test_special_information_tones(one: Information, phase: float, dbfs: float) -> None:
    (heard,) = named(silence(0.5 + phase), information(one), silence(1), dbfs=dbfs)
    assert heard.name == one.name
    assert heard.at == pytest.approx(0.5 + phase, abs=0.04)


@pytest.mark.parametrize("twist", [-8, 0, 4])
@pytest.mark.parametrize(("on", "off"), [(0.05, 0.05), (0.07, 0.2), (0.4, 0.1)])
def test_keys(on: float, off: float, twist: float) -> None:
    """Each twice, since a key may be pressed again; the column `twist` dB above the row (Q.24)."""
    parts, pressed = [silence(0.5)], ""
    for row, keys in zip(ROWS, KEYS, strict=True):
        for column, key in zip(COLUMNS, keys, strict=True):
            pressed += key + key
            sound = tone((row,), on) + tone((column,), on) * 10 ** (twist / 20)
            parts += [sound, silence(off)] * 2
    heard = named(*parts, silence(0.5))
    assert {event.name for event in heard} == {"dtmf"}
    assert "".join(event.key or "" for event in heard) == pressed


def test_ringing_is_named_once_however_long() -> None:
    assert names(cadence((440, 480), (2, 4), 90)) == ["ringback"]
    assert names(silence(1), cadence((425,), (1, 5), 90)) == ["ringback"]


@pytest.mark.parametrize("late", [0.35, 1.2, 1.9, 3.0])
def test_ringing_that_is_heard_from_its_middle(late: float) -> None:
    for frequencies, on_off in [((440, 480), (2, 4)), ((425,), (1, 4)), ((400, 450), (0.4, 0.2, 0.4, 2))]:
        assert names(cadence(frequencies, on_off, 16)[round(late * 8000) :]) == ["ringback"]


@pytest.mark.parametrize(
    ("frequencies", "on_off", "name"),
    [((440, 480), (2, 4), "ringback"), ((480, 620), (0.25, 0.25), "congestion"), ((425,), (0.5, 0.5), "busy")],
)
def test_what_a_line_does_to_tones(frequencies: tuple[int, ...], on_off: tuple[float, ...], name: str) -> None:
    clean = at_level(np.concatenate([silence(0.7), cadence(frequencies, on_off, 12)]), -20)
    hiss = at_level(noise(len(clean) / 8000, 3), -40)
    for samples in (mu_law(clean + hiss), with_loss(mu_law(clean), 0.03, 2), a_law(clean)):
        events = Hearing(8000).feed(samples)
        assert [event.name for event in events if isinstance(event, ToneNamed)] == [name]


@pytest.mark.parametrize("modulation", [16, 25, 33])
def test_a_modulated_ring(modulation: int) -> None:
    ring = cadence((400,), (1, 2), 10)
    ring = ring * (1 + np.cos(2 * np.pi * modulation * np.arange(len(ring)) / 8000)) / 2
    assert names(silence(0.7), ring) == ["ringback"]


def test_a_fax_that_reverses_its_phase() -> None:
    t = np.arange(3 * 8000) / 8000
    answering = np.sin(2 * np.pi * 2100 * t) * (1 - 2 * (np.floor(t / 0.45) % 2))
    assert names(silence(1), answering, silence(1)) == ["fax answering"]


def test_wideband_has_the_same_names() -> None:
    sound = np.concatenate([silence(0.7, 16000), cadence((425,), (0.5, 0.5), 5, 16000)])
    events = Hearing(16000).feed((at_level(sound, -20) * 32767).astype(np.int16))
    assert [event.name for event in events if isinstance(event, ToneNamed)] == ["busy"]


@pytest.mark.parametrize("hz", [400, 425, 440, 450])
def test_a_beep_after_a_greeting_is_no_ring(hz: int) -> None:
    greeting = say("Please leave a message after the tone.")
    assert names(at_level(greeting, -20), silence(0.6), tone((hz,), 1.0) * 0.3, silence(6)) == []


def test_a_beep_has_no_other_name() -> None:
    events = Hearing(8000).feed(mu_law(at_level(np.concatenate([silence(1), tone((1100,), 0.5), silence(2)]), -20)))
    assert sum(isinstance(event, BeepHeard) for event in events) == 1
    assert not any(isinstance(event, ToneNamed) for event in events)


@pytest.mark.parametrize("style", sounds.STYLES)
def test_music_has_no_names(style: str) -> None:
    assert names(sounds.music(style, 60, 5), silence(2)) == []


def test_numbers_that_are_spoken_are_no_keys() -> None:
    spoken = [say(f"Press {digit}, or {digit + 1} for {digit + 2}.", pitch=90) for digit in range(6)]
    assert names(*[part for sound in spoken for part in (sound, silence(0.3))]) == []


def test_tones_stand_in_the_log() -> None:
    for event in (ToneNamed(1.25, "sit intercept"), ToneNamed(2.5, "dtmf", "#")):
        assert as_event(as_data(event)) == event
