"""What our ears noticed of calls, against the truth: onsets, music, repetition, tones, words.

Not responsible for who speaks (see `figures`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from runtime.hearing.events import BeepHeard, SoundChanged, SpeechRepeated, SpeechStarted
from runtime.watch import Words
from tests.bench.hearing.calls import HoldCall, Kind, Span, clock
from tests.bench.hearing.intervals import Rate, Share
from tests.bench.hearing.listening import Heard
from tests.bench.hearing.phrases import KEYS, found

_SPOKEN: tuple[Kind, ...] = ("menu", "announcement", "person")
_ALONE = 1.0
"""Seconds without speech before an onset that is measured: after less, the segment before may still be open."""
_NEAR = 0.7
"""Seconds from speech within which an onset is not false, only early or late."""
_REPEAT = 1.0
"""Seconds within which a recording that was heard before should be known again."""


@dataclass(frozen=True)
class Ears:
    onsets: tuple[float, ...]
    """Delays from the first sample of speech until it was noticed."""
    unnoticed: Share
    """Speech whose onset was not noticed before it had ended."""
    false_in_music: Rate
    """Onsets in instrumental music, per hour of it."""
    false_in_singing: Rate
    repeats: Share
    """Recordings known again within `_REPEAT`."""
    repeats_ever: Share
    """The same, before they have ended."""
    false_repeats: Rate
    """How often speech that is none was taken for a repetition, per hour of it."""
    false_tones: Rate
    """Tones and beeps in music and speech, per hour of both."""
    phrase_recall: Share
    phrase_precision: Share


def ears(pairs: Sequence[tuple[HoldCall, Heard]]) -> Ears:
    """Add up over all calls."""
    every = [_one(call, heard) for call, heard in pairs]
    hours = {kind: sum(call.seconds_of(kind) for call, _ in pairs) / 3600 for kind in ("music", "sung")}
    speech = sum(call.seconds_of(*_SPOKEN) for call, _ in pairs) / 3600
    new = sum(s.end - s.begin for call, _ in pairs for s in call.of(*_SPOKEN) if "repeated" not in s.facts) / 3600
    onsets = [delay for one in every for delay in one.onsets]
    known = tuple(sorted(delay for delay in onsets if delay is not None))
    return Ears(
        onsets=known,
        unnoticed=Share(len(onsets) - len(known), len(onsets)),
        false_in_music=Rate(_of("music", every), hours["music"]),
        false_in_singing=Rate(_of("sung", every), hours["sung"]),
        repeats=_share([delay is not None and delay <= _REPEAT for one in every for delay in one.repeats]),
        repeats_ever=_share([delay is not None for one in every for delay in one.repeats]),
        false_repeats=Rate(sum(len(one.false_repeats) for one in every), new),
        false_tones=Rate(sum(len(one.false_tones) for one in every), sum(hours.values()) + speech),
        phrase_recall=_share([said in heard for one in every for say, heard in one.phrases for said in say]),
        phrase_precision=_share([h in say for one in every for say, heard in one.phrases for h in heard]),
    )


def errors(call: HoldCall, heard: Heard) -> Iterator[str]:
    """Onsets, tones and repetitions that were none, with what they were heard in."""
    one = _one(call, heard)
    for at, span in one.false_onsets:
        yield f"seed {call.seed} {clock(at)} ears: FALSE ONSET in {span.kind}: {span.text}"
    for name, times in (("FALSE TONE", one.false_tones), ("FALSE REPEAT", one.false_repeats)):
        for at in times:
            span = next(span for span in call.spans if span.begin <= at <= span.end)
            yield f"seed {call.seed} {clock(at)} ears: {name} in {span.kind}: {span.text}"


def _of(kind: Kind, every: Sequence["_One"]) -> int:
    return sum(span.kind == kind for one in every for _, span in one.false_onsets)


def _share(hits: list[bool]) -> Share:
    return Share(sum(hits), len(hits))


@dataclass(frozen=True)
class _One:
    """Of one call."""

    onsets: list[float | None]
    false_onsets: list[tuple[float, Span]]
    """With the music that they are in."""
    repeats: list[float | None]
    false_repeats: list[float]
    false_tones: list[float]
    phrases: list[tuple[set[str], set[str]]]
    """For everything spoken whose words are known: the phrases that were said, and those that were recognised."""


def _one(call: HoldCall, heard: Heard) -> _One:
    spoken = call.of(*_SPOKEN)
    started = [(at, event) for at, event in heard.noticed if isinstance(event, SpeechStarted)]
    repeated = [at for at, event in heard.noticed if isinstance(event, SpeechRepeated) and event.repeated]
    finals = [event for _, event in heard.noticed if isinstance(event, Words) and event.is_final]
    tones = [event.at for _, event in heard.noticed if isinstance(event, BeepHeard) or _is_tone(event)]
    again = [span for span in spoken if "repeated" in span.facts]
    return _One(
        onsets=[_first([at for at, _ in started], span) for span in _after_a_rest(spoken)],
        false_onsets=_outside(call, [event.at for _, event in started]),
        repeats=[_first(repeated, span) for span in again],
        false_repeats=[at for at in repeated if any(s.begin <= at <= s.end for s in spoken if s not in again)],
        false_tones=[at for at in tones if any(s.begin <= at <= s.end for s in call.of("music", "sung", *_SPOKEN))],
        phrases=[(found(KEYS, span.text), _recognised(finals, span)) for span in spoken if _is_known(span)],
    )


def _is_tone(event: object) -> bool:
    return isinstance(event, SoundChanged) and event.sound in ("ringing", "busy", "tone")


def _after_a_rest(spoken: Sequence[Span]) -> list[Span]:
    """What is spoken after no speech."""
    ends = [-_ALONE, *(span.end for span in spoken)]
    return [span for span, before in zip(spoken, ends, strict=False) if span.begin - before >= _ALONE]


def _first(times: Sequence[float], span: Span) -> float | None:
    """Seconds from the begin of a span to the first of the times within it."""
    return next((at - span.begin for at in times if span.begin < at <= span.end + 0.1), None)


def _outside(call: HoldCall, onsets: Sequence[float]) -> list[tuple[float, Span]]:
    """Those onsets that are in music and far from any speech."""
    spoken = call.of(*_SPOKEN)
    far = [at for at in onsets if not any(s.begin - _NEAR <= at <= s.end + _NEAR for s in spoken)]
    return [(at, span) for at in far for span in call.of("music", "sung") if span.begin <= at < span.end]


def _is_known(span: Span) -> bool:
    return bool(span.text) and "cut" not in span.facts


def _recognised(finals: Sequence[Words], span: Span) -> set[str]:
    """The key phrases in the words of all segments that began in the span."""
    return found(KEYS, " ".join(w.text for w in finals if span.begin - _NEAR <= w.onset <= span.end))
