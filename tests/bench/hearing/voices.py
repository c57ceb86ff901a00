"""Programs that speak, as voices of the benchmark: espeak-ng from its wheel, flite and festival where Debian has them.

A voice is one of a program's with its throat made longer or shorter, so that none sounds as in any training. Not
responsible for what they say.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np

from runtime.engines.resample import resample
from tests.hearing.sounds import RATE, Sound
from tests.hearing.voices import VOICES as ESPEAK
from tests.hearing.voices import say as espeak
from tests.recordings.recording import read

_FLITE = ("awb", "kal16", "rms", "slt")
_FESTIVAL = ("ked_diphone", "kal_diphone", "cmu_us_slt_arctic_hts")
_FESTIVAL_VOICES = Path("/usr/share/festival/voices")


@dataclass(frozen=True)
class Voice:
    """`program` and its voice; `pace` is 1 for the usual speed; `throat` 1 for the usual length, more is longer."""

    program: str
    name: str
    pace: float = 1.0
    throat: float = 1.0


@cache
def programs() -> tuple[tuple[str, str], ...]:
    """Every program's voice that this machine has, those that differ most as often as those that are many."""
    found = [("espeak-ng", name) for name in ESPEAK]
    if shutil.which("flite"):
        found += [("flite", name) for name in _FLITE] * 2
    found += [("festival", name) for name in _FESTIVAL if any(_FESTIVAL_VOICES.glob(f"*/{name}"))] * 2
    return tuple(found)


def two_voices(rng: np.random.Generator) -> tuple[Voice, Voice]:
    """Of two different people."""
    every = programs()
    first = every[int(rng.integers(len(every)))]
    others = [voice for voice in every if voice != first]
    second = others[int(rng.integers(len(others)))]
    one, two = (Voice(*name, float(rng.uniform(0.9, 1.2)), float(rng.uniform(0.92, 1.08))) for name in (first, second))
    return one, two


@lru_cache(512)
def say(text: str, voice: Voice) -> Sound:
    """`text` spoken at `RATE`, full scale ±1, without the silence at its ends."""
    speak: Callable[[str, Voice], Sound] = {"espeak-ng": _espeak, "flite": _flite, "festival": _festival}[voice.program]
    sound = speak(text, voice)
    sound = resample((sound * 32767).astype(np.int16), round(RATE / voice.throat / 100) * 100, RATE) / 32767
    loud = np.flatnonzero(np.abs(sound) > 0.004)
    return sound[loud[0] : loud[-1] + 1] if len(loud) else sound


def _espeak(text: str, voice: Voice) -> Sound:
    return espeak(text, voice.name, round(155 * voice.pace))


def _flite(text: str, voice: Voice) -> Sound:
    command = ["flite", "-voice", voice.name, "--setf", f"duration_stretch={1 / voice.pace:.2f}", "-t", text, "-o"]
    return _spoken(command, b"")


def _festival(text: str, voice: Voice) -> Sound:
    chosen = f"(begin (voice_{voice.name}) (Parameter.set 'Duration_Stretch {1 / voice.pace:.2f}))"
    return _spoken(["text2wave", "-eval", chosen, "-o"], text.encode())


def _spoken(command: Sequence[str], text: bytes) -> Sound:
    """What a program writes to the file that its command line ends with."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "said.wav"
        subprocess.run([*command, out], input=text, check=True, capture_output=True)
        return read(out)
