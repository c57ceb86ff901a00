"""Sound inside PJSUA2: what is wired to what, and the ports that files and Python hear it by.

Not responsible for signalling. Everything here lives on PJSUA2's thread, except where a function says otherwise. A
call's conference port comes and goes (early media, re-INVITE, hold), so wires are kept as wishes between jacks and
made again whenever a jack's media changes.
"""

import logging
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pjsua2 as pj

from runtime.sip.errors import SoundFileError
from runtime.sip.library import BufferReader, destroy

BLOCK_SECONDS = 0.1
"""Sound crosses into Python in blocks of this length: one callback costs the same for 20 ms as for 100 ms."""

KEPT_BLOCKS = 50
"""Blocks held for a reader that is late, 5 s of sound; then the oldest is dropped."""

logger = logging.getLogger(__name__)


class Jack:
    """One end of a wire. `media` is None while there is nothing to connect to."""

    def __init__(self, media: Any = None) -> None:
        self.media = media

    def destroy(self) -> None:
        """End the media, which must be of our making and connected to nothing."""
        if self.media is not None:
            media, self.media = self.media, None
            destroy(media)


class Patchbay:
    """The wires that should be there."""

    def __init__(self) -> None:
        self._wires: set[tuple[Jack, Jack]] = set()
        self._deaf: dict[Jack, Jack] = {}

    def connect(self, source: Jack, sink: Jack) -> None:
        """Let `sink` hear `source`, now and whenever both have media."""
        self._wires.add((source, sink))
        self._join(source, sink)

    def deafen(self, sink: Jack, but: Jack) -> None:
        """Until `undeafen`, let `sink` hear nothing but the source `but`, whatever it is connected to."""
        self._deaf[sink] = but
        for source, other in self._wires:
            if other is sink and source is not but:
                _part(source, sink)

    def undeafen(self, sink: Jack) -> None:
        """Let it hear again all that it is connected to; harmless if it does."""
        if self._deaf.pop(sink, None) is not None:
            for source, other in self._wires:
                if other is sink:
                    self._join(source, sink)

    def _join(self, source: Jack, sink: Jack) -> None:
        if self._deaf.get(sink, source) is source:
            _join(source, sink)

    def disconnect(self, source: Jack, sink: Jack) -> None:
        """End that; harmless if it never was."""
        self._wires.discard((source, sink))
        _part(source, sink)

    def plug(self, jack: Jack, media: Any) -> None:
        """Give `jack` other media (None: no media any more) and make its wires again."""
        jack.media = media
        for source, sink in self._wires:
            if jack in (source, sink):
                self._join(source, sink)

    def remove(self, jack: Jack) -> None:
        """Disconnect all that touches `jack`."""
        self._deaf.pop(jack, None)
        for source, sink in [wire for wire in self._wires if jack in wire]:
            self.disconnect(source, sink)


def _join(source: Jack, sink: Jack) -> None:
    if source.media is not None and sink.media is not None:
        source.media.startTransmit(sink.media)


def _part(source: Jack, sink: Jack) -> None:
    if source.media is None or sink.media is None:
        return
    try:
        source.media.stopTransmit(sink.media)
    except pj.Error as error:  # the call's port has gone, and the wire with it
        logger.debug("a wire had gone already: %s", error.reason)


class Blocks:
    """Sound on its way to trio: (time.perf_counter of arrival, bytes). Appended on one thread and taken on another."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[float, bytes]] = deque(maxlen=KEPT_BLOCKS)
        self.lost = 0
        """How many were pushed out, or failed, so far."""
        self.total = 0
        self.gather = 1
        """How many may wait before trio is told of them."""

    @property
    def due(self) -> bool:
        """Whether it is time to tell."""
        return len(self._waiting) >= self.gather

    def append(self, block: bytes) -> None:
        """Keep a block that arrived now, at the cost of the oldest."""
        if len(self._waiting) == KEPT_BLOCKS:
            self.lost += 1
        self.total += 1
        self._waiting.append((time.perf_counter(), block))

    def take(self) -> Iterator[tuple[float, bytes]]:
        """Those that are there, oldest first."""
        while self._waiting:
            yield self._waiting.popleft()


class Tap(pj.AudioMediaPort):  # type: ignore[misc]
    """Hands sound to Python: fills `blocks` and says so by `arrived`."""

    def __init__(self, rate: int, read: BufferReader, blocks: Blocks, arrived: Callable[[], None]) -> None:
        super().__init__()
        self._read = read
        self._blocks = blocks
        self._arrived = arrived
        shape = pj.MediaFormatAudio()
        shape.init(pj.PJMEDIA_FORMAT_PCM, rate, 1, round(BLOCK_SECONDS * 1_000_000), 16)
        self.createPort("tap", shape)

    def onFrameReceived(self, frame: Any) -> None:  # noqa: N802
        """On the media clock's thread. An exception here would only be printed by the binding, so none leaves."""
        try:
            if frame.type == pj.PJMEDIA_FRAME_TYPE_AUDIO and frame.size:
                self._blocks.append(self._read(frame.buf))
                if self._blocks.due:
                    self._arrived()
        except Exception:
            self._blocks.lost += 1
            logger.error("a block of sound was lost\n%s", traceback.format_exc())


class Player(pj.AudioMediaPlayer):  # type: ignore[misc]
    """A WAV file that plays once and says when it has ended."""

    def __init__(self, path: Path, ended: Callable[[], None]) -> None:
        super().__init__()
        self._ended = ended
        try:
            self.createPlayer(str(path), pj.PJMEDIA_FILE_NO_LOOP)
        except pj.Error as error:
            raise SoundFileError(f"cannot play {path.name}: {error.reason}", error.status) from None

    def onEof2(self) -> None:  # noqa: N802
        """PJSUA2's word for the end of the file."""
        self._ended()
