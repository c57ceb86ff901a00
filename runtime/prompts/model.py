"""What is kept of a number's recordings, and how more of them are added. Pure. Not responsible for files (`store`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal

import numpy as np
from pydantic import AwareDatetime, Base64Bytes, Field

from holdlang.model.base import Model
from holdlang.secret import HIDDEN
from runtime.hearing.alike import Bits, Spoken, alike_throughout, error
from runtime.hearing.fingerprint import DIFFERENT, FRAME_SECONDS, SHORTEST, Fingerprints, Recording
from runtime.prompts.agreeing import agreed

RECORDINGS = 64
"""Recordings kept of a number: those that were not heard for the longest go first."""
LONGEST = 30.0
"""Seconds of a recording that are kept. With those, the fingerprints of a number take 400 kB of memory at most."""
TEXTS = 7
"""Latest hearings whose words are put together."""
UNHEARD = timedelta(days=180)
"""After which a recording is forgotten: companies change theirs."""
_EDGE = 100
"""Frames by which two hearings of a recording may differ in length."""


@dataclass(frozen=True, eq=False)
class Heard:
    """A recording that was heard on a call just now, with the words that the recogniser had for it."""

    spoken: Spoken
    text: str
    menu: bool


class Prompt(Model):
    """A recording of a company."""

    fingerprint: Annotated[Base64Bytes, Field(repr=False)]
    """Two bytes a frame of 10 ms, the low one first."""
    texts: Annotated[tuple[str, ...], Field(max_length=TEXTS)] = ()
    """Its words, as the latest hearings had them."""
    menu: bool = False
    """Whether it names keys to press."""
    heard: Annotated[int, Field(ge=1)] = 1
    """How often."""
    last: AwareDatetime

    @property
    def words(self) -> Bits:
        """Its fingerprint."""
        return np.frombuffer(self.fingerprint[: len(self.fingerprint) // 2 * 2], "<u2").astype(np.uint16)

    @property
    def text(self) -> str:
        """Its words, as far as they are known."""
        return agreed(self.texts)

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.fingerprint) / 2 * FRAME_SECONDS

    @property
    def recording(self) -> Recording:
        """The same for `runtime.hearing`."""
        return Recording(self.words, None, self.text)


class Prompts(Model):
    """The recordings of the company at `number`, the latest heard last."""

    version: Literal[1] = 1
    """Of the fingerprints: those of another are of no use, and are forgotten."""
    number: str
    prompts: tuple[Prompt, ...] = ()

    def after(self, heard: Iterable[Heard], now: datetime) -> "Prompts":
        """With those that were heard just now; without those that are too many, or too old."""
        prompts = [prompt for prompt in self.prompts if now - prompt.last <= UNHEARD]
        for one in heard:
            place = _place(prompts, one)
            known = None if place is None else prompts.pop(place)
            prompts.append(_again(known, one, now))
        return self.model_copy(update={"prompts": tuple(prompts[-RECORDINGS:])})


def _place(prompts: list[Prompt], heard: Heard) -> int | None:
    """Which of them was heard: the one that it is like from beginning to end, as far as both go."""
    recordings = [Recording(prompt.words) for prompt in prompts]
    fingerprints = Fingerprints(recordings)
    for start in range(0, min(len(heard.spoken), _EDGE), SHORTEST // 2):
        query = heard.spoken[start : start + _EDGE]
        match = fingerprints.best_match(query)
        if match is None:
            continue
        shift = match.place + 1 - start - len(query)
        kept = match.recording.words[max(0, shift) :]
        again = heard.spoken[max(0, -shift) :]
        both = min(len(kept), len(again))
        alike = error(kept[:both], again.words[:both]) < DIFFERENT and alike_throughout(again, kept)
        if abs(shift) <= _EDGE and alike:
            return recordings.index(match.recording)
    return None


def _again(known: Prompt | None, heard: Heard, now: datetime) -> Prompt:
    """What is kept of a recording after it was heard (again). The longer hearing is the whole of it."""
    words = heard.spoken.words[: round(LONGEST / FRAME_SECONDS)]
    texts: tuple[str, ...] = (heard.text,) if heard.text and HIDDEN not in heard.text else ()
    longer = 0 if known is None else len(words) - len(known.words)
    if known is None or longer > _EDGE:
        fingerprint = words.astype("<u2").tobytes()
    else:
        fingerprint = known.fingerprint
        texts = known.texts if longer < -_EDGE else (*known.texts, *texts)[-TEXTS:]
    before = 0 if known is None else known.heard
    menu = heard.menu or (known is not None and known.menu)
    return Prompt.model_construct(fingerprint=fingerprint, texts=texts, menu=menu, heard=before + 1, last=now)
