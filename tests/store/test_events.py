"""Events are numbered once, in their order, whatever happens to whoever indexes them."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from runtime.store import Entry, Indexed, Store, StoreError
from tests.history.logs import NOON

pytestmark = pytest.mark.web


def entries(call_id: str, lines: Sequence[int], kind: str = "note") -> list[Entry]:
    return [Entry(call_id, number, kind, NOON + timedelta(seconds=number)) for number in lines]


def test_events_get_numbers_in_their_order(store: Store) -> None:
    first = store.index([*entries("call_a", range(2)), *entries("call_b", [0])])
    second = store.index(entries("call_a", [2]))
    assert [(event.seq, event.call_id, event.line) for event in first + second] == [
        (1, "call_a", 0),
        (2, "call_a", 1),
        (3, "call_b", 0),
        (4, "call_a", 2),
    ]
    assert store.after(0) == first + second
    assert (store.indexed_lines("call_a"), store.indexed_lines("call_b"), store.indexed_lines("call_c")) == (3, 1, 0)
    assert store.newest() == 4


@settings(deadline=None, max_examples=40)  # each has a store of its own
@given(
    batches=some.lists(some.lists(some.tuples(some.sampled_from("ab"), some.integers(0, 12)), max_size=30), max_size=6)
)
def test_what_is_there_already_is_left_out(batches: list[list[tuple[str, int]]]) -> None:
    store = Store.open("sqlite://")
    seen: list[tuple[str, int]] = []
    for batch in batches:
        added = store.index([Entry(call, number, "note", NOON) for call, number in batch])
        new = [place for place in dict.fromkeys(batch) if place not in seen]
        assert [(event.call_id, event.line) for event in added] == new
        seen += new
    assert [(event.seq, event.call_id, event.line) for event in store.after(0)] == [
        (seq, *place) for seq, place in enumerate(seen, start=1)
    ]
    store.close()


def test_more_lines_than_one_statement_takes(store: Store) -> None:
    store.index(entries("call_a", range(1, 3000, 2)))
    assert len(store.index(entries("call_a", range(3000)))) == 1500
    assert store.indexed_lines("call_a") == 3000
    assert len({event.line for event in store.after(0, limit=5000)}) == 3000


def test_the_stream_goes_on_after_a_number(store: Store) -> None:
    store.index(
        [*entries("call_a", [0], "call_started"), *entries("call_b", range(3)), *entries("call_a", [1], "call_ended")]
    )
    assert [event.seq for event in store.after(2)] == [3, 4, 5]
    assert [event.seq for event in store.after(2, limit=2)] == [3, 4]
    assert [event.seq for event in store.after(0, call_id="call_a")] == [1, 5]
    assert [event.seq for event in store.after(0, types={"call_started", "call_ended"})] == [1, 5]
    assert [event.seq for event in store.after(1, call_id="call_a", types=["call_started"])] == []
    assert store.after(5) == []


def test_numbers_that_were_given_out_stay_known(store: Store, url: str) -> None:
    store.index(entries("call_a", range(3)))
    store.forget_call("call_a")
    assert (store.after(0), store.newest(), store.indexed_lines("call_a")) == ([], 3, 0)
    assert [store.known(seq) for seq in (-1, 0, 3, 4)] == [False, True, True, False]
    store.close()
    again = Store.open(url)
    assert (again.epoch, again.newest()) == (store.epoch, 3)
    assert [event.seq for event in again.index(entries("call_b", [0]))] == [4]
    again.close()


def test_a_moment_comes_back_as_it_was(store: Store) -> None:
    moment = datetime(2026, 11, 20, 8, 30, 0, 123456, timezone(timedelta(hours=-8)))
    store.index([Entry("call_a", 0, "note", moment)])
    [event] = store.after(0)
    assert (event.timestamp, event.timestamp.tzinfo) == (moment, UTC)


def test_threads_share_a_store(store: Store) -> None:
    def follow(call_id: str) -> list[Indexed]:
        return [event for number in range(40) for event in store.index(entries(call_id, [number]))]

    calls = [f"call_{number}" for number in range(8)]
    with ThreadPoolExecutor(len(calls)) as threads:
        given_out = sorted(
            (event.seq, event.call_id, event.line) for own in threads.map(follow, calls) for event in own
        )
    assert [seq for seq, _, _ in given_out] == list(range(1, 321))
    assert [(event.seq, event.call_id, event.line) for event in store.after(0)] == given_out
    assert all([event.line for event in store.after(0, call_id=call)] == list(range(40)) for call in calls)


def test_a_reader_never_sees_a_number_before_a_smaller_one(store: Store) -> None:
    seen: list[int] = []
    with ThreadPoolExecutor(3) as threads:
        writers = [
            threads.submit(
                lambda call: [store.index(entries(call, range(end))) for end in range(0, 40, 4)], f"call_{name}"
            )
            for name in "ab"
        ]
        while not all(writer.done() for writer in writers) or store.newest() > len(seen):
            seen += [event.seq for event in store.after(seen[-1] if seen else 0)]
    assert seen == list(range(1, 73))


INDEXES = """
import sys
from datetime import UTC, datetime
from runtime.store import Entry, Store

store = Store.open(sys.argv[1])
for number in range(100_000):
    lines = 2 * number, 2 * number + 1
    store.index([Entry(call, line, "note", datetime.now(UTC)) for call in ("call_a", "call_b") for line in lines])
    print(number, flush=True)
"""


def test_a_process_that_is_killed_loses_and_doubles_nothing(url: str) -> None:
    Store.open(url).close()
    for _ in range(2):
        with subprocess.Popen([sys.executable, "-c", INDEXES, url], stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            told = [process.stdout.readline() for _ in range(20)]
            os.kill(process.pid, signal.SIGKILL)
            told += process.stdout.readlines()
        assert process.returncode == -signal.SIGKILL
    committed = len([text for text in told if text.endswith("\n")])
    store = Store.open(url)
    # a batch is there or not, never half of it; and one that was told to be done is
    lines = store.indexed_lines("call_a")
    assert lines == store.indexed_lines("call_b") >= 2 * committed
    assert lines % 2 == 0
    store.index([entry for call in ("call_a", "call_b") for entry in entries(call, range(lines + 10))])
    events = store.after(0, limit=10**6)
    assert [event.seq for event in events] == list(range(1, 2 * (lines + 10) + 1))
    assert len({(event.call_id, event.line) for event in events}) == len(events)
    store.close()


def test_a_store_that_was_made_anew_meanwhile_takes_nothing_under_old_numbers(store: Store, url: str) -> None:
    import sqlite3

    with sqlite3.connect(url.removeprefix("sqlite:///")) as other:
        other.execute("UPDATE meta SET epoch = 'ffffffff'")
    with pytest.raises(StoreError, match="made anew"):
        store.index(entries("call_a", [0]))
    assert store.after(0) == []
