"""The sound of a call: its recordings, a picture of them, and listening in. They want a token, always.

Not responsible for recording (`runtime.sip.recording`).
"""

import struct
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import Annotated, Literal

import trio
from pydantic import BaseModel, Field
from quart import Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from runtime.gateway import Gateway
from runtime.gateway.errors import NotFound
from runtime.gateway.parts import in_thread
from runtime.server.route import Asked, Query, Routes
from runtime.server.waveform import peaks
from runtime.soundtrack import open_track

sound = Routes()

WAV = "audio/wav"
SIDES = ("far", "near")

LOOK_SECONDS = 0.1
"""How often it is looked whether more was recorded: PJSIP writes half a second at a time."""

PIECE = 1 << 16
"""Bytes that are read at a time."""

UNENDING = 0xFFFFFFFF
"""The length of sound of which nobody knows how long it will be."""

_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
_HEADER_BYTES = 44


class WaveformQuery(Query):
    """How fine."""

    points: Annotated[int, Field(ge=1, le=5000)] = 600


class ListenQuery(Query):
    """Whom: the company, or us."""

    side: Literal["far", "near"] = "far"


class Waveform(BaseModel):
    """The greatest magnitude (0 to 1) in each of equal parts of both recordings, and how long they last (seconds)."""

    duration: float
    far: list[float]
    near: list[float]


@sound.add("GET", "/api/calls/{call_id}/recordings/{name}", "watch", media=(WAV,), private=True, refuses=(404, 416))
async def recording(asked: Asked) -> Response:
    """A recording: `far.wav` is the company, `near.wav` is us. In parts, if asked for a range (RFC 9110, 14.2)."""
    call_id, name = asked.path["call_id"], asked.path["name"]
    file = await in_thread(lambda: _recorded(asked.gateway, call_id, name.removesuffix(".wav")))
    if not name.endswith(".wav"):
        raise NotFound(f"Recording not found: {name[:60]}")
    size = (await trio.Path(file).stat()).st_size
    begin, end, headers = 0, size, {"Accept-Ranges": "bytes", "Cache-Control": "private, no-store"}
    wanted = request.range
    if wanted is not None and wanted.units == "bytes" and len(wanted.ranges) == 1:
        part = wanted.range_for_length(size)
        if part is None:
            raise RequestedRangeNotSatisfiable(size)
        begin, end = part
        headers["Content-Range"] = f"bytes {begin}-{end - 1}/{size}"
    headers["Content-Length"] = str(end - begin)
    response = Response(_part(file, begin, end), 206 if "Content-Range" in headers else 200, headers, content_type=WAV)
    response.timeout = None  # of hours, by a slow line
    return response


@sound.add(
    "GET",
    "/api/calls/{call_id}/waveform",
    "watch",
    query=WaveformQuery,
    gives=Waveform,
    private=True,
    refuses=(404,),
)
async def waveform(asked: Asked) -> Waveform:
    """What a picture of the recordings needs."""
    call_id, points = asked.path["call_id"], asked.query.points

    def read() -> Waveform:
        asked.gateway.folder(call_id)
        tracks = {}
        for side in SIDES:
            try:
                tracks[side] = open_track(_recorded(asked.gateway, call_id, side))
            except (ValueError, NotFound):
                continue
        if not tracks:
            raise NotFound(f"Recording not found: {call_id}")
        seconds = max(track.seconds for track in tracks.values())
        found = {side: peaks(track, points, seconds=seconds) for side, track in tracks.items()}
        return Waveform(duration=round(seconds, 2), far=found.get("far", []), near=found.get("near", []))

    return await in_thread(read)


@sound.add(
    "GET",
    "/api/calls/{call_id}/listen",
    "watch",
    query=ListenQuery,
    media=(WAV,),
    private=True,
    refuses=(404, 409),
)
async def listen(asked: Asked) -> Response:
    """Listen in: a call's sound as it comes, until the call is over. It is half a second late, as it is recorded."""
    call_id = asked.path["call_id"]
    file = await in_thread(lambda: _recorded(asked.gateway, call_id, asked.query.side))
    response = Response(_live(asked, call_id, file), content_type=WAV)
    response.timeout = None
    response.headers["Cache-Control"] = "no-store"
    return response


def _recorded(gateway: Gateway, call_id: str, side: str) -> Path:
    file = gateway.folder(call_id) / f"{side}.wav"
    if side not in SIDES or not file.is_file():
        raise NotFound(f"Recording not found: {call_id}")
    return file


async def _part(path: Path, begin: int, end: int) -> AsyncIterator[bytes]:
    async with aclosing(await trio.open_file(path, "rb")) as file:
        await file.seek(begin)
        while begin < end and (piece := await file.read(min(PIECE, end - begin))):
            begin += len(piece)
            yield piece


async def _live(asked: Asked, call_id: str, path: Path) -> AsyncIterator[bytes]:
    async with aclosing(await trio.open_file(path, "rb")) as file:
        end = await file.seek(0, 2)
        await file.seek(max(_HEADER_BYTES, end - (end - _HEADER_BYTES) % 2))
        yield _header(8000)
        while asked.still():
            running = call_id in asked.gateway.supervisor.running
            piece = await file.read(PIECE)
            if piece:
                yield piece
            elif not running:
                return
            else:
                await trio.sleep(LOOK_SECONDS)


def _header(rate: int) -> bytes:
    return _HEADER.pack(
        b"RIFF", UNENDING, b"WAVE", b"fmt ", 16, 1, 1, rate, 2 * rate, 2, 16, b"data", UNENDING - _HEADER_BYTES
    )
