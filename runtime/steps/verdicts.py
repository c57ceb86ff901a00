"""Who spoke, as a line of the call log. Not responsible for telling (`runtime.hearing.judge`)."""

from holdlang.calllog import AnnouncementHeard, HumanDetected, SpeakerUncertain
from runtime.context import Call
from runtime.hearing.events import Verdict


def write_verdict(verdict: Verdict, heard: str, call: Call) -> None:
    """Put on record who speaks, or that it is uncertain, with the words that were `heard` and the evidence."""
    confidence = round(verdict.confidence, 3)
    evidence = {name: round(odds, 2) for name, odds in verdict.evidence.items()}
    onset = call.record.at(call.line.when(verdict.onset))
    match verdict.speaker:
        case "person":
            call.record.write(
                HumanDetected(confidence=confidence, transcript_excerpt=heard, evidence=evidence, onset=onset)
            )
        case "recording":
            segment = verdict.segment
            call.record.write(
                AnnouncementHeard(confidence=confidence, transcript_excerpt=heard, evidence=evidence, segment=segment)
            )
        case "uncertain":
            call.record.write(
                SpeakerUncertain(confidence=confidence, transcript_excerpt=heard, evidence=evidence, onset=onset)
            )
