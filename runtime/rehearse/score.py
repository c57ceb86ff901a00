"""The tunes of the rehearsal band: keys, chords and a melody composed from a seed by a few rules of the craft.

Not responsible for how a note sounds (see `instruments`) or for mixing and files (see `music`). Pure: the same piece
always gives the same notes. Everything here is our own, so hold music can be played anywhere without a licence.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from runtime.rehearse.instruments import Instrument, bass, brush, electric_piano, flute, guitar, music_box, strings

MAJOR = (0, 2, 4, 5, 7, 9, 11)
MINOR = (0, 2, 3, 5, 7, 8, 10)


@dataclass(frozen=True)
class Note:
    """`beat` and `beats` are counted in quarters from the start of the piece."""

    instrument: Instrument
    pitch: int
    beat: float
    beats: float
    level: float


@dataclass(frozen=True)
class Piece:
    """A piece in the form A A B A; `verse` and `bridge` hold a chord a bar, as degrees of the scale (0: tonic)."""

    name: str
    seed: int
    tempo: float
    """Quarters a minute."""
    beats: int
    """Quarters a bar."""
    tonic: int
    """MIDI pitch of the key note."""
    scale: Sequence[int]
    verse: Sequence[int]
    bridge: Sequence[int]
    melody: Instrument
    chords: Instrument
    figure: Sequence[int]
    """The accompaniment of a bar in eighths: -1 rests, 0-3 plays that chord tone, 9 strikes the whole chord."""
    drums: bool = False

    @property
    def bars(self) -> Sequence[int]:
        """The chord of every bar of the piece."""
        return (*self.verse, *self.verse, *self.bridge, *self.verse)

    @property
    def seconds(self) -> float:
        """Length of one time through."""
        return len(self.bars) * self.beats * 60 / self.tempo


PIECES: tuple[Piece, ...] = (
    Piece(
        "lobby", 11, 104, 4, 60, MAJOR, (0, 5, 1, 4), (3, 2, 1, 4), flute, electric_piano,
        (9, -1, -1, 9, -1, 9, -1, -1), drums=True,
    ),
    Piece(
        "porch", 23, 92, 4, 55, MAJOR, (0, 3, 0, 4), (5, 3, 1, 4), guitar, guitar,
        (0, 2, 3, 1, 2, 3, 1, 2),
    ),
    Piece(
        "waltz", 37, 126, 3, 62, MAJOR, (0, 0, 3, 4, 1, 4, 0, 4), (5, 5, 1, 1, 4, 4, 0, 4), strings, strings,
        (9, -1, -1, -1, -1, -1),
    ),
    Piece(
        "carousel", 41, 84, 4, 65, MAJOR, (0, 4, 5, 2), (3, 0, 1, 4), music_box, music_box,
        (0, -1, 1, 2, 3, -1, 2, 1),
    ),
    Piece(
        "night_train", 53, 112, 4, 57, MINOR, (0, 3, 0, 4), (5, 3, 1, 4), electric_piano, guitar,
        (9, -1, 2, 9, -1, 3, 9, -1), drums=True,
    ),
    Piece(
        "harbour", 67, 76, 4, 59, MINOR, (0, 5, 2, 6), (3, 0, 3, 4), electric_piano, strings,
        (9, -1, -1, -1, -1, -1, -1, -1),
    ),
)  # fmt: skip
"""The programme, in playing order."""


def notes(piece: Piece) -> Iterator[Note]:
    """Every note of one time through `piece`, in no particular order."""
    verse = tuple(_melody(piece, piece.verse, np.random.default_rng(piece.seed)))
    bridge = tuple(_melody(piece, piece.bridge, np.random.default_rng(piece.seed + 1)))
    start = 0.0
    for section, part in ((piece.verse, verse), (piece.verse, verse), (piece.bridge, bridge), (piece.verse, verse)):
        for beat, beats, pitch in part:
            yield Note(piece.melody, pitch, start + beat, beats, 0.5)
        for bar, degree in enumerate(section):
            yield from _accompany(piece, degree, start + bar * piece.beats)
        start += len(section) * piece.beats


def _pitch(piece: Piece, degree: int) -> int:
    octave, step = divmod(degree, 7)
    return piece.tonic + 12 * octave + piece.scale[step]


def _melody(piece: Piece, section: Sequence[int], rng: np.random.Generator) -> Iterator[tuple[float, float, int]]:
    """(beat, beats, pitch): one rhythm taken up in every bar, chord tones on the first beat, steps in between.

    A rhythm that returns and a line that moves by step is what makes notes a tune; the last bar comes to rest.
    """
    rhythms = ((1.0, 0.5, 0.5, 1.0), (1.5, 0.5, 1.0), (1.0, 1.0, 0.5, 0.5), (0.5, 0.5, 1.0, 1.0))
    motif = rhythms[rng.integers(len(rhythms))]
    degree = 7 + int(rng.choice((0, 2, 4)))
    for bar, chord in enumerate(section):
        beat = 0.0
        tones = [octave + chord + third for octave in (0, 7, 14) for third in (0, 2, 4)]
        degree = min(tones, key=lambda tone: (abs(tone - degree), tone))
        if bar == len(section) - 1:
            yield bar * piece.beats, piece.beats - 1, _pitch(piece, degree)
            continue
        for beats in motif:
            if beat + beats > piece.beats:
                break
            yield bar * piece.beats + beat, beats, _pitch(piece, degree)
            beat += beats
            degree = int(np.clip(degree + rng.choice((-2, -1, -1, 1, 1, 2)), 4, 13))
        if piece.beats - beat >= 1:
            yield bar * piece.beats + beat, piece.beats - beat, _pitch(piece, degree)


def _accompany(piece: Piece, degree: int, start: float) -> Iterator[Note]:
    tones = [_pitch(piece, degree + third) for third in (0, 2, 4, 7)]
    for eighth, tone in enumerate(piece.figure):
        beat = start + eighth / 2
        if tone == 9:
            length = piece.beats if -1 in piece.figure[1:2] and piece.figure.count(9) == 1 else 1.0
            yield from (Note(piece.chords, pitch, beat, length, 0.2) for pitch in tones[:3])
        elif tone >= 0:
            yield Note(piece.chords, tones[tone], beat, 1.0, 0.3)
    root = tones[0] - 12
    yield Note(bass, root, start, piece.beats / 2, 0.45)
    yield Note(bass, root + 7, start + piece.beats - 1.0, 1.0, 0.35)
    if piece.drums:
        yield from (Note(brush, 60 if beat % 2 else 90, start + beat, 0.2, 0.08) for beat in range(piece.beats))
