"""Call logs for tests, written as `runtime.record` writes them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
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

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def lines_of(told: Sequence[Data], *, call_id: str = "call_x", began: datetime = NOON) -> list[Line]:
    """These, a second apart."""
    return [line(data, call_id=call_id, timestamp=began + timedelta(seconds=at), at=at) for at, data in enumerate(told)]


def written(folder: Path, *told: Data, began: datetime = NOON) -> Path:
    """A call's folder with a log of these lines."""
    folder.mkdir(parents=True)
    lines = lines_of(told, call_id=folder.name.partition("_")[2], began=began)
    (folder / "call.jsonl").write_text("".join(f"{one.to_json()}\n" for one in lines), encoding="utf-8")
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
