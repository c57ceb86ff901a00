"""Lines of call logs, as a call writes them."""

from datetime import UTC, datetime, timedelta

from holdlang.calllog import (
    CallConnected,
    CallEnded,
    CallStarted,
    Data,
    HoldDetected,
    HumanDetected,
    Line,
    QueueProgress,
    TranscriptChunk,
    line,
)

START = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
CALL = "call_0f3a9c"


def at(seconds: float, data: Data, call_id: str = CALL) -> Line:
    return line(data, call_id=call_id, timestamp=START + timedelta(seconds=seconds), at=seconds)


def said(seconds: float, text: str, *, is_final: bool = True) -> Line:
    return at(seconds, TranscriptChunk(text=text, is_final=is_final, segment=1, onset=seconds, moment=seconds))


STARTED = at(0, CallStarted(number="+18005550199", company="Chase"))
CONNECTED = at(4, CallConnected(number="+18005550199", duration=4))
ON_HOLD = at(10, HoldDetected(audio_type="music", confidence=0.9))
QUEUE = [at(20.0 * n, QueueProgress(position=6 - n, wait=60.0)) for n in range(1, 5)]
PERSON = at(1390, HumanDetected(confidence=0.95, transcript_excerpt="this is Marie how can I help", onset=1390))
ENDED = at(
    1500,
    CallEnded(number="+18005550199", duration=1500, reason="`mobile` spoke with the person", outcome="transferred"),
)
CALL_LINES = [STARTED, CONNECTED, ON_HOLD, *QUEUE, PERSON, ENDED]
