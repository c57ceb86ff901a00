"""Speech to text by pocketsphinx, with a telephone language model of ours. Always works: its model comes in its wheel.

Not responsible for finding speech: it is fed segments of speech. The acoustic model in the wheel was made for 16 kHz;
`runtime.engines.narrowband` fits it to the telephone's band instead of fitting the sound to it.
"""

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from runtime.engines.errors import EngineUnavailable
from runtime.engines.level import Leveller
from runtime.engines.narrowband import adaptation
from runtime.engines.telephone.flow import telephone_model, with_phrases
from runtime.engines.telephone.model import write_arpa
from runtime.engines.telephone.pronounce import lexicon
from runtime.engines.voice import VoiceFinder
from runtime.ports import Samples

RATE = 8000

SLICE = RATE // 10
"""Samples given to the decoder at once (100 ms). It keeps Python's lock for 6 ms as a rule, and the media threads
of a call need that lock."""

MODEL_FILES = ("feat.params", "mdef", "means", "transition_matrices", "variances")
"""What an acoustic model consists of; the library ends the process over a file that it misses, so we look first."""

GAUSSIANS = 8
"""Gaussians of a codebook that count in a frame. Twice the usual 4: the narrow band makes them less distinct, and word
errors on spoken menus fell from 22 to 15 % for 15 % more time; 16 gained nothing more."""

LANGUAGE_WEIGHTS = {"lw": 9.0, "bestpathlw": 12.0}
"""Weights of the language model in search and in the final lattice, above the usual 6.5 and 9.5: what a narrow band
leaves open the sentence settles. Chosen on the two dozen spoken menus of tests/bench/recogniser.py."""

_NO_WORDS = re.compile(r"<[^>]*>|\[[^\]]*\]|\+\+[^+]*\+\+|\(\d+\)")


class PocketsphinxTranscriber:
    """A `Transcriber` for 8 kHz sound. Raises `EngineUnavailable` if package or acoustic model are missing."""

    def __init__(self, acoustic_model: Path | None = None) -> None:
        """`acoustic_model` is a directory of CMU Sphinx (mdef, means, …), for 8 kHz or 16 kHz; default: the wheel's."""
        try:
            import pocketsphinx
        except ImportError as error:
            raise EngineUnavailable("no recogniser: install it with `pip install pocketsphinx`") from error
        self._library = pocketsphinx
        bundled = Path(pocketsphinx.get_model_path("en-us"))
        self._dictionary = bundled / "cmudict-en-us.dict"
        self._acoustic_model = acoustic_model or bundled / "en-us"
        missing = [name for name in MODEL_FILES if not (self._acoustic_model / name).is_file()]
        if missing:
            raise EngineUnavailable(f"no acoustic model in {self._acoustic_model}: it lacks {', '.join(missing)}")
        self._phrases: tuple[str, ...] = ()
        self._decoder = self._load()
        self._cepstral_mean: str = self._decoder.get_cmn(False)
        self._waiting: Samples = np.zeros(0, np.int16)
        self._leveller = Leveller()
        self._voice = VoiceFinder()

    @property
    def rate(self) -> int:
        """The sampling rate `feed` expects, in Hz."""
        return RATE

    def add_phrases(self, phrases: Sequence[str]) -> None:
        """Make the flow's own phrases likelier; called before the first segment, since it loads the model anew."""
        self._phrases = (*self._phrases, *phrases)
        self._decoder = self._load()

    def start(self) -> None:
        """Begin a new segment of speech."""
        self._waiting = np.zeros(0, np.int16)
        self._leveller = Leveller()
        self._voice = VoiceFinder()
        # The same guess for each segment: whoever spoke before may have been another voice on another line.
        self._decoder.set_cmn(self._cepstral_mean)
        self._decoder.start_utt()

    def feed(self, samples: Samples) -> str:
        """Take more of the segment; returns the words so far."""
        self._waiting = np.concatenate([self._waiting, samples])
        while len(self._waiting) >= SLICE:
            self._decode(self._waiting[:SLICE])
            self._waiting = self._waiting[SLICE:]
        return self._words()

    def finish(self) -> str:
        """End the segment; returns its words, or "" if there were none."""
        if len(self._waiting):
            self._decode(self._waiting)
        self._decoder.end_utt()
        return self._words()

    def _decode(self, samples: Samples) -> None:
        self._voice.hear(samples)
        self._decoder.process_raw(self._leveller.level(samples).tobytes(), False, False)

    def _words(self) -> str:
        hypothesis = self._decoder.hyp() if self._voice.found else None
        return " ".join(_NO_WORDS.sub("", hypothesis.hypstr).split()) if hypothesis else ""

    def _load(self) -> Any:
        """Make a decoder; it has read its files when it is made, so they need not stay."""
        model = with_phrases(telephone_model(), self._phrases)
        with tempfile.TemporaryDirectory(prefix="holdlang-") as folder:
            language, words = Path(folder) / "telephone.arpa", Path(folder) / "telephone.dict"
            language.write_text(write_arpa(model), "utf-8")
            words.write_text(lexicon(model.vocabulary, self._dictionary), "utf-8")
            return self._library.Decoder(
                hmm=str(self._acoustic_model),
                lm=str(language),
                dict=str(words),
                loglevel="FATAL",
                topn=GAUSSIANS,
                fwdflat=False,
                **LANGUAGE_WEIGHTS,
                **adaptation(self._acoustic_model, Path(folder)),
            )
