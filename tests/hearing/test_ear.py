"""The ear: kinds of sound and segments of speech, whatever the level, the codec, the rate and the block size."""

import tracemalloc

import numpy as np
import numpy.typing as npt
import pytest

from runtime.hearing import Hearing
from runtime.hearing.events import HearingEvent, SoundChanged, SpeechAudio, SpeechEnded, SpeechStarted
from runtime.rehearse.studio import room_tone
from tests.hearing import sounds
from tests.hearing.sounds import at_level, mu_law, silence, with_loss
from tests.hearing.voices import VOICES, say

pytestmark = pytest.mark.unit

SENTENCE = "Good morning, this is Peter from the billing department, what can I do for you?"


def feed(samples: npt.NDArray[np.int16], block: int = 800, rate: int = 8000) -> list[HearingEvent]:
    hearing = Hearing(rate)
    return [event for start in range(0, len(samples), block) for event in hearing.feed(samples[start : start + block])]


def kinds(events: list[HearingEvent]) -> list[str]:
    changes = [event for event in events if isinstance(event, SoundChanged)]
    return [event.sound for event in changes if "provisional" not in event.features]


def shares(events: list[HearingEvent], end: float) -> dict[str, float]:
    """Seconds of each kind of sound."""
    changes = [(e.at, e.sound) for e in events if isinstance(e, SoundChanged)]
    total: dict[str, float] = {}
    for (at, sound), (until, _) in zip(changes, [*changes[1:], (end, "silence")], strict=True):
        total[sound] = total.get(sound, 0.0) + until - at
    return total


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("pace", [140, 190])
def test_synthetic_voices_are_speech(voice: str, pace: int) -> None:
    sound = np.concatenate([silence(1), at_level(say(SENTENCE, voice, pace), -20), silence(2)])
    events = feed(mu_law(sound))
    assert kinds(events)[0] == "silence"
    assert "speech" in kinds(events)
    started = next(e for e in events if isinstance(e, SpeechStarted))
    assert started.at == pytest.approx(1.0, abs=0.3)
    ended = [e for e in events if isinstance(e, SpeechEnded)][-1]
    assert ended.at == pytest.approx(len(sound) / 8000 - 2, abs=0.35)


@pytest.mark.parametrize("style", sounds.STYLES)
@pytest.mark.parametrize("dbfs", [-40, -14])
def test_music_is_music(style: str, dbfs: float) -> None:
    events = feed(mu_law(at_level(sounds.music(style, 40, 900), dbfs)))
    assert shares(events, 40)["music"] > 34
    assert not any(isinstance(e, SpeechStarted) for e in events)


def test_music_then_speech_then_music() -> None:
    music = at_level(sounds.music("piano", 20, 901), -22)
    spoken = at_level(say(SENTENCE), -20)
    events = feed(mu_law(np.concatenate([music[:80000], spoken, music[80000:]])))
    assert kinds(events) == ["music", "speech", "music"]
    started = next(e for e in events if isinstance(e, SpeechStarted))
    ended = next(e for e in events if isinstance(e, SpeechEnded))
    assert started.at == pytest.approx(10, abs=0.4)
    assert ended.at == pytest.approx(10 + len(spoken) / 8000, abs=0.5)


@pytest.mark.parametrize("style", ["piano", "guitar", "organ", "band"])
def test_soft_music_after_speech_is_no_more_speech(style: str) -> None:
    music = at_level(sounds.music(style, 6, 1), -46)
    sound = np.concatenate([silence(1), at_level(say(SENTENCE), -28), silence(0.1), music])
    events = feed(mu_law(sound + at_level(sounds.noise(len(sound) / 8000, 3), -64)))
    assert len([e for e in events if isinstance(e, SpeechStarted)]) == 1


@pytest.mark.parametrize(("style", "seed"), [("organ", 0), ("organ", 1), ("organ", 2), ("band", 1), ("band", 2)])
def test_the_first_notes_after_speech_are_no_speech(style: str, seed: int) -> None:
    music = at_level(sounds.music(style, 6, seed), -26)
    events = feed(mu_law(np.concatenate([silence(1), at_level(say(SENTENCE), -22), silence(0.7), music])))
    assert len([e for e in events if isinstance(e, SpeechStarted)]) == 1


@pytest.mark.parametrize("dbfs", [-45, -30, -20, -6])
def test_the_level_does_not_matter(dbfs: float) -> None:
    sound = np.concatenate([sounds.music("guitar", 8, 902), silence(0.3), say(SENTENCE), silence(2)])
    assert kinds(feed(mu_law(at_level(sound, dbfs)))) == ["music", "speech", "silence"]


def test_lost_packets_do_not_matter() -> None:
    sound = np.concatenate([sounds.music("pad", 8, 903), silence(0.3), say(SENTENCE) * 4, silence(2)])
    assert kinds(feed(with_loss(mu_law(at_level(sound, -20)), 0.03))) == ["music", "speech", "silence"]


