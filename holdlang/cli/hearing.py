"""What was noted of a recording, as lines for a person or for a program, and a summary of it.

Not responsible for hearing (`runtime.hear`), or for the words that a call has in common (`holdlang.cli.plain`).
"""

import json
import textwrap
from collections import defaultdict
from collections.abc import Iterator

from holdlang.calllog import (
    AnnouncementHeard,
    AudioClassified,
    Beep,
    Data,
    Decided,
    HumanDetected,
    IvrMenuDetected,
    SpeakerUncertain,
    ToneHeard,
    TranscriptChunk,
    UtteranceRepeated,
    type_of,
)
from holdlang.callstate import clock
from holdlang.cli.plain import told
from holdlang.cli.styled import Styled
from holdlang.evidence import sure, tell

_INDENT = 11
"""Columns of the time and the gap after it."""

_STYLES: dict[type[Data], str] = {AudioClassified: "dim", HumanDetected: "bold green", AnnouncementHeard: "yellow"}


def as_json(time: float, data: Data) -> str:
    """A line for a program: `time`, `type`, and the fields of the call log."""
    fields = {"time": time, "type": type_of(data), **data.model_dump(mode="json")}
    return json.dumps(fields, ensure_ascii=False)


def as_lines(time: float, data: Data, width: int) -> list[Styled]:
    """Lines for a person, no wider than `width` columns; none for what says nothing to one."""
    words = _words(data)
    if words is None:
        return []
    style = _STYLES.get(type(data), "")
    told_first, *more = textwrap.wrap(words, width - _INDENT) or [""]
    lines: list[Styled] = [((f"{moment(time):>9}  ", "dim"), (told_first, style))]
    lines += [_below(part, style) for part in more]
    if isinstance(data, HumanDetected | AnnouncementHeard | SpeakerUncertain):
        lines += [_below(part, "dim") for part in textwrap.wrap(tell(data.evidence), width - _INDENT)]
    return lines


def moment(seconds: float) -> str:
    """A time in tenths of a second: `2:05.3`, or `1:02:05.3`."""
    tenths = round(seconds * 10)
    return f"{clock(tenths // 10).removeprefix('0')}.{tenths % 10}"


def _below(text: str, style: str) -> Styled:
    return ((" " * _INDENT, ""), (text, style))


def _words(data: Data) -> str | None:
    match data:
        case AudioClassified(features=features) if "provisional" in features:
            return None
        case HumanDetected(confidence=confidence, onset=float(onset)):
            return f"a person is on the line ({sure(confidence)}), since {moment(onset)}"
        case AnnouncementHeard():
            return "that was a recording"
        case SpeakerUncertain():
            return "not sure yet who speaks"
        case ToneHeard(name=tone, key=key):
            return f"the tone of {tone}" + ("" if key is None else f" {key}")
        case UtteranceRepeated(repeated=True, earlier=earlier):
            return f"heard before, at {moment(earlier)}"
        case Beep(hz=hz, seconds=seconds):
            return f"a beep of {hz:.0f} Hz, {seconds:.1f} s long"
        case IvrMenuDetected(options=options):
            return f"a menu: {', '.join(f'{key} for {what}' for key, what in options.items())}"
        case Decided(step_id=step_id, clause=clause, score=score, actions=actions):
            return f"fits `{step_id}`, {clause} ({score:.0%}) → {', '.join(actions) or 'go on'}"
        case _:
            return told(data)


class Tally:
    """Counts what was noted of one recording."""

    def __init__(self) -> None:
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._sound: AudioClassified | None = None
        self._onsets: list[float] = []
        self._recordings = self._repeated = self._words = 0

    def take(self, time: float, data: Data) -> None:
        """Count this."""
        match data:
            case AudioClassified():
                self._sounds_until(time if data.moment is None else data.moment)
                self._sound = data
            case HumanDetected(onset=onset):
                self._onsets.append(time if onset is None else onset)
            case AnnouncementHeard(evidence=evidence):
                self._recordings += 1
                self._repeated += "repetition" in evidence
            case TranscriptChunk(is_final=True, text=text):
                self._words += len(text.split())

    def _sounds_until(self, time: float) -> None:
        if self._sound is not None and self._sound.moment is not None:
            self._seconds[self._sound.audio_type] += max(0.0, time - self._sound.moment)

    def summary(self, heard: float, took: float) -> Iterator[Styled]:
        """A few lines at the end, of `heard` seconds of sound that took so many seconds to hear."""
        self._sounds_until(heard)
        self._sound = None
        speed = f", {heard / took:.1f} × real time" if took > 0 else ""
        most = sorted(self._seconds.items(), key=lambda pair: -pair[1])
        shares = [f"{sound} {seconds / heard:.0%}" for sound, seconds in most if seconds >= heard / 200 > 0]
        since = ", ".join(map(moment, self._onsets))
        rows = [
            ("heard", f"{moment(heard)} in {took:.1f} s{speed}"),
            ("sounds", ", ".join(shares) or "none"),
            ("people", f"{len(self._onsets)}, since {since}" if since else "none"),
            ("recordings", f"{self._recordings}, {self._repeated} of them heard before"),
            ("words", str(self._words)),
        ]
        return (((f"{name:<{_INDENT}}", "dim"), (text, "")) for name, text in rows)
