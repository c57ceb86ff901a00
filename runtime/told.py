"""What the steps are told of the far end, as lines of the call log, and back again: nothing of it is lost on the way.

Not responsible for telling (`runtime.line`) or for writing (`runtime.record`).
"""

from collections.abc import Callable
from typing import cast

from holdlang.calllog import (
    AnnouncementHeard,
    AnsweredBy,
    AudioClassified,
    Beep,
    Data,
    HumanDetected,
    NoWords,
    SpeakerUncertain,
    ToneHeard,
    TranscriptChunk,
    UtteranceBegan,
    UtteranceEnded,
    UtteranceRepeated,
)
from runtime.hearing.answer import Answer
from runtime.hearing.events import (
    BeepHeard,
    SoundChanged,
    SpeechEnded,
    SpeechRepeated,
    SpeechStarted,
    ToneNamed,
    Verdict,
)
from runtime.watch import Heard, Words


def as_data(event: Heard, *, cut: bool = False) -> Data:
    """What the log says of an event. `cut`: it is we who ended the utterance."""
    moment = round(event.at, 3)
    match event:
        case SoundChanged(sound=sound, confidence=confidence, features=features):
            return AudioClassified(audio_type=sound, confidence=round(confidence, 3), features=features, moment=moment)
        case BeepHeard(seconds=seconds, hz=hz):
            return Beep(moment=moment, seconds=seconds, hz=hz)
        case ToneNamed(name=name, key=key):
            return ToneHeard(moment=moment, name=name, key=key)
        case SpeechStarted(segment=segment):
            return UtteranceBegan(moment=moment, segment=segment)
        case SpeechEnded(segment=segment):
            return UtteranceEnded(moment=moment, segment=segment, cut=cut)
        case SpeechRepeated():
            return UtteranceRepeated(
                moment=moment,
                segment=event.segment,
                earlier=round(event.earlier, 3),
                error=event.error,
                repeated=event.repeated,
                earlier_call=event.earlier_call,
                transcript=event.text,
            )
        case Words(segment=segment, onset=onset, text="", is_final=final):
            return NoWords(segment=segment, onset=round(onset, 3), moment=moment, is_final=final)
        case Words(segment=segment, onset=onset, text=text, is_final=final):
            onset = round(onset, 3)
            return TranscriptChunk(text=text, is_final=final, segment=segment, onset=onset, moment=moment)


def judged(verdict: Verdict, heard: str, onset: float) -> Data:
    """What the log says of a verdict, with the words that were `heard`; `onset` is on the log's clock."""
    confidence = round(verdict.confidence, 3)
    evidence = {name: round(odds, 2) for name, odds in verdict.evidence.items()}
    match verdict.speaker:
        case "person":
            return HumanDetected(confidence=confidence, transcript_excerpt=heard, evidence=evidence, onset=onset)
        case "recording":
            return AnnouncementHeard(
                confidence=confidence, transcript_excerpt=heard, evidence=evidence, segment=verdict.segment
            )
        case "uncertain":
            return SpeakerUncertain(confidence=confidence, transcript_excerpt=heard, evidence=evidence, onset=onset)


def answered(answer: Answer, at: Callable[[float], float]) -> AnsweredBy:
    """What the log says of who is on the line; `at` gives a moment of the hearing on the log's clock."""
    return AnsweredBy(
        who=answer.who,
        confidence=round(answer.confidence, 3),
        transcript_excerpt=answer.text,
        evidence=answer.evidence,
        onset=None if answer.onset is None else at(answer.onset),
        beep=None if answer.beep is None else at(answer.beep),
    )


def as_event(data: Data) -> Heard | None:
    """What the steps were told, by a line of the log; None if it is about something else, or too old to tell."""
    match data:
        case AudioClassified(audio_type=sound, confidence=confidence, features=features, moment=float(at)):
            return SoundChanged(at, sound, confidence, features)
        case Beep(moment=at, seconds=seconds, hz=hz):
            return BeepHeard(at, seconds, hz)
        case ToneHeard(moment=at, name=name, key=key):
            return ToneNamed(at, name, key)
        case UtteranceBegan(moment=at, segment=segment):
            return SpeechStarted(at, segment)
        case UtteranceEnded(moment=at, segment=segment):
            return SpeechEnded(at, segment)
        case UtteranceRepeated(moment=at, segment=segment, earlier=earlier, error=error, repeated=again):
            return SpeechRepeated(at, segment, earlier, error, again, data.earlier_call, data.transcript)
        case NoWords(moment=at, segment=segment, onset=onset, is_final=is_final):
            return Words(at, segment, onset, "", is_final)
        case TranscriptChunk(segment=int(segment), text=text, is_final=is_final):
            return Words(cast(float, data.moment), segment, cast(float, data.onset), text, is_final)
        case _:
            return None
