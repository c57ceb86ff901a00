"""Hold music of our own: renders a piece into a loop for the telephone, and writes any stretch of it as a WAV file.

Not responsible for tunes (see `score`), for instruments (see `instruments`), or for what is played when (see `queue`).
"""

import functools
import wave
from pathlib import Path

import numpy as np

from runtime.ports import Samples
from runtime.rehearse.instruments import RATE, TOP, Instrument, Sound
from runtime.rehearse.score import PIECES, Piece, notes

LEVEL_DBFS = -18.0
"""RMS level of the music: near the active level of speech, as a queue plays it."""

LOW = 250.0
"""Hz: the lower edge of the telephone band (300 Hz in ITU-T G.712, softened)."""

LONGEST_TAIL = 8
"""Seconds: no note sounds longer than this."""


def write_music(piece: Piece | int, seconds: float, path: Path, *, start: float = 0.0) -> None:
    """Write `seconds` of `piece` (or the piece of that number, counted round) to `path`, mono 8 kHz 16 bit.

    The piece repeats for as long as it must; `start` is where in it to begin, in seconds, so that a queue can go on
    with its music after an announcement.
    """
    loop = rendered(piece if isinstance(piece, Piece) else PIECES[piece % len(PIECES)])
    write_wav(path, stretch(loop, int(start * RATE), int(seconds * RATE)), RATE)


def stretch(loop: Samples, start: int, length: int) -> Samples:
    """`length` samples of the endlessly repeated `loop` from sample `start` on."""
    return np.resize(np.roll(loop, -(start % len(loop))), length)


def write_wav(path: Path, samples: Samples, rate: int) -> None:
    """Write mono 16 bit PCM."""
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(samples.astype("<i2").tobytes())


@functools.cache
def rendered(piece: Piece) -> Samples:
    """One time through `piece`, seamless when repeated: tails ring on into the start, and the filter goes round."""
    length = int(piece.seconds * RATE)
    mix = np.zeros(length + LONGEST_TAIL * RATE)
    played: dict[tuple[Instrument, int, float], Sound] = {}
    for note in notes(piece):
        key = (note.instrument, note.pitch, note.beats)
        if key not in played:
            played[key] = note.instrument(note.pitch, note.beats * 60 / piece.tempo)
        first, sound = int(note.beat * 60 / piece.tempo * RATE), played[key]
        mix[first : first + len(sound)] += sound * note.level
    mix[: LONGEST_TAIL * RATE] += mix[length:]
    return _levelled(_band(mix[:length]))


def _band(mix: Sound) -> Sound:
    """Keep the telephone band; circular, since the loop is."""
    hz = np.fft.rfftfreq(len(mix), 1 / RATE)
    gain = np.clip((hz - LOW * 0.6) / (LOW * 0.4), 0, 1) * np.clip((RATE / 2 - hz) / (RATE / 2 - TOP), 0, 1)
    return np.fft.irfft(np.fft.rfft(mix) * gain, len(mix))


def _levelled(mix: Sound) -> Samples:
    """Bring the RMS to `LEVEL_DBFS`; the few peaks above −4 dBFS are rounded off instead of clipped."""
    target = 10 ** (LEVEL_DBFS / 20)
    for _ in range(3):
        mix = mix * (target / np.sqrt(np.mean(mix**2)))
        mix = 0.63 * np.tanh(mix / 0.63)
    return np.round(mix * 32767).astype(np.int16)
