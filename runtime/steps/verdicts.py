"""Who spoke, as a line of the call log. Not responsible for telling (`runtime.hearing.judge`)."""

from holdlang.calllog import AnnouncementHeard, HumanDetected
from runtime.context import Call
from runtime.hearing.events import Verdict


def write_verdict(verdict: Verdict, heard: str, call: Call) -> None:
    """Put a person or a recording on record, with the words that were `heard` and the evidence."""
    confidence = round(verdict.confidence, 3)
    evidence = {name: round(odds, 2) for name, odds in verdict.evidence.items()}
    match verdict.speaker:
        case "person":
            onset = call.record.at(call.line.when(verdict.onset))
            call.record.write(
                HumanDetected(confidence=confidence, transcript_excerpt=heard, evidence=evidence, onset=onset)
            )
        case "recording":
            call.record.write(AnnouncementHeard(confidence=confidence, transcript_excerpt=heard, evidence=evidence))
        case "uncertain":
            pass
