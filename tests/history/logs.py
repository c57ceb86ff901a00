"""Call logs for tests, written as `runtime.record` writes them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from holdlang.calllog import (
    CallConnected,
    CallEnded,
    CallStarted,
    Data,
    Decided,
    HoldDetected,
    HumanDetected,
    IvrDtmfSent,
    IvrStep,
    Line,
    RecordingStarted,
    RingDevice,
    SendDtmf,
    TranscriptChunk,
    TransferComplete,
    line,
)
from holdlang.history import log_text
from holdlang.load import load
from holdlang.source import Source
from runtime.rehearse.virtual.acting import act, script_of

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def lines_of(told: Sequence[Data], *, call_id: str = "call_x", began: datetime = NOON) -> list[Line]:
    """These, a second apart."""
    return [line(data, call_id=call_id, timestamp=began + timedelta(seconds=at), at=at) for at, data in enumerate(told)]


def written(folder: Path, *told: Data, began: datetime = NOON) -> Path:
    """A call's folder with a log of these lines."""
    folder.mkdir(parents=True)
    lines = lines_of(told, call_id=folder.name.partition("_")[2], began=began)
    (folder / "call.jsonl").write_text(log_text(lines), encoding="utf-8")
    return folder


def transferred(source: Path | None = None, number: str = "+12065550194") -> list[Data]:
    """A call through a menu and a queue to a person, by the flow of `FLOW`."""
    said = "for billing press 1 for disputes press 2"
    return [
        CallStarted(
            number=number,
            flow_id="bill",
            source=None if source is None else str(source),
            given={"phone": "2065550111", "guest": "Rivera"},
        ),
        CallConnected(number=number, duration=1.0),
        RecordingStarted(recording_id="far", path="/home/dana/calls/far.wav"),
        IvrStep(step_id="menu", step_type="listen", description="menu: listen 30s"),
        TranscriptChunk(text="for billing press one", is_final=False),
        TranscriptChunk(text=said, is_final=True),
        Decided(step_id="menu", heard=said, clause='on "disputes"', score=1.0, actions=["press"]),
        SendDtmf(digits="2", reason="on “disputes”"),
        IvrDtmfSent(digits="2", step_id="menu"),
        IvrStep(step_id="card", step_type="listen", description="card: listen 30s"),
        TranscriptChunk(text="please enter your phone number", is_final=True),
        Decided(
            step_id="card", heard="please enter your phone number", clause='on "number"', score=1.0, actions=["press"]
        ),
        SendDtmf(digits="2065550111#", reason="on “number”"),
        TranscriptChunk(text="you entered two zero six five", is_final=False),
        TranscriptChunk(text="you entered two zero six five five five oh one one one", is_final=True),
        IvrStep(step_id="queue", step_type="hold", description="queue: hold 1h"),
        HoldDetected(audio_type="music", confidence=0.9),
        TranscriptChunk(text="thank you for holding this is dana smith how can i help you", is_final=True),
        HumanDetected(confidence=0.97, transcript_excerpt="this is dana smith how can i help", evidence={"words": 4.5}),
        RingDevice(device="desk", reason="step `transfer`"),
        TransferComplete(device="desk", bridge_id="call_123456:desk"),
        CallEnded(number=number, duration=21.0, reason="`desk` spoke with Dana", outcome="transferred"),
    ]


FLOW = """\
flow bill "A bill"
  dial    "+12065550194"
  needs   phone "your number"
  needs   guest "your name"
  needs   pin secret

menu: listen 30s
  on "disputes" press 2
  else press 0
card: listen 30s
  on "number" press $phone#
queue: hold 1h
transfer desk
"""
"""Source of the flow that `transferred` is a call by."""

TREE = """\
use "bill.hold"

tree company

answer
menu: say "For billing, press 1. For disputes, press 2."
  on press 2    goto card
  on silence 5s goto menu
  else goto menu
card: say "Please enter your phone number, then the pound key."
  on press 2065550111# goto read
  on silence 8s        goto card
  else goto card
read: say "You entered 2 0 6, 5 5 5, 0 1 1 1. Thank you, Mr. Rivera."
music 20s
human "Thank you for holding, Mr. Rivera. This is Dana Smith. How can I help you?"

test "a call" of bill against company
  given  phone = 2065550111
  given  guest = "Rivera"
  given  pin = 7351
"""


@lru_cache
def rehearsed() -> tuple[Line, ...]:
    """The log of a call by `FLOW` to the company of `TREE`: one that can be replayed."""
    sources = {"bill.hold": FLOW, "tree.hold": TREE}
    loaded = load(
        Source("tree.hold", TREE), files=lambda name: Source(name, sources[name]) if name in sources else None
    )
    assert loaded.ok, loaded.diagnostics
    return tuple(act(script_of(loaded.tests[0], loaded)).lines)
