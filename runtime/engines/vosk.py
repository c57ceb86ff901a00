"""Speech to text by vosk: far fewer errors than pocketsphinx, but its model is a download of its own.

Not responsible for fetching the model (`runtime.models`). A model's own vocabulary is fixed, so phrases cannot add
words to it. Its grammar mode would hear nothing but the phrases; the prompts around them matter as much, so it stays
off.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from runtime.engines.engine import Capabilities
from runtime.engines.errors import EngineUnavailable
from runtime.models.unpack import is_model
from runtime.ports import Samples

RATE = 8000
"""vosk resamples to its model's rate itself."""


class VoskTranscriber:
    """A `Transcriber` with the model in a directory. Raises `EngineUnavailable` if package or model are missing."""

    name = "vosk"
    capabilities = Capabilities(partials=True, phrases=False, local=True)

    def __init__(self, model: Path) -> None:
        try:
            import vosk
        except ImportError as error:
            raise EngineUnavailable("no vosk: install it with `pip install 'holdlang[vosk]'`") from error
        if not is_model(model):
            raise EngineUnavailable(f"no vosk model in {model}: `holdlang models install {model.name}` puts one there")
        vosk.SetLogLevel(-1)
        try:
            self._recogniser = vosk.KaldiRecognizer(vosk.Model(str(model)), float(RATE))
        except Exception as error:  # vosk raises plain Exception
            raise EngineUnavailable(f"the vosk model in {model} cannot be loaded") from error
        self._said: list[str] = []

    @property
    def rate(self) -> int:
        """The sampling rate `feed` expects, in Hz."""
        return RATE

    def add_phrases(self, phrases: Sequence[str]) -> None:
        """Accept the flow's phrases; see the module's text for why they change nothing here."""

    def start(self) -> None:
        """Begin a new segment of speech."""
        self._recogniser.Reset()
        self._said = []

    def feed(self, samples: Samples) -> str:
        """Take more of the segment; returns the words so far."""
        if self._recogniser.AcceptWaveform(samples.tobytes()):
            self._said.append(_text(self._recogniser.Result(), "text"))
            return self._all("")
        return self._all(_text(self._recogniser.PartialResult(), "partial"))

    def finish(self) -> str:
        """End the segment; returns its words, or "" if there were none."""
        return self._all(_text(self._recogniser.FinalResult(), "text"))

    def _all(self, last: str) -> str:
        return " ".join(part for part in (*self._said, last) if part)


def _text(result: str, key: str) -> str:
    return str(json.loads(result).get(key, "")).replace("[unk]", " ").strip()
