"""Hard of hearing: `with deaf 10%` of a test, in virtual time and over SIP alike.

Which words suffer depends on the seed, the segment of speech and the place of the word in it, and on nothing else. So
a word that was lost in a partial result is lost in the final one, and the same test goes wrong in the same way again.
Of the words that suffer, half are lost and half are taken for another: the one of the telephone model's own words that
sounds most alike (`holdlang.match.align.edits` by the length of the longer), since a recogniser mishears what it knows
by what it knows. Not responsible for recognising.
"""

import gzip
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b

from holdlang.match.align import edits, same_kind
from holdlang.match.words import normalize
from holdlang.model import Fault
from holdlang.model.testing import Deaf
from runtime.engines.telephone.build import SHIPPED
from runtime.engines.telephone.model import read_arpa
from runtime.ports import AsyncTranscriber, Samples

NEAR = 2
"""Letters by which a word may be longer or shorter than the one it is taken for."""


@dataclass(frozen=True)
class Mishearing:
    """Loses or mistakes `share` (0 to 1) of the words."""

    share: float
    seed: int

    def heard(self, segment: int, text: str) -> str:
        """What is heard of the words of a segment, all or the first of them."""
        if not self.share:
            return text
        words = (self._word(segment, place, word) for place, word in enumerate(text.split()))
        return " ".join(filter(None, words))

    def _word(self, segment: int, place: int, word: str) -> str:
        chance = _chance(self.seed, segment, place)
        if chance >= self.share:
            return word
        return "" if chance < self.share / 2 else taken_for(word)


def mishearing(faults: Iterable[Fault], seed: int) -> Mishearing:
    """What the faults of a test do to words."""
    return Mishearing(1 - math.prod(1 - fault.percent / 100 for fault in faults if isinstance(fault, Deaf)), seed)


def hearing_badly(transcriber: AsyncTranscriber, faults: Iterable[Fault], seed: int) -> AsyncTranscriber:
    """`transcriber` as the faults of a test leave it."""
    badly = mishearing(faults, seed)
    return HardOfHearing(transcriber, badly) if badly.share else transcriber


class HardOfHearing:
    """An `AsyncTranscriber` that does not hear all that another one does."""

    def __init__(self, transcriber: AsyncTranscriber, badly: Mishearing) -> None:
        self._transcriber = transcriber
        self._badly = badly
        self._segment = 0

    @property
    def rate(self) -> int:
        """The sampling rate `feed` expects, in Hz."""
        return self._transcriber.rate

    async def start(self) -> None:
        """Begin a new segment of speech."""
        self._segment += 1
        await self._transcriber.start()

    async def feed(self, samples: Samples) -> str:
        """Take more of the segment; returns the words so far."""
        return self._badly.heard(self._segment, await self._transcriber.feed(samples))

    async def finish(self) -> str:
        """End the segment; returns its words, or "" if there were none."""
        return self._badly.heard(self._segment, await self._transcriber.finish())


@lru_cache(maxsize=4096)
def _chance(seed: int, segment: int, place: int) -> float:
    """A number below 1 that stands for the three."""
    return int.from_bytes(blake2b(f"{seed}:{segment}:{place}".encode(), digest_size=6).digest()) / 2**48


@lru_cache(maxsize=4096)
def taken_for(word: str) -> str:
    """The word that is heard in place of this one; "" if none is like it."""
    bare = "".join(normalize(word))
    if not bare:
        return ""
    alike = (
        (edits(bare, other) / max(len(bare), len(other)), other)
        for other in _vocabulary()
        if other != bare and abs(len(other) - len(bare)) <= NEAR and same_kind(bare[0], other[0])
    )
    return min(alike, default=(0.0, ""))[1]


@cache
def _vocabulary() -> tuple[str, ...]:
    return tuple(
        word for word in read_arpa(gzip.decompress(SHIPPED.read_bytes()).decode()).vocabulary if word.isalpha()
    )
