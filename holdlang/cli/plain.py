"""A call as plain lines, for logs, pipes and terminals without cursor movement. Not responsible for the live view."""

from holdlang.calllog import (
    Advised,
    AnnouncementHeard,
    AnsweredBy,
    AskAdvisor,
    AskDevice,
    AudioClassified,
    CallbackOffered,
    CallConnected,
    CallEnded,
    CallFailed,
    CallRinging,
    CallStarted,
    ClosedAnnounced,
    Data,
    Decided,
    HoldDetected,
    HumanDetected,
    IvrDtmfSent,
    IvrStep,
    Line,
    MenuChanged,
    NoteTaken,
    NotifyUser,
    QueueProgress,
    RecordingAnnounced,
    Refer,
    RingDevice,
    SetRecording,
    Speak,
    SpeakerUncertain,
    TranscriptChunk,
    TransferComplete,
    TransferFailed,
)
from holdlang.callstate import WHO, clock, in_queue
from holdlang.evidence import sure, tell
from holdlang.trials.script import answered


def describe(line: Line) -> str | None:
    """The line as a person reads it, or None if it says nothing to one."""
    return told(line.data)


def told(data: Data) -> str | None:
    """The same of what stands in a line."""
    match data:
        case CallStarted(number=number):
            return f"calling {number}"
        case CallRinging():
            return "it is ringing"
        case CallConnected():
            return "they answered"
        case IvrStep(description=description):
            return f"· {description.splitlines()[0]}"
        case AudioClassified(audio_type=sound):
            return f"~ {sound}"
        case TranscriptChunk(text=text, is_final=True):
            return f"“{text}”"
        case MenuChanged(phrase=phrase, expected=expected, heard=heard):
            return f"the menu has changed: “{phrase}” is {heard}, no longer {expected}"
        case AskAdvisor(attempt=attempt):
            return "asking what to do" if attempt == 1 else "asking again"
        case Advised() as advised:
            return answered(advised)
        case QueueProgress(position=position, wait=wait):
            return in_queue(position, wait)
        case CallbackOffered(key=key):
            return "they offer to call back" + (f": {key} takes the offer" if key else "")
        case ClosedAnnounced():
            return "they say that they are closed"
        case RecordingAnnounced():
            return "they say that the call is recorded"
        case Decided(clause=clause, actions=actions):
            return f"{clause} → {', '.join(actions) or 'go on'}"
        case IvrDtmfSent(digits=digits):
            return f"pressed {digits}"
        case Speak(text=text):
            return f"said “{text}”"
        case HoldDetected(audio_type=sound):
            return f"on hold ({sound})"
        case AnnouncementHeard(evidence=evidence):
            return f"that was a recording: {tell(evidence)}"
        case AnsweredBy(who=who, beep=float()):
            return f"the beep of {WHO[who]}"
        case AnsweredBy(who=who, confidence=confidence):
            return f"on the line: {WHO[who]} ({sure(confidence)})"
        case HumanDetected(evidence=evidence):
            return f"a person is on the line: {tell(evidence)}"
        case SpeakerUncertain(evidence=evidence):
            return f"not sure yet who speaks: {tell(evidence)}"
        case RingDevice(device=device):
            return f"ringing {device}"
        case AskDevice(device=device, key=key):
            return f"{device} answered: press {key} on it to take the call"
        case Refer(device=device):
            return f"handing them over to {device}"
        case SetRecording(on=on):
            return "recording goes on" if on else "not recording"
        case TransferFailed(device=device, error=error):
            return f"{device}: {error}"
        case TransferComplete(device=device):
            return f"{device} answered; you are connected"
        case NotifyUser(text=text):
            return f"! {text}"
        case NoteTaken(text=text):
            return f"note: {text}"
        case CallFailed(error=error):
            return f"failed: {error}"
        case CallEnded(reason=reason):
            return f"ended: {reason}"
    return None


def plain(line: Line) -> str | None:
    """`describe` with the time in front."""
    words = describe(line)
    return None if words is None else f"{clock(line.at)}.{int(line.at * 10) % 10}  {words}"
