"""Recognising a recording that was heard before on this call. Not responsible for what is made of that.

Haitsma & Kalker, "A highly robust audio fingerprinting system" (ISMIR 2002), with figures for a telephone: 16 bits
every 10 ms from 17 bands between 300 and 3000 Hz over windows of 128 ms. A bit says whether the difference of two
neighbouring bands rose or fell from one frame to the next.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from runtime.hearing.spectrum import FRAMES, HOP, RATE, Floats

Bits = npt.NDArray[np.uint16]
"""One fingerprint word a frame."""

WINDOW = 1024
QUERY = 100
"""Frames compared (1 s, 1600 bits)."""
SAME = 0.28
"""Share of differing bits below which two sounds are the same recording. Measured: the same prompt again through
mu-law, 3 % loss, noise at 20 dB or music at 12 dB below it stayed under 0.24; of 1381 seconds of other speech the
nearest was at 0.34."""
DIFFERENT = 0.36
"""Share above which what had matched has gone its own way."""
CAPACITY = 60_000
"""Frames remembered (10 minutes of speech, 120 kB): the oldest go first."""
_COARSE = 5
"""Every fifth frame of the query is compared everywhere; the best place is then compared in full."""

_TAIL = 20
"""Frames that speech may outrun what is remembered: segments end with half a second of something else."""
_PATIENCE = 3
"""Steps between two searches."""

_BANDS = 17
_FRAMED = np.arange(FRAMES)[:, None] * HOP + np.arange(WINDOW)
_HANN = np.hanning(WINDOW + 1)[:-1].astype(np.float32)
_EDGES = np.round(np.geomspace(300, 3000, _BANDS + 1) * WINDOW / RATE).astype(int)
_POWERS = (1 << np.arange(_BANDS - 1)).astype(np.uint16)
_POPULATION = np.array([bin(word).count("1") for word in range(1 << 16)], np.uint8)


class Fingerprinter:
    """Sound to fingerprint words, a step at a time."""

    def __init__(self) -> None:
        self._tail: Floats = np.zeros(WINDOW - HOP, np.float32)
        self._last: Floats = np.zeros((1, _BANDS - 1), np.float32)

    def step(self, sound: Floats) -> Bits:
        """Take a step of sound; returns a word for each of its frames."""
        joined = np.concatenate([self._tail, sound])
        self._tail = joined[-len(self._tail) :]
        spectra = np.fft.rfft(joined[_FRAMED] * _HANN)
        power = spectra.real**2 + spectra.imag**2
        bands = np.add.reduceat(power, _EDGES[:-1], axis=1)
        slope = bands[:, :-1] - bands[:, 1:]
        rise = slope - np.concatenate([self._last, slope[:-1]])
        self._last = slope[-1:]
        words: Bits = ((rise > 0) @ _POWERS).astype(np.uint16)
        return words


def distances(query: Bits, memory: Bits, stride: int = 1) -> Floats:
    """Share of differing bits of the query against the memory at each place, from every `stride`-th frame."""
    places = len(memory) - len(query) + 1
    frames = range(0, len(query), stride)
    differing = np.zeros(places, np.uint16)
    for frame in frames:
        differing += _POPULATION[memory[frame : frame + places] ^ query[frame]]
    return differing.astype(np.float32) / np.float32(16 * len(frames))


@dataclass(frozen=True)
class Match:
    """The query lies at frame `place` of the memory; `at` is when its last frame was heard, `error` the bits off."""

    place: int
    at: float
    error: float


class Fingerprints:
    """What speech on this call sounded like, up to `CAPACITY`."""

    def __init__(self) -> None:
        self._words: Bits = np.zeros(0, np.uint16)
        self._times: Floats = np.zeros(0, np.float32)

    def __len__(self) -> int:
        return len(self._words)

    def remember(self, words: Bits, begin: float) -> None:
        """Keep the words of a segment of speech that began at `begin` seconds."""
        times = begin + np.arange(len(words), dtype=np.float32) * np.float32(HOP / RATE)
        self._words = np.concatenate([self._words, words])[-CAPACITY:]
        self._times = np.concatenate([self._times, times])[-CAPACITY:]

    def best_match(self, query: Bits) -> Match | None:
        """Where the memory is most like the last second of the query, if it is the same recording."""
        query = query[-QUERY:]
        if len(query) < QUERY or len(self._words) < QUERY:
            return None
        place = int(distances(query, self._words, _COARSE).argmin())
        error = self._error(place, query)
        return self._match(place, error) if error < SAME else None

    def follow(self, match: Match, query: Bits, frames: int, compare: bool) -> Match | None:
        """The match `frames` later; None once the two are seen to differ. Without `compare` it is taken to go on."""
        place = match.place + frames
        beyond = place + QUERY - len(self._words)
        if compare and beyond > _TAIL:
            return None
        if not compare or beyond > 0:
            return Match(place, match.at + frames * HOP / RATE, match.error)
        error = self._error(place, query[-QUERY:])
        return self._match(place, error) if error < DIFFERENT else None

    def _error(self, place: int, query: Bits) -> float:
        return float(distances(query, self._words[place : place + QUERY])[0])

    def _match(self, place: int, error: float) -> Match:
        return Match(place, float(self._times[place + QUERY - 1]), error)


class Repetition:
    """Watches the open segment for what was heard before on this call."""

    def __init__(self) -> None:
        self._fingerprinter = Fingerprinter()
        self._memory = Fingerprints()
        self._segment: Bits = np.zeros(0, np.uint16)
        self._begin = 0.0
        self._steps = 0
        self.match: Match | None = None
        """Where the open segment was heard before."""

    def step(self, sound: Floats, begin: float, speaks: bool) -> bool:
        """Take a step of the open segment that began at `begin`; returns whether `match` came or went.

        Only steps that hold speech are compared: what follows a recording differs from one time to the next.
        """
        if self._steps == 0:
            self._begin = begin
        self._steps += 1
        words = self._fingerprinter.step(sound)
        self._segment = np.concatenate([self._segment, words])
        before = self.match
        if before is not None:
            self.match = self._memory.follow(before, self._segment, len(words), speaks)
        elif speaks and self._steps % _PATIENCE == 0:
            self.match = self._memory.best_match(self._segment)
        return (self.match is None) != (before is None)

    def end(self) -> None:
        """The segment has ended: remember it, unless all of it is known."""
        if self.match is None:
            self._memory.remember(self._segment, self._begin)
        self._segment = np.zeros(0, np.uint16)
        self._steps, self.match = 0, None
