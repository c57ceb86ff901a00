"""Sound for a call that was rehearsed without any: what its log says was spoken, spoken, and music where some was.

Not responsible for the log (`tests.replay.rig`).
"""

import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from holdlang.calllog import AudioClassified, Line, TranscriptChunk, UtteranceBegan, UtteranceEnded
from runtime.engines import speaker
from runtime.ports import Samples
from runtime.rehearse.music import rendered, stretch, write_wav
from runtime.rehearse.score import PIECES
from runtime.rehearse.studio import read_wav, room_tone

RATE = 8000
WORDS_PER_MINUTE = 175
"""As fast as the texts of a rehearsal in virtual time are said, or a little faster: they must end when they did."""


@cache
def spoken(text: str) -> Samples:
    """The words, said by a voice."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "said.wav"
        speaker(words_per_minute=WORDS_PER_MINUTE, rate=RATE).synthesize(text, path)
        return read_wav(path)[0]


def sound_of(lines: Sequence[Line]) -> Samples:
    """The company's side of the call, from the answer on."""
    seconds = max(line.clock or 0.0 for line in lines) + 1.0
    track = room_tone(1, round(seconds * RATE), RATE).astype(np.int32)
    texts = {line.data.segment: line.data.text for line in lines if isinstance(line.data, TranscriptChunk)}
    ends = {line.data.segment: line.data.moment for line in lines if isinstance(line.data, UtteranceEnded)}
    changes = [(line.data.moment, line.data.audio_type) for line in lines if isinstance(line.data, AudioClassified)]
    for place, (begin, sound) in enumerate(changes):
        if sound == "music":
            end = changes[place + 1][0] if place + 1 < len(changes) else seconds
            _lay(track, stretch(rendered(PIECES[0]), 0, round((end - begin) * RATE)), begin, end)
    for line in lines:
        if isinstance(line.data, UtteranceBegan) and line.data.segment in texts:
            segment = line.data.segment
            _lay(track, spoken(texts[segment]), line.data.moment, ends.get(segment, seconds) + 0.4)
    return np.clip(track, -32768, 32767).astype(np.int16)


def write_sound(path: Path, lines: Sequence[Line]) -> None:
    """As the recording of the call."""
    write_wav(path, sound_of(lines), RATE)


def _lay(track: np.ndarray, sound: Samples, begin: float, end: float) -> None:  # type: ignore[type-arg]
    start = round(begin * RATE)
    part = sound[: max(0, min(len(track), round(end * RATE)) - start)]
    track[start : start + len(part)] += part
