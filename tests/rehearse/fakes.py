"""A caller in virtual time and a voice without a synthesiser, with real behaviour: files have lengths, legs end."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import numpy as np
import trio

from runtime.ports import AudioBlock, DigitReceived, Ended, LegClosed, LegEvent
from runtime.rehearse.happened import Happened
from runtime.rehearse.music import write_wav
from runtime.rehearse.studio import read_wav

T = TypeVar("T")


class Hum:
    """A speaker that hums a second a word, at a pitch of its own; keeps what it was asked to say."""

    def __init__(self, hz: float) -> None:
        self.hz = hz
        self.said: list[str] = []

    def synthesize(self, text: str, path: Path) -> float:
        self.said.append(text)
        seconds = len(text.split())
        wave = np.sin(2 * np.pi * self.hz * np.arange(8000 * seconds) / 8000)
        write_wav(path, np.round(3277 * wave).astype(np.int16), 8000)
        return float(seconds)


@dataclass
class Played:
    """One sound as the caller heard it. `end` is None while it lasts."""

    name: str
    start: float
    length: float
    end: float | None = None


@dataclass
class Caller:
    """The caller's side of a fake incoming leg; hand `leg` to the company and act here."""

    happened: list[Happened] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.leg = FakeLeg()
        self._news = trio.Event()

    def tell(self, event: Happened) -> None:
        self.happened.append(event)
        self._news.set()
        self._news = trio.Event()

    async def told(self, name: str, times: int = 1) -> None:
        """Return when that has happened so often."""
        while self.events(name).count(name) < times:
            await self._news.wait()

    def press(self, keys: str) -> None:
        for key in keys:
            self.leg.emit(DigitReceived(trio.current_time(), key))

    def hang_up(self) -> None:
        self.leg.end(by_far_end=True)

    def events(self, *names: str) -> list[str]:
        """What happened, by name; only these names if any are given."""
        return [event.event for event in self.happened if not names or event.event in names]

    def said(self) -> list[str]:
        return [str(event.data["text"]) for event in self.happened if "text" in event.data]


class FakeLeg:
    """An incoming leg whose sounds take as long as their files, in trio's time."""

    called = "company"
    rate = 8000

    def __init__(self) -> None:
        self._events, self.events = trio.open_memory_channel[LegEvent](1000)
        self._audio, self.audio = trio.open_memory_channel[AudioBlock](0)
        self.pressed = ""
        self.reinvited = 0
        self.lengths: dict[Path, float] = {}
        """Of takes that are no files."""
        self.codes: list[int] = []
        self.heard: list[Played] = []
        self.over = trio.Event()

    def emit(self, event: LegEvent) -> None:
        self._events.send_nowait(event)

    def end(self, *, by_far_end: bool, code: int = 200) -> None:
        if not self.over.is_set():
            self.over.set()
            self.emit(Ended(trio.current_time(), code, "", by_far_end))
            self._events.close()
            self._audio.close()

    async def answer(self, code: int = 200) -> None:
        self._must_be_open()
        await trio.lowlevel.checkpoint()
        self.codes.append(code)
        if code >= 300:
            self.end(by_far_end=False, code=code)

    async def send_dtmf(self, keys: str) -> None:
        self._must_be_open()
        await trio.lowlevel.checkpoint()
        self.pressed += keys

    async def play(self, path: Path) -> None:
        self._must_be_open()
        sound = Played(path.name, trio.current_time(), self._length(path))
        self.heard.append(sound)
        try:
            with trio.move_on_after(sound.length):
                await self.over.wait()
                raise LegClosed
        finally:
            sound.end = trio.current_time()

    def _length(self, path: Path) -> float:
        if path in self.lengths:
            return self.lengths[path]
        samples, rate = read_wav(path)
        return len(samples) / rate

    async def reinvite(self) -> None:
        self._must_be_open()
        await trio.sleep(0.1)
        self.reinvited += 1

    async def hangup(self, code: int = 0) -> None:
        await trio.lowlevel.checkpoint()
        self.end(by_far_end=False)

    def _must_be_open(self) -> None:
        if self.over.is_set():
            raise LegClosed


class Fixed:
    """Dice that fall as they are told: what has a chance happens or does not, a number is so far up its range, and
    what is brought into an order is turned round."""

    def __init__(self, *, happens: bool = True, share: float = 0.5) -> None:
        self._happens = happens
        self._share = share
        self.thrown: list[str] = []

    def happens(self, what: str, percent: float) -> bool:
        self.thrown.append(what)
        return self._happens

    def between(self, what: str, low: float, high: float) -> float:
        self.thrown.append(what)
        return low + self._share * (high - low)

    def order(self, what: str, items: Sequence[T]) -> list[T]:
        self.thrown.append(what)
        return list(reversed(items))
