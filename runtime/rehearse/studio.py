"""The studio: every sound a rehearsed far end will need, recorded before the first call so that no call waits for it.

Speech comes from a cast of voices, as at a real company: one for the menus, others for what a queue says, others again
for people, who sit in rooms of their own. Not responsible for when a sound is played (see `company`) or for the music
itself (see `music`). Everything here blocks: call it from a worker thread.
"""

import functools
import hashlib
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Protocol

import numpy as np

from holdlang.errors import UsageError
from holdlang.model import Clause, Human, Music, Play, Say, Tree
from holdlang.model.tree import Prompt
from runtime.ports import Samples, Speaker
from runtime.rehearse.instruments import RATE
from runtime.rehearse.music import rendered, stretch, write_wav
from runtime.rehearse.score import PIECES, Piece

SORRY = "Sorry, that is not a valid option."
"""Said after a key that no clause names, when the prompt has no `else`."""

CUT_SECONDS = 0.12
"""Dead line between the queue and the person: a call centre's switch drops one source before it joins the other."""

BREATH_SECONDS = 0.35
"""Room heard before the person's first word."""

ROOM_DBFS = -50.0
"""RMS level of a quiet office through a headset, about 30 dB under the voice."""


@dataclass(frozen=True)
class Cast:
    """Who speaks. Of several voices a text always gets the same one."""

    menu: Speaker
    queue: Sequence[Speaker]
    people: Sequence[Speaker]


@dataclass(frozen=True)
class Take:
    """A recording: `seconds` long, with the first sound of the voice `lead` seconds into it."""

    path: Path
    seconds: float
    lead: float = 0.0


class Takes(Protocol):
    """Where a far end has its sounds from: a `Studio`, or a stage without sound (`runtime.rehearse.virtual.stage`)."""

    def prompt(self, text: str) -> Take:
        """`text` in the voice of the menus."""

    def announcement(self, text: str) -> Take:
        """`text` in one of the voices of the queue."""

    def person(self, text: str) -> Take:
        """`text` by a person: a cut, their room, then their voice in it."""

    def room(self, text: str) -> Take:
        """Half a minute of the room in which the person who said `text` sits, to be repeated."""

    def sound_file(self, name: str) -> Take:
        """The WAV file `name` of the author."""

    def music(self, piece: Piece, start: float, seconds: float) -> Take:
        """`seconds` of `piece` from `start` on; whoever asked deletes the file."""

    def music_file(self, name: str, start: float, seconds: float) -> Take:
        """The same from the author's sound file `name`, repeated for as long as it must."""


class Studio:
    """Records into `folder`; `base` is where the paths in a tree start from."""

    def __init__(self, cast: Cast, folder: Path, base: Path) -> None:
        self._cast = cast
        self._folder = folder
        self._base = base
        self._stretches = 0

    def prepare(self, tree: Tree) -> None:
        """Record all that `tree` can say or play. Raises `UsageError` for a sound file that cannot be used."""
        for position, step in enumerate(tree.steps):
            match step:
                case Prompt(text=text):
                    self.announcement(text) if is_announcement(tree, position) else self.prompt(text)
                    if step.clauses:
                        self.prompt(SORRY)
                case Human(text=text):
                    self.person(text)
                case Play(path=path) | Music(path=str(path)):
                    self.sound_file(path)
                case Music():
                    rendered(piece_of(tree, position))
            for action in _actions(step):
                match action:
                    case Say(text=text):
                        self.prompt(text)
                    case Play(path=path):
                        self.sound_file(path)

    def prompt(self, text: str) -> Take:
        """`text` in the voice of the menus."""
        return self._spoken(text, self._cast.menu, "prompt")

    def announcement(self, text: str) -> Take:
        """`text` in one of the voices of the queue."""
        return self._spoken(text, _pick(self._cast.queue, text), "announcement")

    def person(self, text: str) -> Take:
        """`text` by a person: a cut, their room, then their voice in it."""
        path = self._path("person", text)
        if not path.exists():
            voice, rate = read_wav(self._spoken(text, _pick(self._cast.people, text), "voice").path)
            before = round(BREATH_SECONDS * rate)
            room = room_tone(number_of(text), before + len(voice), rate).astype(np.int32)
            room[before:] += voice
            cut = np.zeros(round(CUT_SECONDS * rate), np.int32)
            scene = np.clip(np.concatenate([cut, room]), -32768, 32767)
            write_wav(path, scene.astype(np.int16), rate)
        lead = CUT_SECONDS + BREATH_SECONDS + self._spoken(text, _pick(self._cast.people, text), "voice").lead
        return Take(path, _seconds(path), lead)

    def room(self, text: str) -> Take:
        """Half a minute of the room in which the person who said `text` sits, to be repeated."""
        path = self._path("room", text)
        if not path.exists():
            write_wav(path, room_tone(number_of(text), 30 * RATE, RATE), RATE)
        return Take(path, 30.0)

    def sound_file(self, name: str) -> Take:
        """The WAV file `name` of the author, as mono 16 bit at `RATE`."""
        path = self._path("file", name)
        if not path.exists():
            samples, rate = read_wav(self._base / name)
            write_wav(path, _resampled(samples, rate), RATE)
        return Take(path, _seconds(path))

    def music(self, piece: Piece, start: float, seconds: float) -> Take:
        """A fresh file with `seconds` of `piece` from `start` on; whoever asked deletes it."""
        return self._stretch(rendered(piece), start, seconds)

    def music_file(self, name: str, start: float, seconds: float) -> Take:
        """The same from the author's sound file `name`, repeated for as long as it must."""
        return self._stretch(read_wav(self.sound_file(name).path)[0], start, seconds)

    def _stretch(self, loop: Samples, start: float, seconds: float) -> Take:
        self._stretches += 1
        path = self._folder / f"music-{self._stretches}.wav"
        write_wav(path, stretch(loop, round(start * RATE), round(seconds * RATE)), RATE)
        return Take(path, seconds)

    def _spoken(self, text: str, speaker: Speaker, role: str) -> Take:
        path = self._path(role, text)
        if not path.exists():
            speaker.synthesize(text, path)
        samples, rate = read_wav(path)
        return Take(path, len(samples) / rate, _lead(samples) / rate)

    def _path(self, role: str, text: str) -> Path:
        return self._folder / f"{role}-{number_of(text):016x}.wav"


