"""What a call needs from the world, as protocols. Each has one contract suite that every implementation passes.

Not responsible for any implementation: legs over SIP are in `runtime.sip`, engines in `runtime.engines`. Times (`at`)
are `trio.current_time()` seconds; sound is mono, signed 16 bit.
"""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:  # the process of a recogniser needs neither
    import trio

    from holdlang.advice.model import Advised, Situation

Samples = npt.NDArray[np.int16]
"""Mono samples, shape (n,)."""


# --- signalling ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ringing:
    """The far end is being alerted (SIP 180/183). `early_media` says that it already sends sound."""

    at: float
    early_media: bool = False


@dataclass(frozen=True)
class Answered:
    """The far end took the call (SIP 200) and media can flow both ways."""

    at: float


@dataclass(frozen=True)
class Ended:
    """The leg is over; nothing comes after this. `code` is the SIP status (200 for a normal BYE), 0 for none."""

    at: float
    code: int
    reason: str
    by_far_end: bool


@dataclass(frozen=True)
class DigitReceived:
    """The far end sent a DTMF digit (RFC 4733 or SIP INFO)."""

    at: float
    digit: str


LegEvent = Ringing | Answered | Ended | DigitReceived


@dataclass(frozen=True)
class AudioBlock:
    """Consecutive far-end samples. `at` is when the last of them arrived; `lost` blocks were dropped just before."""

    at: float
    samples: Samples
    lost: int = 0


class Leg(Protocol):
    """One SIP dialog with its media.

    A command (`answer`, `send_dtmf`, `play`, …) returns once it is carried out. It raises `LegClosed` if the leg has
    ended or ends meanwhile, and `CommandFailed` if a live leg can't do it; `hangup` raises neither.
    """

    @property
    def called(self) -> str:
        """The user part of the URI that was dialled, by us or by them; "" if it has none."""

    @property
    def rate(self) -> int:
        """Sampling rate of `audio`, in Hz."""

    @property
    def recording_problem(self) -> str | None:
        """Why a recording is missing or short, once that is known; None while all is well."""

    @property
    def events(self) -> "trio.MemoryReceiveChannel[LegEvent]":
        """Signalling, in order; never dropped. Ends after `Ended`."""

    @property
    def audio(self) -> "trio.MemoryReceiveChannel[AudioBlock]":
        """Far-end sound in blocks of 100 ms; the oldest is dropped when nobody reads. Ends with the leg."""

    def linger(self, blocks: int) -> None:
        """Let up to `blocks` blocks of sound gather before they are handed over: fewer wake-ups, later news."""

    async def answer(self, code: int = 200) -> None:
        """On an incoming leg: respond provisionally (180; 183: sound flows), finally (200) or by refusing (≥ 300)."""

    async def send_dtmf(self, keys: str) -> None:
        """Send `0-9 * # A-D` by RFC 4733, pausing at `w` (0.5 s) and `W` (1 s); returns after the last tone.

        Raises `ValueError`, which quotes no key, before the first tone if there is anything else in `keys`.
        """

    async def play(self, path: Path) -> None:
        """Play a WAV file to the far end and return at its end; cancelling stops the sound at once."""

    async def keep_recording(self, on: bool) -> None:
        """Pause the recordings of this leg, or go on with them; harmless where there are none.

        They keep time: while they pause they hold silence, so that a moment of the call stays at the same place.
        """

    async def refer(self, uri: str) -> None:
        """Have the far end call `uri` in our place (REFER, RFC 3515); returns once that call was answered.

        Raises `CommandFailed`, in words, if the far end refuses or does not get through. The leg goes on either way.
        """

    async def reinvite(self) -> None:
        """Have sound come and go by another way from now on (re-INVITE, RFC 3261 section 14); returns once that is so.

        Raises `CommandFailed` if the far end does not agree: all stays as it was.
        """

    async def hangup(self, code: int = 0) -> None:
        """End the dialog (BYE, CANCEL or a refusal as fits); returns when it is over. Harmless on an ended leg."""


class LegClosed(Exception):
    """A command was given to a leg that has ended."""


class CommandFailed(Exception):
    """A telephone or a live leg could not do what it was told; the text says why, for the user."""


class Telephone(Protocol):
    """A SIP endpoint: makes and takes legs. One a process."""

    async def dial(self, uri: str, *, record_far: Path | None = None, record_near: Path | None = None) -> Leg:
        """Send an INVITE to `uri` by the trunk and return the leg at once; its fate comes as events.

        Raises `ValueError` for what cannot be dialled, and `CommandFailed` if the telephone cannot place a call now.
        """

    @property
    def incoming(self) -> "trio.MemoryReceiveChannel[Leg]":
        """Calls that others make to us, not yet answered, if it takes any; those that nobody reads are refused."""

    def bridge(self, one: Leg, other: Leg) -> AbstractAsyncContextManager[None]:
        """Join the media of two legs, both ways, while the block lasts; a leg may end within it.

        Entering raises `LegClosed` if either has ended, and `CommandFailed` if their media cannot be joined.
        """


# --- speech --------------------------------------------------------------------------------------------------------


class Transcriber(Protocol):
    """Speech to text for one call, in streaming fashion. Each call blocks while it computes: use a worker thread."""

    @property
    def rate(self) -> int:
        """The sampling rate `feed` expects, in Hz."""

    def add_phrases(self, phrases: Sequence[str]) -> None:
        """Make the flow's own phrases likelier; called before the first segment."""

    def start(self) -> None:
        """Begin a new segment of speech."""

    def feed(self, samples: Samples) -> str:
        """Take more of the segment; returns the words so far (lower case, no punctuation; may change later)."""

    def finish(self) -> str:
        """End the segment; returns its words, or "" if there were none."""


class AsyncTranscriber(Protocol):
    """A `Transcriber` that a call can await (see `runtime.recogniser`)."""

    @property
    def rate(self) -> int:
        """The sampling rate `feed` expects, in Hz."""

    async def start(self) -> None:
        """Begin a new segment of speech."""

    async def feed(self, samples: Samples) -> str:
        """Take more of the segment; returns the words so far."""

    async def finish(self) -> str:
        """End the segment; returns its words, or "" if there were none."""


class AsyncSpeaker(Protocol):
    """A `Speaker` that a call can await (see `runtime.speech`)."""

    async def synthesize(self, text: str, path: Path) -> float:
        """Speak `text` into a mono 16 bit WAV file; returns its length in seconds."""


class Speaker(Protocol):
    """Text to speech."""

    def synthesize(self, text: str, path: Path) -> float:
        """Speak `text` into a mono 16 bit WAV file; returns its length in seconds. Blocks: use a worker thread."""


# --- advice ----------------------------------------------------------------------------------------------------------


class Advisor(Protocol):
    """Chooses what to do at a prompt that a flow does not know."""

    @property
    def name(self) -> str:
        """What the log calls it."""

    async def advise(self, situation: "Situation") -> "Advised":
        """An answer to the prompt. It is validated, but not held against the prompt yet (`holdlang.advice.check`).

        Raises `AdviceFailed`, also when it takes too long. Cancelling gives up the question.
        """