def mixed() -> npt.NDArray[np.int16]:
    parts = [
        sounds.cadence((440, 480), (2, 4), 6.0) * 0.1,
        at_level(say(SENTENCE), -20),
        silence(0.8),
        at_level(sounds.music("band", 6, 904), -20),
        at_level(say("Hello?"), -25),
        silence(2.0),
    ]
    return mu_law(np.concatenate(parts))


def comparable(events: list[HearingEvent]) -> list[object]:
    return [(e.at, e.segment, e.samples.tobytes()) if isinstance(e, SpeechAudio) else e for e in events]


@pytest.mark.parametrize("block", [1, 160, 333, 8000, 10**6])
def test_the_size_of_the_blocks_does_not_matter(block: int) -> None:
    samples = mixed() if block > 1 else mixed()[:20000]
    assert comparable(feed(samples, block)) == comparable(feed(samples, 800))


def test_wideband_is_heard_alike_and_its_speech_keeps_its_rate() -> None:
    sound = np.concatenate([silence(1, 16000), at_level(say(SENTENCE, rate=16000), -20), silence(2, 16000)])
    events = feed((sound * 32767).astype(np.int16), 1600, 16000)
    assert kinds(events) == ["silence", "speech", "silence"]
    audio = [e for e in events if isinstance(e, SpeechAudio)]
    assert {len(e.samples) for e in audio[1:]} == {1600}


def test_other_rates_are_refused() -> None:
    with pytest.raises(ValueError, match="44100"):
        Hearing(44100)


def test_the_first_audio_begins_before_the_onset_and_nothing_is_missing() -> None:
    samples = mu_law(np.concatenate([silence(1.5), at_level(say(SENTENCE), -20), silence(2)]))
    events = feed(samples)
    started = next(e for e in events if isinstance(e, SpeechStarted))
    audio = np.concatenate([e.samples for e in events if isinstance(e, SpeechAudio)])
    first = next(e for e in events if isinstance(e, SpeechAudio))
    begin = round(first.at * 8000) - len(first.samples)
    assert 0.2 <= started.at - begin / 8000 <= 0.41
    assert np.array_equal(audio, samples[begin : begin + len(audio)])
    assert begin / 8000 <= 1.5


def test_a_long_monologue_is_cut_into_segments() -> None:
    talk = np.concatenate([at_level(say(SENTENCE, pitch=40 + i), -20) for i in range(12)])
    events = feed(mu_law(talk))
    starts = [e.at for e in events if isinstance(e, SpeechStarted)]
    ends = [e.at for e in events if isinstance(e, SpeechEnded)]
    assert len(starts) >= 2
    assert max(end - start for start, end in zip(starts, ends, strict=False)) <= 20.1


def test_digital_silence_is_silence_and_says_so() -> None:
    events = feed(np.zeros(8000 * 8, np.int16))
    (event,) = events
    assert isinstance(event, SoundChanged)
    assert event.sound == "silence"
    assert event.features["digital"] == 1.0


@pytest.mark.parametrize("shift", range(0, 800, 80))
def test_a_quiet_room_that_ends_a_silence_is_no_music(shift: int) -> None:
    """The measures still hold some of the silence then, wherever the steps fall."""
    for seed in range(6):
        sound = np.concatenate([np.zeros(16_000 + shift, np.int16), room_tone(seed, 24_000, 8000)])
        heard = {event.sound for event in Hearing(8000).feed(sound) if isinstance(event, SoundChanged)}
        assert "music" not in heard


def test_cut_ends_the_open_segment_and_speech_goes_on_in_another() -> None:
    samples = mu_law(at_level(np.concatenate([say(SENTENCE), say(SENTENCE, pitch=60)]), -20))
    hearing = Hearing(8000)
    before = hearing.feed(samples[:16000])
    (ended,) = hearing.cut()
    after = hearing.feed(samples[16000:])
    assert isinstance(ended, SpeechEnded)
    assert ended.segment == 1
    assert [e.segment for e in before if isinstance(e, SpeechStarted)] == [1]
    assert next(e.segment for e in after if isinstance(e, SpeechStarted)) == 2
    assert hearing.now == pytest.approx(len(samples) / 8000, abs=0.1)


def test_cut_without_speech_is_nothing() -> None:
    assert Hearing(8000).cut() == []


def test_memory_is_bounded_over_a_long_wait() -> None:
    """A queue that speaks for ever: what is kept of it must stop growing."""
    loop = mu_law(np.concatenate([at_level(say(SENTENCE), -20), at_level(sounds.music("piano", 6, 905), -20)]))
    hearing = Hearing(8000)
    rng = np.random.default_rng(0)
    for _ in range(3):
        hearing.feed(loop)
    tracemalloc.start()
    try:
        for _ in range(25):
            hearing.feed((loop * rng.uniform(0.4, 1)).astype(np.int16))
        grown, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert grown < 400_000
