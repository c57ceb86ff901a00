"""The ear of one call: samples in, events out. Not responsible for words or for who speaks (see `judge`).

Order of judgement in every step of 100 ms: tones first (a ring-back has the energy of speech), then silence by level
against a tracked floor, then speech, music or noise by `classes`, smoothed as a hidden Markov model.
"""

from dataclasses import dataclass

import numpy as np

from holdlang.calllog import AudioType
from runtime.hearing.beeps import Beeps
from runtime.hearing.classes import CLASSES, trained
from runtime.hearing.events import HearingEvent, SoundChanged, SpeechEnded, SpeechRepeated
from runtime.hearing.features import SPAN, Features
from runtime.hearing.fingerprint import Repetition
from runtime.hearing.lines import Lines
from runtime.hearing.loudness import Loudness
from runtime.hearing.segments import Segments
from runtime.hearing.spectrum import FRAMES, STEP_SECONDS, Floats, Spectra, Steps, levels
from runtime.hearing.tones import Tone, Tones
from runtime.ports import Samples

_STAY = 0.96
"""Chance that a class goes on for another 100 ms."""
_FORGET = 0.5
"""What remains of the class before after 100 ms of quiet."""
_WEIGHT = 0.6
"""How much a step counts: the windows of neighbouring steps overlap, so they are not independent."""
_QUIET_STEPS = 4
"""Steps without sound that make silence (0.4 s): longer than the stops inside words."""
_AWAITED = 4.0
"""Seconds after speech for which it matters at once that silence is over: somebody waits no longer."""
_NOT_QUIET_STEPS = 2
"""Steps of sound after which silence is certainly over, though nobody knows yet what for."""
_QUIET_REMEMBERED = SPAN // FRAMES
"""Steps after which the measures hold nothing but quiet and need no more of it."""
_SURE, _FAIRLY_SURE = 0.85, 0.7
"""Posterior that a class needs to take over from another sound, or from silence."""
_FAINT = -42.0
"""dBFS below which music is not believed at once when a silence ends: to measures that still hold some of the silence,
a quiet room is a held note for half a second. Hold music is 15 dB louder."""


@dataclass(frozen=True)
class Measured:
    """A step by itself: its level in dB, the lines in Hz that it is nothing but, the chances of `CLASSES`."""

    level: float
    lines: tuple[float, ...]
    chances: Floats | None
    """None: the step holds no sound."""


