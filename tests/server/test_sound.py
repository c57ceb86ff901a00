"""The sound of calls: recordings in parts, their picture, and listening in."""

import io
import struct
import wave
from pathlib import Path

import httpx
import pytest
import trio

from holdlang.calllog import CallEnded, CallStarted
from tests.server.serving import Served, until_status

pytestmark = pytest.mark.web

RATE = 8000


def wav(seconds: float, level: int) -> bytes:
    """A recording of a square wave."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(struct.pack("<hh", level, -level) * int(seconds * RATE / 2))
    return file.getvalue()


@pytest.fixture
def recorded(server: Served) -> Path:
    """The folder of a call that is over: the company spoke for 2 s, and we for one, half as loud."""
    with server.record("call_1") as record:
        record.write(CallStarted(number="+18005551234"))
        (record.folder / "far.wav").write_bytes(wav(2, 16384))
        (record.folder / "near.wav").write_bytes(wav(1, 8192))
        record.write(CallEnded(number="+18005551234", duration=2.0, reason="over", outcome="hung_up"))
    return record.folder


async def test_a_recording_whole_and_in_parts(recorded: Path, client: httpx.AsyncClient) -> None:
    path, whole = "/api/calls/call_1/recordings/far.wav", (recorded / "far.wav").read_bytes()
    answer = await client.get(path)
    assert (answer.status_code, answer.content) == (200, whole)
    assert answer.headers["Content-Type"] == "audio/wav"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Cache-Control"] == "private, no-store"
    size = len(whole)
    for asked, first, last in (("0-43", 0, 43), ("100-", 100, size - 1), ("-50", size - 50, size - 1),
                               (f"{size - 1}-99999999", size - 1, size - 1)):  # fmt: skip
        part = await client.get(path, headers={"Range": f"bytes={asked}"})
        assert (part.status_code, part.content) == (206, whole[first : last + 1]), asked
        assert part.headers["Content-Range"] == f"bytes {first}-{last}/{size}"
    beyond = await client.get(path, headers={"Range": f"bytes={size}-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{size}")
    head = await client.head(path)
    assert (head.status_code, head.content, head.headers["Content-Length"]) == (200, b"", str(size))
    for odd in ("bytes=x-y", "lines=1-2", "bytes=5-2"):
        assert (await client.get(path, headers={"Range": odd})).status_code in (200, 416)


async def test_there_are_no_other_files(recorded: Path, client: httpx.AsyncClient) -> None:
    (recorded / "say_1.wav").write_bytes(wav(1, 1))
    for name in ("far", "call.jsonl", "say_1.wav", "process.log", "far.wav.wav"):
        assert (await client.get(f"/api/calls/call_1/recordings/{name}")).status_code == 404, name


async def test_the_waveform(recorded: Path, client: httpx.AsyncClient) -> None:
    found = (await client.get("/api/calls/call_1/waveform?points=4")).json()
    assert found == {"duration": 2.0, "far": [0.5, 0.5, 0.5, 0.5], "near": [0.25, 0.25, 0.0, 0.0]}
    assert len((await client.get("/api/calls/call_1/waveform")).json()["far"]) == 600
    for points in ("0", "5001", "many"):
        assert (await client.get(f"/api/calls/call_1/waveform?points={points}")).status_code == 400
    (recorded / "far.wav").write_bytes(b"RIFF")
    assert (await client.get("/api/calls/call_1/waveform?points=2")).json()["far"] == []
    (recorded / "near.wav").unlink()
    assert (await client.get("/api/calls/call_1/waveform")).status_code == 404


async def test_listening_to_a_call_that_is_over_ends(recorded: Path, server: Served, client: httpx.AsyncClient) -> None:
    with trio.fail_after(60):
        while "call_1" in server.gateway.supervisor.running or server.gateway.store.call("call_1") is None:
            await trio.lowlevel.checkpoint()
        answer = await client.get("/api/calls/call_1/listen")
    assert answer.status_code == 200
    assert answer.content[:4] == b"RIFF"
    assert len(answer.content) == 44
    assert (await client.get("/api/calls/call_1/listen?side=both")).status_code == 400


async def test_listening_in_while_a_call_runs(server: Served, client: httpx.AsyncClient) -> None:
    placed = await client.post("/api/calls/outbound", json={"intent": "ask something", "rehearse": "slow"})
    call_id = placed.json()["call_id"]
    await until_status(server, client, call_id, "connected", "on_hold")
    assert (await client.head(f"/api/calls/{call_id}/listen")).status_code == 200
    heard = b""
    with trio.fail_after(30):
        async with client.stream("GET", f"/api/calls/{call_id}/listen") as answer:
            assert answer.headers["Content-Type"] == "audio/wav"
            hung_up = False
            async for piece in answer.aiter_raw():
                heard += piece
                if len(heard) > 44 + 2 * RATE and not hung_up:  # a second of it
                    hung_up = True
                    assert (await client.post(f"/api/calls/{call_id}/hangup")).status_code == 200
    kind, channels, rate, bits = struct.unpack("<HHI6xH", heard[20:36])
    assert (heard[:4], heard[8:16], kind, channels, rate, bits) == (b"RIFF", b"WAVEfmt ", 1, 1, RATE, 16)
    samples = struct.unpack(f"<{(len(heard) - 44) // 2}h", heard[44 : 44 + (len(heard) - 44) // 2 * 2])
    assert max(map(abs, samples)) > 500, "there is music in it"
    whole = (await client.get(f"/api/calls/{call_id}/recordings/far.wav")).content
    assert heard[44:] in whole
