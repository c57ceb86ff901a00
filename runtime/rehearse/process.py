"""Starts the rehearsed company and the rehearsed phone as processes of their own, and ends them for sure.

They listen on free loopback ports. They are in a session of their own, so that Ctrl-C reaches only us and we can hang
up in good order; their standard input is a pipe from us, so that they end even if we are killed. Not responsible for
what they do (see `server`).
"""

import json
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from subprocess import PIPE

import trio

from holdlang import numbers
from holdlang.errors import UsageError
from holdlang.numbers import sipuri
from holdlang.trials.seed import drawn_seed
from runtime.ending import end
from runtime.rehearse.company import RING_SECONDS
from runtime.rehearse.happened import Happened

READY_SECONDS = 60.0
"""The most a peer may take until it answers: it speaks every prompt of its file first, perhaps on a loaded machine."""

KEPT_ERROR_BYTES = 20_000
"""How much of the end of a peer's standard error is kept, to say why it failed."""


@dataclass
class Peer:
    """A far end in a process of its own: where it takes calls ("host:port"), and what happened there so far."""

    address: str = ""
    events: list[Happened] = field(default_factory=list)
    errors: bytes = b""
    """The end of what it wrote to standard error."""
    returncode: int | None = None
    settled: trio.Event = field(default_factory=trio.Event)
    """Set when the peer takes calls, or has ended without."""
    over: bool = False
    _news: trio.Event = field(default_factory=trio.Event)

    async def happens(
        self, event: str, *, call: int | None = None, tree: str | None = None, times: int = 1
    ) -> Happened:
        """The event of that name (on that call, of that tree) that makes it so many times, there already or still to
        come. Raises `fault` if none can."""
        seen = 0
        while True:
            for found in self.events[seen:]:
                if found.event == event and call in (None, found.call) and tree in (None, found.tree):
                    times -= 1
                    if times == 0:
                        return found
            seen = len(self.events)
            if self.over:
                raise self.fault()
            await self._news.wait()

    async def run(self, arguments: Sequence[str]) -> None:
        """Be the parent of `holdlang rehearse` with these arguments until it ends; cancelling ends it.

        Raises `fault` if it has taken calls and ends by itself.
        """
        command = [sys.executable, "-P", "-m", "holdlang", "rehearse", "--json", "--exit-with-parent", *arguments]
        try:
            async with trio.open_nursery() as nursery:
                started = partial(
                    trio.run_process,
                    command,
                    stdin=PIPE,
                    stdout=PIPE,
                    stderr=PIPE,
                    check=False,
                    start_new_session=True,
                    deliver_cancel=end,
                )
                process: trio.Process = await nursery.start(started)
                nursery.start_soon(self._read_events, process)
                nursery.start_soon(self._read_errors, process)
            self.returncode = process.returncode
        finally:
            self.over = True
            self.settled.set()
            self._tell()
        if self.address:
            raise self.fault()

    def fault(self) -> Exception:
        """Why it does not take calls (any more)."""
        text = self.errors.decode(errors="replace").strip()
        if self.returncode is None:
            return UsageError(f"the rehearsal was not ready within {READY_SECONDS:.0f} s")
        if self.returncode == 2:
            return UsageError(text.removeprefix("error: "))
        if self.returncode == 0:
            return UsageError("the rehearsal was told to stop")
        if self.returncode < 0:
            return UsageError(f"the rehearsal was killed by {signal.Signals(-self.returncode).name}")
        return RuntimeError(f"the rehearsal ended with status {self.returncode}: {text}")

    async def _read_events(self, process: trio.Process) -> None:
        assert process.stdout is not None
        rest = b""
        async for chunk in process.stdout:
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                self.take(line.decode())

    def take(self, line: str) -> None:
        """Take a line that the peer printed: first where it can be called, then what happens."""
        if not self.address:
            self.address = json.loads(line)["ready"]
            self.settled.set()
            return
        self.events.append(Happened.from_json(line))
        self._tell()

    def _tell(self) -> None:
        self._news.set()
        self._news = trio.Event()

    async def _read_errors(self, process: trio.Process) -> None:
        assert process.stderr is not None
        async for chunk in process.stderr:
            self.errors = (self.errors + chunk)[-KEPT_ERROR_BYTES:]


@dataclass(frozen=True)
class Rehearsed:
    """Both peers of a rehearsal, ready to be called."""

    company: Peer
    phone: Peer
    seed: int
    """What decided all that is left to chance."""

    @property
    def company_address(self) -> str:
        """`host:port`; any user part reaches the company."""
        return self.company.address

    @property
    def phone_address(self) -> str:
        """`host:port`; `sip:DEVICE@…` rings `tree DEVICE` of the file if it has one, else a phone of ours."""
        return self.phone.address

    def company_uri(self, number: str) -> str:
        """Calls the company in place of `number`, which may be a SIP address, or `numbers.REHEARSAL`."""
        if sipuri.is_uri(number):
            user = sipuri.parse(number).user or numbers.REHEARSAL
        else:
            user = number if number == numbers.REHEARSAL else numbers.normalize(number)
        return f"sip:{user}@{self.company_address}"

    def phone_uri(self, device: str) -> str:
        """Rings the phone as `device`."""
        return f"sip:{device}@{self.phone_address}"


@asynccontextmanager
async def rehearsed(
    tree: str | Path,
    *,
    ring_seconds: float = RING_SECONDS,
    record: Path | None = None,
    confirm: Mapping[str, str] | None = None,
    fast: bool = False,
    seed: int | None = None,
) -> AsyncIterator[Rehearsed]:
    """The company of `FILE` or `FILE#TREE`, and the user's phone, while the block lasts.

    `record` is a folder for recordings, in `company` and `phone` below it; `confirm` gives, by device, the key that a
    person at it presses to take the call; if it is to be `fast`, the trees wait less. The same `seed` brings the same
    chance; without one it is drawn. Raises `UsageError` if the file can't be rehearsed. The processes have gone when
    the block is left, also by an exception or a cancellation.
    """
    peers = Rehearsed(Peer(), Peer(), drawn_seed() if seed is None else seed)
    common = [str(tree), "--ring-seconds", str(ring_seconds), "--seed", str(peers.seed), *(["--fast"] if fast else [])]
    keys = [argument for name, key in (confirm or {}).items() for argument in ("--confirm", f"{name}={key}")]
    async with trio.open_nursery() as nursery:
        nursery.start_soon(peers.company.run, [*common, *_recording(record, "company")])
        nursery.start_soon(peers.phone.run, [*common, "--phone", *keys, *_recording(record, "phone")])
        with trio.move_on_after(READY_SECONDS):
            await peers.company.settled.wait()
            await peers.phone.settled.wait()
        if peers.company.address and peers.phone.address:
            yield peers
        nursery.cancel_scope.cancel()
    for peer in (peers.company, peers.phone):
        if not peer.address:
            raise peer.fault()


def _recording(folder: Path | None, peer: str) -> list[str]:
    return [] if folder is None else ["--record", str(folder / peer)]
