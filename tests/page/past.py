"""Calls that were made before the server started, as folders with logs. Not responsible for how they are shown."""

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
    NotifyUser,
    TranscriptChunk,
    TransferComplete,
    line,
)

HOSTILE = '<img src=x onerror="document.title = `taken`"><script>document.title = "taken"</script> & <b>bold</b>'
"""What somebody could have said, or have called a company."""

HOSTILE_ID = "call_00000000beef"

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def write_past(data: Path) -> None:
    """Write calls of one week into a data folder: short waits in the morning, long ones at noon; and a hostile one."""
    for day in range(5):
        for hour, wait in ((9, 180), (12, 1500), (15, 600)):
            for turn in range(7):
                begun = MONDAY + timedelta(days=day, hours=hour - 9, minutes=7 * turn)
                _write(data, f"call_{day:x}{hour:02x}{turn:x}{'0' * 8}", begun, _usual(wait + 13 * turn))
    _write(data, HOSTILE_ID, MONDAY - timedelta(days=5), _hostile())


def _usual(wait: float) -> list[tuple[float, Data]]:
    number = "+18005551234"
    return [
        (0, CallStarted(number=number, company="Chase Bank", flow_id="chase_disputes")),
        (2, CallConnected(number=number, duration=2)),
        (30, HoldDetected(audio_type="music", confidence=0.9)),
        (30 + wait, HumanDetected(confidence=0.97, transcript_excerpt="this is Dana", onset=29.0 + wait)),
        (36 + wait, TransferComplete(device="sip_phone", bridge_id="bridge")),
        (300 + wait, CallEnded(number=number, duration=300 + wait, reason="they hung up", outcome="transferred")),
    ]


def _hostile() -> list[tuple[float, Data]]:
    number = "+18005559999"
    return [
        (0, CallStarted(number=number, company=HOSTILE, flow_id="hostile")),
        (2, CallConnected(number=number, duration=2)),
        (8, TranscriptChunk(text=HOSTILE, is_final=True)),
        (9, Decided(step_id=HOSTILE, heard=HOSTILE, clause=HOSTILE, score=1.0, actions=[HOSTILE])),
        (9.5, IvrDtmfSent(digits="1", step_id=HOSTILE)),
        (10, NotifyUser(text=HOSTILE, reason=HOSTILE)),
        (60, CallEnded(number=number, duration=60, reason=HOSTILE, outcome="failed")),
    ]


def _write(data: Path, call_id: str, begun: datetime, events: list[tuple[float, Data]]) -> None:
    folder = data / "calls" / f"{begun:%Y-%m-%dT%H-%M-%SZ}_{call_id}"
    folder.mkdir(parents=True)
    lines = [
        line(event, call_id=call_id, timestamp=begun + timedelta(seconds=at), at=at, clock=max(0.0, at - 2)).to_json()
        for at, event in events
    ]
    (folder / "call.jsonl").write_text("".join(f"{text}\n" for text in lines), encoding="utf-8")
