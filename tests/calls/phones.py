"""The user's side of a call in virtual time: phones, the switch that rings and joins them, and a voice in words.

Not responsible for the company (`tests.calls.rig`).
"""

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import trio

from runtime.ports import Answered, AudioBlock, DigitReceived, Ended, LegClosed, LegEvent

RATE = 8000


class Voice:
    """A speaker whose files hold the words themselves."""

    async def synthesize(self, text: str, path: Path) -> float:
        await trio.lowlevel.checkpoint()
        path.write_text(text)
        return 1.0


def words_in(path: Path) -> str:
    """What a file of `Voice` says; the name of a file that is no speech or not there."""
    return path.read_text() if path.name.startswith("say_") and path.exists() else path.name


class Phone:
    """A device of the user's: answers after `answers` seconds (None: never), or refuses with `code`.

    It presses `keys` so many seconds after it has answered: `{4.0: "1"}`.
    """

    called = "phone"
    rate = RATE

    def __init__(
        self,
        *,
        answers: float | None = 1.0,
        talks: float = 5.0,
        code: int = 0,
        keys: dict[float, str] | None = None,
    ) -> None:
        self.answers = answers
        self.keys = keys or {}
        self.asked: list[str] = []
        self.recording_problem: str | None = None
        self.talks = talks
        self.code = code
        self.rang = 0
        self.hung_up = False
        self._sink, self.events = trio.open_memory_channel[LegEvent](math.inf)
        _, self.audio = trio.open_memory_channel[AudioBlock](0)

    async def run(self) -> None:
        self.rang += 1
        if self.code:
            self._end(self.code, "refused")
        elif self.answers is not None:
            await trio.sleep(self.answers)
            answered = trio.current_time()
            self._sink.send_nowait(Answered(answered))
            for seconds, key in self.keys.items():
                await trio.sleep_until(answered + seconds)
                self._sink.send_nowait(DigitReceived(trio.current_time(), key))
            await trio.sleep(self.talks)
            self._end(200, "bye")
        else:
            await trio.sleep_forever()

    def _end(self, code: int, reason: str) -> None:
        self._sink.send_nowait(Ended(trio.current_time(), code, reason, by_far_end=True))
        self._sink.close()

    def linger(self, blocks: int) -> None:
        """Nothing is heard of the user."""

    async def answer(self, code: int = 200) -> None:
        raise AssertionError("we are the caller")

    async def send_dtmf(self, keys: str) -> None:
        raise AssertionError("keys are for the company alone")

    async def play(self, path: Path) -> None:
        self.asked.append(words_in(path))
        await trio.sleep(4.0)

    async def keep_recording(self, on: bool) -> None:
        raise AssertionError("the user's leg is not recorded")

    async def refer(self, uri: str) -> None:
        raise AssertionError("it is the company that is handed over")

    async def hangup(self, code: int = 0) -> None:
        await trio.lowlevel.checkpoint()
        self.hung_up = True


@dataclass
class Switch:
    """The telephone: dials phones by name and remembers which legs were joined."""

    nursery: trio.Nursery
    phones: dict[str, Phone]
    joined: list[tuple[object, object]] = field(default_factory=list)
    put_down: bool = False
    """Whether the phone is put down in the moment between the answer and the bridge."""

    async def dial(self, uri: str, *, record_far: Path | None = None, record_near: Path | None = None) -> Phone:
        await trio.lowlevel.checkpoint()
        phone = self.phones[uri.removeprefix("sip:").partition("@")[0]]
        self.nursery.start_soon(phone.run)
        return phone

    @asynccontextmanager
    async def bridge(self, one: object, other: object) -> AsyncIterator[None]:
        await trio.lowlevel.checkpoint()
        if self.put_down:
            raise LegClosed("the phone was put down")
        self.joined.append((one, other))
        yield
