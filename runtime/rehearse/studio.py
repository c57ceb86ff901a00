"""The studio: every sound a rehearsed far end will need, recorded before the first call so that no call waits for it.

Speech comes from a cast of voices, as at a real company: one for the menus, others for what a queue says, others again
for people, who sit in rooms of their own. Not responsible for when a sound is played (see `company`) or for the music
itself (see `music`). To make a take blocks: `prepare` belongs into a worker thread, and `ahead` makes there what could
not be foreseen.
"""

import functools
import hashlib
import threading
import wave
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import trio

from holdlang.errors import UsageError
from holdlang.model import Human, Music, Play, Say, Tree, Wait
from holdlang.model.steps import Clauses
from holdlang.model.tree import Chance, Prompt, PutThrough, ToneName, TreeStep
from holdlang.names.dollars import plain
from holdlang.template import names
from runtime.ports import Samples, Speaker
from runtime.rehearse import signals
from runtime.rehearse.instruments import RATE, Sound
from runtime.rehearse.music import rendered, stretch, write_wav
from runtime.rehearse.score import PIECES, Piece
from runtime.rehearse.takes import Take

SORRY = "Sorry, that is not a valid option."
"""Said after a key that no clause names, when the prompt has no `else`."""

CUT_SECONDS = 0.12
"""Dead line between the queue and the person: a call centre's switch drops one source before it joins the other."""

BREATH_SECONDS = 0.35
"""Room heard before the person's first word."""

FADE_SECONDS = 1.5
"""How long the music of a queue takes to fade under the person, where it does not stop when they pick up."""

OVER_SECONDS = BREATH_SECONDS + FADE_SECONDS
"""What is heard of that music from when they pick up."""

LONGEST_SECONDS = 300.0
"""Longest piece of music played from one file: 5 MB on disk. A whole number of times through any cadence."""

ROOM_DBFS = -50.0
"""RMS level of a quiet office through a headset, about 30 dB under the voice."""


@dataclass(frozen=True)
class Cast:
    """Who speaks. Of several voices a text always gets the same one."""

    menu: Speaker
    queue: Sequence[Speaker]
    people: Sequence[Speaker]


