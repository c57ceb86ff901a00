"""What our recogniser hears of a prompt, kept in `build/menus` for the next run of `tests.bench.menus`.

Kept under a hash of the sound, or of the text and voice it was spoken from, and of what hears it: the versions of both
engines and the files of the recogniser. Not responsible for what the words mean.
"""

import hashlib
import tempfile
from collections.abc import Callable
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

import numpy as np

import runtime.engines
from runtime.engines import transcriber
from runtime.engines.espeak import EspeakSpeaker
from runtime.ports import Samples, Transcriber
from tests.engines.sound import RATE, read_wav, through_mu_law

FOLDER = Path("build/menus")
ENGINES = Path(runtime.engines.__file__).parent
SOURCES = ("espeak.py", "level.py", "narrowband.py", "pocketsphinx.py", "resample.py")
"""What of our engines changes what is heard, besides the language model in `telephone`."""


class Hearing:
    """The recogniser, which is not loaded as long as everything is kept."""

    def __init__(self) -> None:
        FOLDER.mkdir(parents=True, exist_ok=True)
        files = [ENGINES / name for name in SOURCES]
        files += sorted(path for path in (ENGINES / "telephone").iterdir() if path.is_file())
        parts = [path.read_bytes() for path in files]
        versions = f"{version('pocketsphinx')} {version('espeakng-loader')}".encode()
        self._state = hashlib.sha256(b"\0".join([versions, *parts])).digest()

    def of_spoken(self, text: str, voice: str) -> str:
        """The text spoken by a voice of espeak-ng, with a fifth of a second of line before and after."""
        return self._kept(f"{voice} {text}".encode(), lambda: _spoken(text, voice))

    def of_recording(self, path: Path) -> str:
        return self._kept(path.read_bytes(), lambda: read_wav(path))

    @cached_property
    def _engine(self) -> Transcriber:
        return transcriber()

    def _kept(self, what: bytes, sound: Callable[[], Samples]) -> str:
        path = FOLDER / f"{hashlib.sha256(self._state + what).hexdigest()[:24]}.txt"
        if not path.exists():
            path.write_text(self._heard(sound()), "utf-8")
        return path.read_text("utf-8")

    def _heard(self, samples: Samples) -> str:
        """In blocks of 100 ms, as a call does."""
        self._engine.start()
        for start in range(0, len(samples), RATE // 10):
            self._engine.feed(samples[start : start + RATE // 10])
        return self._engine.finish()


def _spoken(text: str, voice: str) -> Samples:
    quiet = np.zeros(RATE // 5, np.int16)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "prompt.wav"
        EspeakSpeaker(voice).synthesize(text, path)
        return through_mu_law(np.concatenate([quiet, read_wav(path), quiet]))