def is_announcement(tree: Tree, position: int) -> bool:
    """Whether the prompt there is something a queue says: it asks for no key and stands next to music."""
    step = tree.steps[position]
    beside = tree.steps[max(0, position - 1) : position + 2]
    return isinstance(step, Prompt) and not step.clauses and any(isinstance(other, Music) for other in beside)


def piece_of(tree: Tree, position: int) -> Piece:
    """What is played there: a queue goes on with its piece after it has spoken; music after music is another piece."""
    musics = [isinstance(step, Music) for step in tree.steps[: position + 1]]
    changes = sum(before and after for before, after in pairwise(musics))
    return PIECES[(number_of(tree.id) + changes) % len(PIECES)]


def room_tone(seed: int, length: int, rate: int) -> Samples:
    """A quiet office: noise that falls by 6 dB an octave above 300 Hz, seamless when repeated."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(length))
    hz = np.fft.rfftfreq(length, 1 / rate)
    tone = np.fft.irfft(spectrum * (hz > 60) / (1 + hz / 300), length)
    level = 32768 * 10 ** (ROOM_DBFS / 20) / max(1e-9, float(np.sqrt(np.mean(tone**2))))
    return np.round(tone * level).astype(np.int16)


def read_wav(path: Path) -> tuple[Samples, int]:
    """Samples of the (first channel of the) PCM file and its rate. Raises `UsageError` if it cannot be used."""
    try:
        with wave.open(str(path), "rb") as sound:
            channels, width, rate = sound.getnchannels(), sound.getsampwidth(), sound.getframerate()
            data = sound.readframes(sound.getnframes())
    except OSError as error:
        raise UsageError(f"cannot read the sound file {path}: {error.strerror}") from None
    except (wave.Error, EOFError) as error:
        raise UsageError(f"cannot use the sound file {path}: {error}", "it must be a PCM WAV file") from None
    if width != 2 or not data:
        raise UsageError(f"cannot use the sound file {path}", "it must be a WAV file of 16 bit PCM that is not empty")
    return np.frombuffer(data, "<i2").reshape(-1, channels)[:, 0].astype(np.int16), rate


def number_of(text: str) -> int:
    """A number that stands for `text`, the same in every run: which voice says it, which room it is said in."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])


def _resampled(samples: Samples, rate: int) -> Samples:
    from runtime.engines.resample import resample

    return np.clip(np.round(resample(samples, rate, RATE)), -32768, 32767).astype(np.int16)


@functools.cache
def _seconds(path: Path) -> float:
    samples, rate = read_wav(path)
    return len(samples) / rate


def _lead(samples: Samples) -> int:
    """Samples before the first that is louder than −40 dBFS."""
    loud = np.abs(samples.astype(np.int32)) > 328
    return int(np.argmax(loud)) if loud.any() else 0


def _pick(speakers: Sequence[Speaker], text: str) -> Speaker:
    return speakers[number_of(text) % len(speakers)]


def _actions(step: object) -> Iterator[object]:
    if isinstance(step, Prompt):
        clauses: Sequence[Clause] = step.clauses
        for clause in clauses:
            yield from clause.actions
        yield from step.otherwise or ()
