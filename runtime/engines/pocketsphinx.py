"""Speech to text by pocketsphinx, with a telephone language model of ours. Always works: its model comes in its wheel.

Not responsible for finding speech: it is fed segments of speech, and invents words on anything else
(`runtime.engines.onlyspeech` keeps that away). The acoustic model in the wheel was made for 16 kHz;
`runtime.engines.narrowband` fits it to the telephone's band instead of fitting the sound to it.

A wrong key is worse than none, for a menu repeats itself. How sure a word is can be told only when the decoder has
ended an utterance (`runtime.engines.lattice`). So an utterance ends not with the segment but at the first pause after a
key was named. Until then the words so far have no key, or only one that nobody has paused after for a while.
"""

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from runtime.engines.engine import Capabilities
from runtime.engines.errors import EngineUnavailable
from runtime.engines.lattice import possible, share, spelt
from runtime.engines.level import TARGET, Leveller
from runtime.engines.narrowband import adaptation
from runtime.engines.telephone.flow import telephone_model, with_phrases
from runtime.engines.telephone.model import write_arpa
from runtime.engines.telephone.pronounce import lexicon
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

KEYS = frozenset(
    {"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "star", "pound", "hash"}
)

SURE = dict.fromkeys(KEYS, 0.3) | {"nine": 0.9}
"""Least share of a key among all that could have been said at that moment. Half of all wrong keys were a "nine", which
is what the narrow model makes of other keys of high voices: of 402 keys of eleven speakers all 11 wrong ones had less
than 0.9, and 8 of 9 right ones 0.99 (see tests/bench/README.md)."""

FRAMES = 100
"""Frames a second of the acoustic model."""

QUIET = TARGET / 10
"""Root mean square of a slice, after levelling, that belongs to a pause: 20 dB below speech."""

PAUSE = 3
"""Quiet slices that end an utterance: 0.3 s, longer than the closure of any plosive."""

LATE = 3 * FRAMES // 2
"""Frames after which a key is told of unjudged if nobody pauses, unless it is the one that must be surest. A flow that
hears of no key goes by what it knows, 2.4 s after its phrase (`runtime.steps.prompt`), and could not notice that the
menu has changed. To end an utterance without a pause costs keys: 63 instead of 65 of 69."""

_NO_WORD = re.compile(r"<[^>]*>|\[[^\]]*\]|\+\+[^+]*\+\+|!.*")


class PocketsphinxTranscriber:
    """A `Transcriber` for 8 kHz sound. Raises `EngineUnavailable` if package or acoustic model are missing."""

    name = "pocketsphinx"
    capabilities = Capabilities(partials=True, phrases=True, local=True)

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
        self._said: list[str] = []
        """The words of the utterances of this segment that have ended."""
        self._quiet = 0
        """Quiet slices at the end of what was heard."""

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
        self._said = []
        self._quiet = 0
        # The same guess for each segment: whoever spoke before may have been another voice on another line.
        self._decoder.set_cmn(self._cepstral_mean)
        self._decoder.start_utt()

    def feed(self, samples: Samples) -> str:
        """Take more of the segment; returns the words so far."""
        self._waiting = np.concatenate([self._waiting, samples])
        while len(self._waiting) >= SLICE:
            self._decode(self._waiting[:SLICE])
            self._waiting = self._waiting[SLICE:]
        return " ".join([*self._said, *self._told()])

    def finish(self) -> str:
        """End the segment; returns its words, or "" if there were none."""
        if len(self._waiting):
            self._decode(self._waiting)
        self._close()
        return " ".join(self._said)

    def _decode(self, samples: Samples) -> None:
        sound = self._leveller.level(samples)
        self._decoder.process_raw(sound.tobytes(), False, False)
        self._quiet = self._quiet + 1 if np.sqrt(np.mean(sound.astype(np.float64) ** 2)) < QUIET else 0
        if self._quiet == PAUSE and any(word in KEYS for word, _, _ in self._words()):
            self._close()
            self._decoder.start_utt()

    def _close(self) -> None:
        """End the utterance, and keep its words but for doubtful keys."""
        self._decoder.end_utt()
        words = self._words()
        lattice = self._decoder.get_lattice() if any(word in KEYS for word, _, _ in words) else None
        heard = [] if lattice is None else possible(lattice, FRAMES)
        self._said += [
            word
            for word, start, end in words
            if word not in KEYS or share(word, (start + end) // 2, heard) >= SURE[word]
        ]

    def _told(self) -> list[str]:
        """The words of the open utterance, but for keys that wait to be judged."""
        late = self._decoder.n_frames() - LATE
        return [
            word
            for word, _, end in self._words()
            if word not in KEYS or (end < late and SURE[word] < max(SURE.values()))
        ]

    def _words(self) -> list[tuple[str, int, int]]:
        """The words of the open utterance with their first and last frames."""
        segments = self._decoder.seg() or ()
        return [
            (spelt(one.word), one.start_frame, one.end_frame) for one in segments if not _NO_WORD.fullmatch(one.word)
        ]

    def _load(self) -> Any:
        """Make a decoder; it has read its files when it is made, so they need not stay."""
        model = with_phrases(telephone_model(), self._phrases)
        try:
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
        except OSError as error:
            where = "the folder of temporary files (TMPDIR)"
            raise EngineUnavailable(f"the recogniser can't write into {where}: {error.strerror}") from None
        except (ValueError, RuntimeError):
            which = f"the acoustic model in {self._acoustic_model}"
            raise EngineUnavailable(f"{which} is damaged, or of a kind we can't use") from None