class Studio:
    """`Takes` with sound. Records into `folder`; `base` is where the paths in a tree start from."""

    longest = LONGEST_SECONDS

    def __init__(self, cast: Cast, folder: Path, base: Path) -> None:
        self._cast = cast
        self._folder = folder
        self._base = base
        self._made = 0

    def prepare(self, tree: Tree) -> None:
        """Record all that `tree` can say or play, as far as that is known before a call.

        Raises `UsageError` for a sound file that cannot be used.
        """
        who: str | None = None
        tree = plain(tree)
        for position, step in enumerate(tree.steps):
            match step:
                case Prompt(path=str(path)):
                    self.sound_file(path)
                case Prompt(text=text):
                    self.announcement(text) if is_announcement(tree, position) else self.prompt(text)
                case Human(text=text):
                    if step.over_music:
                        rendered(piece_of(tree, position))
                    for first in (text, who or text):
                        self.room(first)
                        if text:
                            self.person(text, who=first, joined=first != text or step.after is not None)
                case Music(path=str(path)):
                    self.sound_file(path)
                case Music():
                    rendered(piece_of(tree, position))
            who = who or step.text if isinstance(step, Human) else who if isinstance(step, Wait) else None
            self._prepare_actions(step)

    def _prepare_actions(self, step: TreeStep) -> None:
        if isinstance(step, Prompt) and step.clauses:
            self.prompt(SORRY)
        for action in _actions(step):
            match action:
                case Say(text=text):
                    self.prompt(text)
                case Play(path=path):
                    self.sound_file(path)
        for each in step.every if isinstance(step, Music) else ():
            for action in each.actions:
                match action:
                    case Say(text=text) if not any(names(text)):
                        self.announcement(text)
                    case Play(path=path):
                        self.sound_file(path)

    async def ahead(self, make: Callable[[], Take]) -> None:
        """Make a take in a worker thread."""
        await trio.to_thread.run_sync(make)

    def discard(self, take: Take) -> None:
        """Delete a fresh take."""
        take.path.unlink(missing_ok=True)

    def prompt(self, text: str) -> Take:
        """`text` in the voice of the menus."""
        return self._spoken(text, self._cast.menu, "prompt")

    def announcement(self, text: str) -> Take:
        """`text` in one of the voices of the queue."""
        return self._spoken(text, _pick(self._cast.queue, text), "announcement")

    def person(self, text: str, *, who: str, joined: bool = False) -> Take:
        """`text` by a person: a cut, unless they have joined the call before, their room, then their voice in it."""
        cut = 0.0 if joined else CUT_SECONDS
        voice = self._voice(text, who)
        path = self._path(f"person-{joined:d}", f"{who}\n{text}")
        if not path.exists():
            scene, rate = self._scene(voice, who)
            write_wav(path, _clipped(np.concatenate([np.zeros(round(cut * rate)), scene])), rate)
        return Take(path, _seconds(path), cut + BREATH_SECONDS + voice.lead)

    def person_over(self, text: str, *, who: str, music: Take) -> Take:
        """The same without a cut: the music goes on and fades under the first words."""
        voice = self._voice(text, who)
        scene, rate = self._scene(voice, who)
        sound = read_wav(music.path)[0][: len(scene)]
        fade = np.clip((OVER_SECONDS - np.arange(len(sound)) / rate) / FADE_SECONDS, 0, 1)
        scene[: len(sound)] += sound * fade
        take = self._fresh("over", _clipped(scene), rate)
        return Take(take.path, take.seconds, BREATH_SECONDS + voice.lead)

    def _voice(self, text: str, who: str) -> Take:
        return self._spoken(text, _pick(self._cast.people, who), f"voice-{number_of(who):016x}")

    def _scene(self, voice: Take, who: str) -> tuple[Sound, int]:
        """The room of `who`, and their voice in it; and the rate."""
        spoken, rate = read_wav(voice.path)
        before = round(BREATH_SECONDS * rate)
        scene = room_tone(number_of(who), before + len(spoken), rate).astype(np.float64)
        scene[before:] += spoken
        return scene, rate

    def room(self, who: str) -> Take:
        """Half a minute of the room in which the person who said `who` first sits, to be repeated."""
        path = self._path("room", who)
        if not path.exists():
            write_wav(path, room_tone(number_of(who), 30 * RATE, RATE), RATE)
        return Take(path, 30.0)

    def sound_file(self, name: str, saying: str = "") -> Take:  # noqa: ARG002 - it says so by itself
        """The WAV file `name` of the author, as mono 16 bit at `RATE`."""
        path = self._path("file", name)
        if not path.exists():
            samples, rate = read_wav(self._base / name)
            write_wav(path, at_our_rate(samples, rate), RATE)
        return Take(path, _seconds(path))

    def music(self, piece: Piece, start: float, seconds: float) -> Take:
        """A fresh file with `seconds` of `piece` from `start` on; whoever asked deletes it."""
        return self._stretch(rendered(piece), start, seconds)

    def music_file(self, name: str, start: float, seconds: float) -> Take:
        """The same from the author's sound file `name`, repeated for as long as it must."""
        return self._stretch(read_wav(self.sound_file(name).path)[0], start, seconds)

    def tone(self, name: ToneName, seconds: float | None) -> Take:
        """A signal of the network; without `seconds`, one time through its cadence."""
        path = self._path("tone", f"{name} {seconds}")
        if not path.exists():
            write_wav(path, signals.tone(name, seconds), RATE)
        return Take(path, _seconds(path))

    def beep(self) -> Take:
        """The beep after which a machine records."""
        path = self._path("beep", "")
        if not path.exists():
            write_wav(path, signals.beep(), RATE)
        return Take(path, _seconds(path))

    def _stretch(self, loop: Samples, start: float, seconds: float) -> Take:
        return self._fresh("music", stretch(loop, round(start * RATE), round(seconds * RATE)), RATE)

    def _fresh(self, role: str, samples: Samples, rate: int) -> Take:
        self._made += 1
        path = self._folder / f"{role}-{self._made}.wav"
        write_wav(path, samples, rate)
        return Take(path, len(samples) / rate)

    def _spoken(self, text: str, speaker: Speaker, role: str) -> Take:
        path = self._path(role, text)
        if not path.exists():
            part = path.with_name(f"{path.name}.{threading.get_ident()}")  # two calls may want it at once
            speaker.synthesize(text, part)
            part.rename(path)
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
    """What is played there: a queue goes on with its piece after it has spoken; music after music is another piece, and
    so is what is played where the company has put the caller through."""
    before = tree.steps[: position + 1]
    musics = [isinstance(step, Music) for step in before]
    changes = sum(first and second for first, second in pairwise(musics))
    changes += sum(isinstance(step, PutThrough) for step in before)
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


def at_our_rate(samples: Samples, rate: int) -> Samples:
    """Sound of any `rate` at `RATE`."""
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


def _clipped(scene: Sound) -> Samples:
    return np.round(np.clip(scene, -32768, 32767)).astype(np.int16)


def _actions(step: TreeStep) -> Iterator[object]:
    if isinstance(step, Clauses):
        for clause in step.clauses:
            yield from clause.actions
        yield from step.otherwise or ()
    if isinstance(step, Chance):
        yield from step.actions
