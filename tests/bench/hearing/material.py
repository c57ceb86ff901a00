"""The recordings that calls are made of, none of a source that our weights were trained on. Where a kind has no such
source, all of that kind are taken, and `seen` says so. Not responsible for finding recordings.
"""

from dataclasses import dataclass

import numpy as np

from tests.hearing import sounds
from tests.hearing.sounds import RATE, Sound
from tests.recordings import TRAINED_ON, Kind, Recording, recordings

_LEAST = 1.5
"""Seconds that an announcement or an utterance of a person must last."""
_LEAST_MUSIC = 15.0
"""Seconds that a piece of music must last: a fanfare that is played over and over is no hold music."""
_OTHER_LANGUAGES = ("-es", "-fr", "-it", "-ru", "-it-menardi", "-fr-armelle")
"""Ends of the names of sources whose announcements are not in English, which our people and our recogniser speak."""


@dataclass(frozen=True)
class Material:
    """Recordings by kind."""

    by_kind: dict[Kind, tuple[Recording, ...]]
    seen: tuple[Kind, ...]
    """Kinds of which nothing was left that no training has heard."""

    def one(self, kind: Kind, rng: np.random.Generator) -> Recording | None:
        """A recording of the kind, its source drawn first: a source with many recordings is not likelier."""
        every = self.by_kind.get(kind, ())
        if not every:
            return None
        source = str(rng.choice(sorted({recording.source for recording in every})))
        of_it = [recording for recording in every if recording.source == source]
        return of_it[int(rng.integers(len(of_it)))]

    def piece(self, kind: Kind, rng: np.random.Generator) -> tuple[str, Sound] | None:
        """The name of a piece of music that is long enough to wait by, and the piece."""
        for _ in range(10):
            recording = self.one(kind, rng)
            if recording is not None and len(sound := recording.load()) >= _LEAST_MUSIC * RATE:
                return f"{recording.source} {recording.name}", sound
        return None

    def announcement(self, rng: np.random.Generator) -> tuple[str, Sound] | None:
        """What is said and how it sounds; a single word or digit is none."""
        for _ in range(10):
            recording = self.one("announcement", rng)
            if recording is not None and len(sound := recording.load()) >= _LEAST * RATE:
                return recording.transcript, sound
        return None

    @property
    def sources(self) -> dict[Kind, dict[str, int]]:
        """How many recordings of each source."""
        found: dict[Kind, dict[str, int]] = {}
        for kind, every in self.by_kind.items():
            for recording in every:
                counts = found.setdefault(kind, {})
                counts[recording.source] = counts.get(recording.source, 0) + 1
        return found


def material() -> Material:
    """What there is. What programs speak is left out: the calls have them say texts of their own."""
    by_kind: dict[Kind, tuple[Recording, ...]] = {}
    seen: list[Kind] = []
    kinds: tuple[Kind, ...] = ("music", "sung", "announcement", "person", "noise")
    for kind in kinds:
        every = [r for r in recordings() if r.kind == kind and _usable(r)]
        fresh = [r for r in every if r.source not in TRAINED_ON]
        by_kind[kind] = tuple(fresh or every)
        if every and not fresh:
            seen.append(kind)
    return Material(by_kind, tuple(seen))


def _usable(recording: Recording) -> bool:
    programs = ("espeak", "flite", "festvox")
    unwanted = recording.source.endswith(_OTHER_LANGUAGES) or recording.source.startswith(programs)
    return recording.kind not in ("announcement", "person") or not unwanted


def synthesised(rng: np.random.Generator) -> Sound:
    """Half a minute of music from arithmetic, for a machine without recordings."""
    return sounds.music(str(rng.choice(sounds.STYLES)), 30, int(rng.integers(1 << 20)))


def utterances(sound: Sound) -> list[Sound]:
    """A person's clip cut at its pauses of 0.4 s and more; what is too short is left out."""
    size = RATE // 50
    frames = sound[: len(sound) // size * size].reshape(-1, size)
    level = np.sqrt((frames**2).mean(axis=1))
    speaks = level > 0.1 * np.quantile(level, 0.9)
    found: list[Sound] = []
    begin: int | None = None
    quiet = 0
    for place, now in enumerate([*speaks, *[False] * 20]):
        quiet = 0 if now else quiet + 1
        if now and begin is None:
            begin = place
        elif quiet == 20 and begin is not None:
            piece = sound[begin * size : (place - 19) * size]
            if len(piece) >= _LEAST * RATE:
                found.append(piece)
            begin = None
    return found