class Hearing:
    """Follows the far end of one call; feed it everything, in order."""

    def __init__(self, rate: int) -> None:
        """`rate` is the sampling rate in Hz, 8000 or 16000; anything else raises `ValueError`."""
        self._steps = Steps(rate)
        self._spectra = Spectra()
        self._features = Features()
        self._lines = Lines()
        self._tones = Tones()
        self._beeps = Beeps()
        self._loudness = Loudness()
        self._segments = Segments()
        self._repetition = Repetition()
        self._weights = trained()
        self._chances: Floats = np.full(len(CLASSES), 1 / len(CLASSES), np.float32)
        self._count = 0
        self._sound: AudioType | None = None
        self._active_run = self._quiet_run = 0
        """Steps since there was no sound, and since there was."""
        self._class_run = 0
        """Steps of sound that is no tone."""
        self._speech_run = 0
        self._rest_until = -1.0
        self._changed_at = 0.0
        self._provisional = False
        """Silence has ended, but by what is not known yet."""
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
        events = self._segments.cut()
        if events:
            self._repetition.end()
        return events

    def _measure(self, sound: Floats) -> list[Measured]:
        """What can be told of steps, shape (n, STEP), without what was decided before: all at once."""
        loud = levels(sound)
        active = [self._loudness.step(level) for level in loud]
        lines = self._lines.step(sound, np.array(active))
        chances: list[Floats | None] = [None] * len(sound)
        told = self._worth_measuring(active)
        if told:
            posterior = self._weights.posterior(self._features.step(self._spectra.power(sound[told])))
            for index, instant in zip(told, posterior, strict=True):
                chances[index] = instant if active[index] else None
        return [Measured(*each) for each in zip(loud, lines, chances, strict=True)]

    def _worth_measuring(self, active: list[bool]) -> list[int]:
        """Which steps the measures need: those with sound, and so much quiet after them as they can hold."""
        quiet, told = self._quiet_run, []
        for index, sounds in enumerate(active):
            quiet = 0 if sounds else quiet + 1
            if quiet <= _QUIET_REMEMBERED:
                told.append(index)
        return told

    def _step(self, raw: Samples, sound: Floats, measured: Measured) -> list[HearingEvent]:
        begin = self.now
        self._count += 1
        end = self.now
        loud, instant = measured.level, measured.chances
        tone = self._tones.step(measured.lines, loud, self._in_music or self._sound == "speech")
        if instant is None:
            self._quiet_run += 1
            self._class_run = 0
            speech_now = 0.0
            self._chances = _FORGET * self._chances + np.float32((1 - _FORGET) / len(CLASSES))
        else:
            speech_now = float(instant[0])
            self._active_run = self._active_run + 1 if self._quiet_run == 0 else 1
            self._quiet_run = 0
            lines_only = tone is not None or (self._tones.pending and self._sound not in ("speech", "music", "noise"))
            self._class_run = 0 if lines_only else self._class_run + 1
            if not lines_only:
                self._smooth(instant)
        speaks = tone is None and speech_now > 0.4
        self._speech_run = self._speech_run + 1 if speaks else 0

        changed = self._decide(end, loud, tone)
        events: list[HearingEvent] = [] if changed is None else [changed]
        beep = self._beeps.step(measured.lines, instant is not None, end)
        if beep is not None:
            events.append(beep)
        onset = self._onset(end) if self._sound == "speech" and instant is not None else None
        over = self._sound in ("music", "ringing", "busy", "tone")
        events.extend(self._segments.step(raw, end, onset, speaks, over))
        events.extend(self._repeated(sound, begin, end, speaks))
        if any(isinstance(event, SpeechEnded) for event in events):
            self._repetition.end()
        return events

    def _repeated(self, sound: Floats, begin: float, end: float, speaks: bool) -> list[HearingEvent]:
        if not self._segments.is_open:
            return []
        before = self._repetition.match
        if not self._repetition.step(sound, begin, speaks):
            return []
        match = self._repetition.match or before
        assert match is not None
        held = self._repetition.match is not None
        return [SpeechRepeated(end, self._segments.number, round(match.at, 3), round(match.error, 3), held)]

    def _smooth(self, instant: Floats) -> None:
        others = (1 - _STAY) / (len(CLASSES) - 1)
        prior = self._chances * (_STAY - others) + others
        posterior = prior * np.maximum(instant, 1e-3) ** _WEIGHT
        self._chances = posterior / posterior.sum()

    def _decide(self, end: float, loud: float, tone: Tone | None) -> SoundChanged | None:
        if tone is not None:
            self._rest_until = end + tone.rest
            return self._change(tone.sound, end - min(self._active_run, 3) * STEP_SECONDS, 0.95, tone.features)
        if self._quiet_run:
            resting = self._sound in ("ringing", "busy") and end <= self._rest_until
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
        if name == self._sound:
            return None
        if self._sound in ("speech", "music", "noise"):
            ready, back = chance > _SURE and self._class_run > 0, min(self._class_run, 5)
        else:
            enough, latest = (8, 12) if name == "music" and loud < _FAINT else (3 if self._sound else 6, 6)
            ready = self._class_run >= (enough if chance > _FAIRLY_SURE else latest)
            back = self._class_run
        features = {"level": round(loud, 1)}
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
        """Steps: the short window of the measures must fill before it says speech."""
        return round(end - min(self._class_run, self._speech_run + lag) * STEP_SECONDS, 3)
