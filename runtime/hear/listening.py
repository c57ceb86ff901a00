"""Recorded sound through hearing, recogniser and follower, block by block. Not responsible for files (`sound`)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from holdlang.calllog import Data, NoteTaken
from holdlang.model import CallFlow, Price
from runtime.hear.follower import Follower
from runtime.hearing import Hearing
from runtime.hearing.events import HearingEvent, SpeechAudio, SpeechEnded, SpeechStarted, Verdict
from runtime.ports import Samples, Transcriber
from runtime.watch import Words

BLOCK = 0.1
"""Seconds of sound that are heard at once, as on a call (`runtime.sip.media`)."""


@dataclass(frozen=True)
class Noted:
    """Something of the call log, and the seconds of sound that had been heard when it became known."""

    time: float
    data: Data


def hear(
    blocks: Iterable[Samples],
    rate: int,
    *,
    transcriber: Transcriber | None,
    price: Price = "normal",
    phrases: Sequence[str] = (),
) -> Iterator[Noted]:
    """Hear the blocks (of any length, at `rate` Hz) one after the other; what is noted of one is known before the next
    is taken. `phrases` are likelier than others. Raises `ValueError` if hearing or recogniser want another rate.
    """
    if transcriber is not None and phrases:
        transcriber.add_phrases(phrases)
    listener = Listener(rate, transcriber, price)
    for block in in_blocks(blocks, rate):
        yield from listener.feed(block)
    yield from listener.finish()


def in_blocks(pieces: Iterable[Samples], rate: int) -> Iterator[Samples]:
    """The same sound in blocks of `BLOCK` seconds; what does not fill the last one is left out."""
    size = round(rate * BLOCK)
    waiting: Samples = np.zeros(0, np.int16)
    for piece in pieces:
        waiting = np.concatenate([waiting, piece])
        whole = len(waiting) // size * size
        yield from np.split(waiting[:whole], range(size, whole, size)) if whole else ()
        waiting = waiting[whole:]


class Listener:
    """Hears one recording."""

    def __init__(
        self, rate: int, transcriber: Transcriber | None, price: Price = "normal", flow: CallFlow | None = None
    ) -> None:
        """Raises `ValueError` if hearing or recogniser want another rate."""
        if transcriber is not None and transcriber.rate != rate:
            raise ValueError(f"the recogniser wants {transcriber.rate} Hz, the sound has {rate} Hz")
        self._hearing = Hearing(rate)
        self._transcriber = transcriber
        self._follower = Follower(price, flow)
        self._text, self._onset = "", 0.0

    @property
    def now(self) -> float:
        """Seconds heard so far."""
        return self._hearing.now

    @property
    def rings_at(self) -> float:
        """The log-odds at which a person is believed."""
        return self._follower.rings_at

    @property
    def odds(self) -> dict[str, float]:
        """The log-odds for a person of whoever speaks now, by the kind of evidence; empty if nobody is in question."""
        return self._follower.odds(self.now)

    def feed(self, block: Samples) -> list[Noted]:
        """Take the next block of `BLOCK` seconds and tell what is noted of it."""
        noted = self._take(self._hearing.feed(block))
        return noted + self._noted(self._follower.tick(self.now))

    def finish(self) -> list[Noted]:
        """The sound is over: so is what was being said."""
        return self._take(self._hearing.cut()) + self._noted(self._follower.finish())

    def _take(self, events: Sequence[HearingEvent]) -> list[Noted]:
        noted: list[Noted] = []
        for event in events:
            if not isinstance(event, SpeechAudio | Verdict):
                noted += self._noted(self._follower.take(event))
            try:
                words = self._words(event)
            except Exception as error:  # as on a call: without words, it goes on
                self._transcriber, words = None, None
                noted += self._noted([NoteTaken(text=f"the recogniser stopped working ({type(error).__name__})")])
            if words is not None:
                noted += self._noted(self._follower.take(words))
        return noted

    def _noted(self, told: Iterable[Data]) -> list[Noted]:
        return [Noted(self.now, data) for data in told]

    def _words(self, event: HearingEvent) -> Words | None:
        """What the recogniser makes of an event, if that is anything new."""
        recogniser = self._transcriber
        if recogniser is None:
            return None
        match event:
            case SpeechStarted(at=at):
                self._text, self._onset = "", at
                recogniser.start()
            case SpeechAudio(at=at, segment=segment, samples=samples):
                text = recogniser.feed(samples)
                if text != self._text:
                    self._text = text
                    return Words(at, segment, self._onset, text, is_final=False)
            case SpeechEnded(at=at, segment=segment):
                return Words(at, segment, self._onset, recogniser.finish(), is_final=True)
        return None
