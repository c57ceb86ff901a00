"""The ear of one call: samples in, events out. Not responsible for words or for who speaks (see `judge`).

Order of judgement in every step of 100 ms: tones first (a ring-back has the energy of speech), then silence by level
against a tracked floor, then speech, music or noise by `classes`, smoothed as a hidden Markov model.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from holdlang.calllog import AudioType
from runtime.hearing.alike import Spoken
from runtime.hearing.beeps import Beeps
from runtime.hearing.classes import CLASSES, Classifier, trained
from runtime.hearing.events import HearingEvent, SoundChanged, SpeechEnded, SpeechRepeated
from runtime.hearing.fingerprint import Recording, Repetition
from runtime.hearing.lines import Lines, Look
from runtime.hearing.measuring import Measuring
from runtime.hearing.segments import Segments
from runtime.hearing.spectrum import STEP_SECONDS, Floats, Steps
from runtime.hearing.tones import Tone, Tones
from runtime.ports import Samples

_STAY = np.array([0.95, 0.99, 0.9], np.float32)
"""Chance that each of `CLASSES` goes on for another 100 ms."""
_FORGET = 0.5
"""What remains of the class before after 100 ms of quiet."""
_WEIGHT, _WEIGHT_IN_MUSIC = 0.6, 0.4
"""How much a step counts: neighbours are not independent, least of all in music, where a sung line sounds spoken."""
_BEGINS, _DIES_AWAY = 2, 3
"""Steps of sound after quiet, and steps in a row each softer than the one before, in which speech over music may as
well be music alone: nobody speaks over what has not begun yet, and a voice is louder than what makes way for it."""
_SPEAKS = 0.6
"""Chance of speech above which a step speaks."""
_LESS = 0.05
"""By which that chance may be less than a step before where a segment opens: what begins as music, too short yet to be
told from speech, loses it step by step."""
_QUIET_STEPS = 4
"""Steps without sound that make silence (0.4 s): longer than the stops inside words."""
_AWAITED = 4.0
"""Seconds after speech for which it matters at once that silence is over: somebody waits no longer."""
_NOT_QUIET_STEPS = 2
"""Steps of sound after which silence is certainly over, though nobody knows yet what for."""
_SURE, _FAIRLY_SURE = 0.85, 0.8
"""Posterior that a class needs to take over from another sound, or from silence."""
_FAINT = -42.0
"""dBFS below which music is not believed at once when a silence ends: to measures that still hold some of the silence,
a quiet room is a held note for half a second; nor right after speech or noise, where it is the same room. Hold music
is 15 dB louder."""

_FINGERPRINTS = 64
"""Latest segments whose fingerprints are to be had."""


@dataclass(frozen=True)
class Measured:
    """A step by itself: its level in dB, the tones that it may hold, the chances of `classes.LABELS`."""

    level: float
    look: Look
    chances: Floats | None
    """None: the step holds no sound."""


class Hearing:
    """Follows the far end of one call; feed it everything, in order."""

    def __init__(self, rate: int, known: Sequence[Recording] = ()) -> None:
        """`rate` is the sampling rate in Hz, 8000 or 16000; anything else raises `ValueError`. `known` are recordings
        of earlier calls."""
        self._steps = Steps(rate)
        self._measuring = Measuring()
        self._classifier = Classifier(trained())
        self._lines = Lines()
        self._tones = Tones()
        self._beeps = Beeps()
        self._segments = Segments()
        self._repetition = Repetition(known)
        self._fingerprints: dict[int, Spoken] = {}
        self._chances: Floats = np.full(len(CLASSES), 1 / len(CLASSES), np.float32)
        self._count = 0
        self._sound: AudioType | None = None
        self._active_run = self._quiet_run = 0
        """Steps since there was no sound, and since there was."""
        self._class_run = 0
        """Steps of sound that is no tone."""
        self._speech_run, self._speech_before = 0, 0.0
        """Steps in a row that speak, and the chance of speech in the last step."""
        self._level, self._fall_run = 0.0, 0
        """Of the last step, in dB, and steps in a row that were each softer than the one before."""
        self._rest_until = -1.0
        self._changed_at = 0.0
        self._provisional = False
        """Silence has ended, but by what is not known yet."""
        self._over_music = False
        """What speaks, if anybody does, speaks over music."""
        self._in_music = False
        """Music plays, or what may be a held note of it."""

    def feed(self, samples: Samples) -> list[HearingEvent]:
        """Take the next samples (any number) and say what was noticed. Decisions fall at multiples of 100 ms."""
        events: list[HearingEvent] = []
        for raw, sound in self._steps.feed(samples):
            for step in zip(raw, sound, self._measure(sound), strict=True):
                events.extend(self._step(*step))
        return events

    @property
    def now(self) -> float:
        """Seconds heard so far."""
        return round(self._count * STEP_SECONDS, 3)

    def cut(self) -> list[HearingEvent]:
        """End the open segment here, as when we press or speak: what is said after that is another utterance."""
        return self._closed(self._segments.cut())

    def fingerprint(self, segment: int) -> Spoken | None:
        """Of one of the latest segments, by its number, once it has ended."""
        return self._fingerprints.get(segment)

    def _measure(self, sound: Floats) -> list[Measured]:
        """What can be told of steps, shape (n, STEP), without what was decided before: all at once."""
        measures = self._measuring.step(sound)
        looks = self._lines.step(sound, np.array(measures.active))
        chances: list[Floats | None] = [None] * len(sound)
        for index, instant in zip(measures.told, self._classifier.step(measures.rows), strict=True):
            chances[index] = instant if measures.active[index] else None
        return [Measured(*each) for each in zip(measures.levels, looks, chances, strict=True)]

    def _step(self, raw: Samples, sound: Floats, measured: Measured) -> list[HearingEvent]:
        begin = self.now
        self._count += 1
        end = self.now
        loud, instant = measured.level, measured.chances
        self._fall_run = self._fall_run + 1 if loud < self._level else 0
        self._level = loud
        within_sound = self._in_music or self._sound == "speech"
        tone = self._tones.step(measured.look, loud, instant is not None, end, within_sound)
        if instant is None:
            self._quiet_run += 1
            self._class_run = 0
            speech_now = 0.0
            self._chances = _FORGET * self._chances + np.float32((1 - _FORGET) / len(CLASSES))
        else:
            self._active_run = self._active_run + 1 if self._quiet_run == 0 else 1
            self._quiet_run = 0
            kinds = self._kinds(instant)
            speech_now = float(kinds[0])
            self._over_music = float(instant[3]) > float(instant[0])
            lines_only = tone is not None or (self._tones.pending and self._sound not in ("speech", "music", "noise"))
            self._class_run = 0 if lines_only else self._class_run + 1
            if not lines_only:
                self._smooth(kinds)
        speaks = tone is None and speech_now > _SPEAKS
        self._speech_run = self._speech_run + 1 if speaks else 0

        changed = self._decide(end, loud, tone)
        events: list[HearingEvent] = [] if changed is None else [changed]
        beep = self._beeps.step(measured.look, loud, instant is not None, end)
        if beep is not None:
            events.append(beep)
        events.extend(self._tones.named)
        opens = self._sound == "speech" and speaks and speech_now >= self._speech_before - _LESS
        self._speech_before = speech_now
        onset = self._onset(end) if opens else None
        over = self._sound in ("music", "ringing", "busy", "tone")
        events.extend(self._segments.step(raw, end, onset, speaks, over))
        events.extend(self._repeated(sound, begin, end, speaks))
        return self._closed(events)

    def _repeated(self, sound: Floats, begin: float, end: float, speaks: bool) -> list[HearingEvent]:
        if not self._segments.is_open:
            self._repetition.wait(sound)
            return []
        before = self._repetition.match
        if not self._repetition.step(sound, begin, speaks, self._segments.onset):
            return []
        match = self._repetition.match or before
        assert match is not None
        held = self._repetition.match is not None
        number, earlier, error = self._segments.number, round(match.at, 3), round(match.error, 3)
        return [SpeechRepeated(end, number, earlier, error, held, match.earlier_call, match.recording.text)]

    def _closed(self, events: list[HearingEvent]) -> list[HearingEvent]:
        """The events, with what is known of the segment if one of them is its end: then its fingerprint is kept."""
        if not any(isinstance(event, SpeechEnded) for event in events):
            return events
        number, known = self._segments.number, self._repetition.known
        self._fingerprints[number] = self._repetition.end()
        self._fingerprints.pop(number - _FINGERPRINTS, None)
        return [replace(event, known=known) if isinstance(event, SpeechEnded) else event for event in events]

    def _kinds(self, instant: Floats) -> Floats:
        """Chances of `CLASSES` in a step, given those of `classes.LABELS`."""
        begins, dies_away = self._active_run <= _BEGINS, self._fall_run >= _DIES_AWAY
        over = instant[3]
        music = over / 2 if self._sound != "speech" and (begins or dies_away) else 0.0
        kinds: Floats = instant[:3] + np.array([over - music, music, 0], np.float32)
        return kinds

    def _smooth(self, kinds: Floats) -> None:
        leaving = self._chances * (1 - _STAY) / 2
        prior = self._chances * _STAY + leaving.sum() - leaving
        weight = _WEIGHT_IN_MUSIC if self._sound in ("music", "noise") else _WEIGHT
        posterior = prior * np.maximum(kinds, 1e-3) ** weight
        self._chances = posterior / posterior.sum()

    def _decide(self, end: float, loud: float, tone: Tone | None) -> SoundChanged | None:
        if tone is not None:
            self._rest_until = end + tone.rest
            return self._change(tone.sound, end - min(self._active_run, 3) * STEP_SECONDS, 0.95, tone.features)
        resting = self._sound in ("ringing", "busy") and end <= self._rest_until
        if self._quiet_run:
            if resting or (self._quiet_run < _QUIET_STEPS and self._sound is not None):
                return None
            if self._provisional and self._quiet_run == _QUIET_STEPS:
                self._sound = None
            digital = {"digital": 1.0} if loud <= -119 else {}
            features = {"level": round(loud, 1), **digital}
            return self._change("silence", end - self._quiet_run * STEP_SECONDS, 0.95, features)
        best = int(self._chances.argmax())
        chance = float(self._chances[best])
        name = CLASSES[best]
        if name == self._sound or (resting and name == "noise"):
            return None
        faint = name == "music" and loud < _FAINT
        if self._sound in ("speech", "music", "noise"):
            believed = chance > _SURE and not faint
            ready, back = believed and self._class_run > 0, min(self._class_run, 5)
        else:
            enough, latest = (3, 6) if self._sound else (6, 10)
            if faint:
                enough, latest = 8, 12
            ready = self._class_run >= (enough if chance > _FAIRLY_SURE else latest)
            back = self._class_run
        features = {"level": round(loud, 1)}
        if name == "speech" and self._over_music:
            features["over_music"] = 1.0
        if ready:
            return self._change(name, end - back * STEP_SECONDS, chance, features)
        answered = self._sound == "silence" and end - self._segments.last_speech < _AWAITED
        if answered and self._active_run >= _NOT_QUIET_STEPS and not self._provisional:
            self._provisional = True
            unsure = features | {"provisional": 1.0}
            begin = round(end - self._active_run * STEP_SECONDS, 3)
            return SoundChanged(begin, "noise", round(float(self._chances[2]), 3), unsure)
        return None

    def _change(
        self, sound: AudioType, at: float, confidence: float, features: dict[str, float]
    ) -> SoundChanged | None:
        if sound == self._sound:
            return None
        self._in_music = sound == "music" or (sound == "tone" and self._in_music)
        self._sound = sound
        self._provisional = False
        self._changed_at = round(max(at, self._changed_at), 3)
        return SoundChanged(self._changed_at, sound, round(confidence, 3), features)

    def _onset(self, end: float) -> float:
        """When the speech that is going on began: where sound began, or where the classes began to say speech."""
        lag = 3
        """Steps that the classes need before they say speech, at most, as a rule."""
        return round(end - min(self._class_run, self._speech_run + lag) * STEP_SECONDS, 3)
