"""The law of the stream: whoever resumes is told each event once, in order, whatever happens at the same time."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trio
import trio.testing
from hypothesis import given, settings
from hypothesis import strategies as st

from holdlang.calllog import CallStarted, Data, HoldDetected, TranscriptChunk, line
from holdlang.history import LOG
from runtime.hub import Event, Hub, Logged, Logs, TooSlow, UnknownPosition, hub, subscription
from runtime.store import Store

pytestmark = pytest.mark.web

CALLS = ("call_1", "call_2")
KINDS: dict[str, Data] = {
    "call_started": CallStarted(number="+18005551234"),
    "hold_detected": HoldDetected(audio_type="music", confidence=0.9),
    "transcript_chunk": TranscriptChunk(text="words", is_final=True),
}


class Logging:
    """Calls whose logs are written by hand."""

    def __init__(self, folder: Path) -> None:
        self.store = Store.open(f"sqlite:///{folder / 'store.db'}")
        self.hub = Hub(self.store, Logs(folder))
        self._logs = {call: folder / "calls" / f"2026-11-20T12-00-0{n}Z_{call}" / LOG for n, call in enumerate(CALLS)}
        self._lines = dict.fromkeys(CALLS, 0)
        self.told: list[tuple[str, str]] = []
        for log in self._logs.values():
            log.parent.mkdir(parents=True)
            log.touch()

    async def write(self, batch: Sequence[tuple[str, str]]) -> None:
        """Lines of these calls and types, as the supervisor gives them to the hub: in the log first."""
        new = []
        for call, kind in batch:
            entry = line(KINDS[kind], call_id=call, timestamp=datetime.now(UTC), at=1.0)
            with self._logs[call].open("a") as log:
                log.write(entry.to_json() + "\n")
            new.append(Logged(call, self._lines[call], kind, entry.timestamp, entry.to_json()))
            self._lines[call] += 1
        self.told += batch
        await self.hub.publish(new)
        await self.hub.publish(new[-1:])  # a line that is given again is not told again


@dataclass(frozen=True)
class Client:
    """Who listens: with these filters, for so many batches at a time, so many turns of the loop late."""

    call_id: str | None
    types: tuple[str, ...]
    turns: tuple[int, ...]

    def wants(self, call: str, kind: str) -> bool:
        return self.call_id in (None, call) and (not self.types or kind in self.types)


batches = st.lists(
    st.lists(st.tuples(st.sampled_from(CALLS), st.sampled_from(list(KINDS))), min_size=1, max_size=7),
    min_size=1,
    max_size=12,
)
clients = st.builds(
    Client,
    st.sampled_from([None, *CALLS]),
    st.sampled_from([(), ("hold_detected",), ("call_started", "transcript_chunk")]),
    st.lists(st.integers(0, 12), min_size=1, max_size=8).map(tuple),
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(batches, st.lists(clients, min_size=1, max_size=4), st.integers(1, 5), st.integers(2, 8))
def test_each_event_once_and_in_order(
    written: list[list[tuple[str, str]]], listeners: list[Client], page: int, unread: int
) -> None:
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(hub, "PAGE", page)
        patch.setattr(subscription, "UNREAD", unread)
        trio.run(_resuming, Path(folder), written, listeners, clock=trio.testing.MockClock())


async def _resuming(folder: Path, written: list[list[tuple[str, str]]], listeners: list[Client]) -> None:
    calls = Logging(folder)
    seen: dict[int, list[Event]] = {number: [] for number in range(len(listeners))}

    async def listen(number: int, client: Client) -> None:
        """Hang up after each batch or two, come back with what was seen last, until all is told."""
        since = f"{calls.store.epoch}-0"
        total = sum(client.wants(*one) for batch in written for one in batch)
        turn = 0
        while len(seen[number]) < total:
            with calls.hub.listening(since=since, call_id=client.call_id, types=client.types) as listener:
                try:
                    for _ in range(1 + turn % 2):
                        if len(seen[number]) < total:
                            seen[number] += await listener.batch()
                except TooSlow:
                    pass
                for _ in range(client.turns[turn % len(client.turns)]):
                    await trio.lowlevel.checkpoint()
            since = seen[number][-1].id if seen[number] else since
            turn += 1

    async with trio.open_nursery() as nursery:
        for number, client in enumerate(listeners):
            nursery.start_soon(listen, number, client)
        for batch in written:
            await calls.write(batch)
    for number, client in enumerate(listeners):
        told = [(event.call_id, event.type) for event in seen[number]]
        assert told == [one for one in calls.told if client.wants(*one)]
        numbers = [event.seq for event in seen[number]]
        assert numbers == sorted(set(numbers))
    assert calls.hub.listeners == 0
    calls.store.close()


async def test_a_position_of_another_numbering_is_unknown(tmp_path: Path) -> None:
    calls = Logging(tmp_path)
    await calls.write([("call_1", "call_started")])
    epoch = calls.store.epoch
    for since in ("", "-", "1", f"{epoch}", f"{epoch}-2", f"{epoch}-١", f"{epoch}-{'9' * 30}", "other-1"):
        with pytest.raises(UnknownPosition), calls.hub.listening(since=since):
            pass
    calls.store.close()
