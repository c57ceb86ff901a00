"""A store in a folder of its own, and calls to put into it."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from holdlang.calllog import CallEnded, CallStarted, Data, HoldDetected, HumanDetected, line
from holdlang.history import log_text
from runtime.store import Store
from tests.history.logs import NOON

Calling = Callable[..., Path]


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Where the store of the test is."""
    return f"sqlite:///{tmp_path}/store.sqlite"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """That store, empty."""
    store = Store.open(url)
    yield store
    store.close()


@pytest.fixture
def calling(tmp_path: Path) -> Calling:
    """Writes the log of a call that was held for so many seconds, and returns its folder."""

    def made(
        call_id: str,
        *,
        began: datetime = NOON,
        held: float | None = 60.0,
        person: bool = True,
        outcome: str = "transferred",
        number: str = "+12065550194",
        flow_id: str | None = "bill",
        **more: object,
    ) -> Path:
        started = CallStarted.model_validate({"number": number, "flow_id": flow_id, "company": "Acme", **more})
        told: list[tuple[float, Data]] = [(0, started)]
        onset = 10.0
        if held is not None:
            told.append((onset, HoldDetected(audio_type="music", confidence=0.9)))
            onset += held
        if person:
            told.append((onset + 1, HumanDetected(confidence=0.9, transcript_excerpt="hi", onset=onset)))
        end = onset + 5
        told.append((end, CallEnded(number=number, duration=end, reason="it was", outcome=outcome)))
        folder = tmp_path / "calls" / f"{began:%Y-%m-%dT%H-%M-%SZ}_{call_id}"
        folder.mkdir(parents=True)
        lines = [line(data, call_id=call_id, timestamp=began + timedelta(seconds=at), at=at) for at, data in told]
        (folder / "call.jsonl").write_text(log_text(lines), encoding="utf-8")
        return folder

    return made
