"""The recogniser that is a server: the real client against a server on this machine that reads what it is sent."""

import time
from pathlib import Path

import numpy as np
import pytest
import trio

from holdlang.config import Config, ConfigError, Recogniser, Transcription, load_config
from holdlang.secret import Secret
from runtime.engines import recogniser
from runtime.engines.modelserver import ServerFailed
from runtime.engines.transcription import LARGEST, TranscriptionServer
from runtime.ports import AsyncTranscriber, Samples
from tests.engines.chatserver import Answer
from tests.engines.conftest import Speak
from tests.engines.sound import noise
from tests.engines.transcriptserver import Hears, TranscriptServer

pytestmark = pytest.mark.engine

KEY = "sk-never-to-be-seen"


@pytest.fixture(scope="module")
def speech(speak: Speak) -> Samples:
    return speak("For billing, press 1.")


async def segment(engine: AsyncTranscriber, samples: Samples) -> list[str]:
    """What it says of a segment, after each tenth of a second and in the end."""
    await engine.start()
    said = [await engine.feed(samples[start : start + 800]) for start in range(0, len(samples), 800)]
    return [*said, await engine.finish()]


async def heard(hears: Hears | str | Answer, samples: Samples, **settings: object) -> str:
    with TranscriptServer(hears) as server:
        where = Transcription.model_validate({"base_url": server.base_url, "name": "tiny", **settings})
        said = await segment(TranscriptionServer(where), samples)
    assert set(said[:-1]) == {""}
    return said[-1]


async def test_what_is_asked(speech: Samples) -> None:
    with TranscriptServer("For billing, press 1.") as server:
        where = Transcription(base_url=server.base_url, name="tiny", language="en")
        await segment(TranscriptionServer(where, Secret(KEY)), speech)
    (asked,) = server.asked
    assert asked.fields == {"model": "tiny", "language": "en", "response_format": "json"}
    assert asked.rate == 8000
    assert np.array_equal(asked.samples, speech)
    assert asked.headers["authorization"] == f"Bearer {KEY}"


async def test_words_are_those_of_a_recogniser(speech: Samples) -> None:
    assert await heard("For Billing, press 1 — it's quick!", speech) == "for billing press one its quick"


async def test_nothing_is_sent_of_a_segment_without_a_voice() -> None:
    with TranscriptServer("Thank you.") as server:
        engine = TranscriptionServer(Transcription(base_url=server.base_url, name="tiny"))
        for samples in (np.zeros(24000, np.int16), noise(3.0, 500), np.zeros(0, np.int16)):
            assert set(await segment(engine, samples)) == {""}
    assert server.asked == []


async def test_segments_do_not_see_each_other(speech: Samples) -> None:
    with TranscriptServer("yes") as server:
        engine = TranscriptionServer(Transcription(base_url=server.base_url, name="tiny"))
        await segment(engine, speech)
        await segment(engine, speech[:16000])
    assert [len(asked.samples) for asked in server.asked] == [len(speech), 16000]


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (Answer(status=401, body=b'{"error": {"message": "sk-never-to-be-seen"}}'), r"our key \(`recogniser.transcr"),
        (Answer(status=404, body=b"{}"), r"`recogniser.transcription.name`"),
        (Answer(status=429, body=b"{}"), "no more questions for now"),
        (Answer(status=500, body=b"{}"), r"out of order \(status 500\)"),
        (Answer(status=301, body=b"", headers=(("Location", "http://127.0.0.1:9/v1"),)), "status 301"),
        (Answer(body=b"<html>log in first</html>", content_type="text/html"), "no transcript"),
        (Answer(body=b'{"text": 5}'), "no transcript"),
        (Answer(body=b'{"words": "yes"}'), "no transcript"),
        (Answer(body=b'["yes"]'), "no transcript"),
        (Answer(body=b"[" * 5000), "no transcript"),
        (Answer(body=b'{"text": "' + b"you " * 1000 + b'"}'), "no transcript"),
        (Answer(body=b"x" * (LARGEST + 1)), "too long an answer"),
        (Answer(body=b'{"text": "yes"}', kept=5), "broke off"),
    ],
)
async def test_what_can_go_wrong_is_said_without_what_was_heard(answer: Answer, problem: str, speech: Samples) -> None:
    with pytest.raises(ServerFailed, match=problem) as raised:
        await heard(answer, speech)
    assert KEY not in str(raised.value)
    assert "log in" not in str(raised.value)


@pytest.mark.parametrize("answer", [Answer(silent=True), Answer(body=b'{"text": "yes"}' + b" " * 500, trickles=0.05)])
async def test_a_server_that_is_silent_or_trickles_is_given_up_in_time(answer: Answer, speech: Samples) -> None:
    began = time.monotonic()
    with pytest.raises(ServerFailed, match=r"has not answered within 0\.5 seconds"):
        await heard(answer, speech, timeout_seconds=0.5)
    assert time.monotonic() - began < 3


async def test_a_server_that_is_not_there(speech: Samples) -> None:
    with pytest.raises(ServerFailed, match="can't be reached"):
        await segment(TranscriptionServer(Transcription(base_url="http://127.0.0.1:9/v1", name="tiny")), speech)


async def test_a_server_says_when_it_wants_to_be_asked_again(speech: Samples) -> None:
    with pytest.raises(ServerFailed) as raised:
        await heard(Answer(status=429, body=b"{}", headers=(("Retry-After", "77"),)), speech)
    assert raised.value.again_after == 77


async def test_a_call_that_ends_does_not_wait_for_the_server(speech: Samples) -> None:
    with TranscriptServer(Answer(silent=True)) as server:
        engine = TranscriptionServer(Transcription(base_url=server.base_url, name="tiny", timeout_seconds=10))
        began = time.monotonic()
        with trio.move_on_after(0.5):
            await segment(engine, speech)
        assert time.monotonic() - began < 3


async def test_a_call_has_words_of_this_machine_while_it_waits_and_when_the_server_fails(speech: Samples) -> None:
    notes: list[str] = []
    with TranscriptServer("For BILLING, press 1.") as server:
        where = Transcription(base_url=server.base_url, name="tiny")
        engine = (await trio.to_thread.run_sync(recogniser, Recogniser(transcription=where), ["billing"]))(notes.append)
        said = await segment(engine, speech)
        assert said[-1] == "for billing press one"
        assert any("billing" in words for words in said[:-1])
        server.hears = lambda _: Answer(status=503, body=b"{}")
        said = await segment(engine, speech)
    assert "billing press one" in said[-1]
    assert len(notes) == 1
    assert notes[0].endswith("is out of order (status 503); going on with pocketsphinx, and trying again in 30 s")


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ("base_url: http://models.example/v1, name: tiny, key: env KEY", "in the clear"),
        ("base_url: http://models.example/v1, name: tiny, key: sk-12345", "does not belong into a file"),
        ("base_url: models.example, name: tiny", "should be the address of a server"),
        ("base_url: http://localhost/v1, name: tiny, timeout_seconds: 60", "less than or equal to 10"),
        ("base_url: http://localhost/v1, name: tiny, language: English", "pattern"),
        ("base_url: http://localhost/v1", "name: is missing"),
    ],
)
def test_what_the_configuration_refuses(settings: str, problem: str, tmp_path: Path) -> None:
    file = tmp_path / "holdlang.yaml"
    file.write_text(f"recogniser:\n  transcription: {{{settings}}}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=problem):
        load_config(file)


def test_nothing_leaves_the_machine_unless_it_is_configured() -> None:
    assert Config().recogniser.transcription is None
