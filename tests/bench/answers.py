"""Figures of who answered: what each greeting of `tests.bench.greetings` is taken for, and how soon.

    python -m tests.bench.answers [--voices N] [--silent] [--verbose]

Each greeting is spoken by several voices (espeak-ng's, and flite's where it is installed), goes through mu-law at 8 kHz
over the noise of a room, and is heard by the real hearing and recogniser, block by block. `--silent`: without words, as
on a call that is not transcribed. Not responsible for who speaks later in a call (`tests.bench.hearing`).
"""

import argparse
import shutil
import subprocess
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from runtime.engines import transcriber
from runtime.hearing import Hearing
from runtime.hearing.answer import Answer, Answering
from runtime.hearing.events import SpeechAudio, SpeechEnded, SpeechStarted
from runtime.ports import Samples, Transcriber
from tests.bench.greetings import TONES, Answered, Tones, greetings
from tests.engines.sound import read_wav
from tests.hearing import sounds
from tests.hearing.sounds import Sound, at_level, mu_law, silence
from tests.hearing.voices import VOICES, say

RATE, BLOCK = 8000, 800
LEVEL, ROOM = -22.0, -62.0
"""dBFS of a voice, and of the room it is in."""
WAITS = 12.0
"""Seconds that follow a greeting: whoever gave it waits, or records."""
FLITE = ("slt", "rms", "awb", "kal")


@dataclass(frozen=True)
class Heard:
    """What one greeting was taken for. `ended` is when the last word of it had been said, in seconds."""

    greeting: Answered
    voice: str
    answers: Sequence[Answer]
    began: float
    ended: float

    @property
    def first(self) -> str:
        return self.answers[0].who if self.answers else "-"

    @property
    def last(self) -> str:
        return self.answers[-1].who if self.answers else "-"


@cache
def spoken(text: str, voice: str) -> Sound:
    """`text` in a voice: `flite:NAME`, or one of espeak-ng's."""
    if not voice.startswith("flite:"):
        return at_level(say(text, voice, words_a_minute=160), LEVEL)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "said.wav"
        command = ["flite", "-voice", voice.removeprefix("flite:"), "-t", text, "-o", str(path)]
        subprocess.run(command, check=True, capture_output=True)
        sound = read_wav(path).astype(np.float64) / 32768
    rate = 8000 if voice == "flite:kal" else 16000
    sound = sound if rate == RATE else _halved(sound)
    loud = np.flatnonzero(np.abs(sound) > 0.004)
    return at_level(sound[loud[0] : loud[-1] + 1], LEVEL)


def _halved(sound: Sound) -> Sound:
    """Half the sampling rate, by a windowed sinc."""
    n = np.arange(47) - 23
    kernel = np.sinc(n * 0.47) * 0.47 * np.blackman(47)
    halved: Sound = np.convolve(sound, kernel / kernel.sum(), "same")[::2]
    return halved


def rendered(greeting: Answered, voice: str, seed: int) -> tuple[Samples, float, float]:
    """Its sound from the answer on, and when what is said begins and ends (seconds)."""
    rng = np.random.default_rng(seed)
    parts: list[Sound] = [silence(float(rng.uniform(0.3, 1.2)))]
    began = ended = sum(map(len, parts)) / RATE
    for part in greeting.parts:
        match part:
            case str():
                parts.append(spoken(part, voice))
            case Tones(bursts=bursts):
                parts += [silence(s) if not hz else sounds.tone(hz, s) * 0.2 for hz, s in bursts]
            case float():
                parts.append(silence(part))
        if part is not TONES["beep"]:
            ended = sum(map(len, parts)) / RATE
    parts.append(silence(WAITS))
    sound = np.concatenate(parts)
    if greeting.who == "human":
        sound = sound + at_level(sounds.noise(len(sound) / RATE, seed), ROOM)[: len(sound)]
    return mu_law(sound), began, ended


def heard(greeting: Answered, voice: str, seed: int, recogniser: Transcriber | None) -> Heard:
    """What the greeting is taken for."""
    samples, began, ended = rendered(greeting, voice, seed)
    hearing, answering, answers = Hearing(RATE), Answering(), list[Answer]()
    answering.answered(0.0)
    text = ""
    for start in range(0, len(samples), BLOCK):
        for event in hearing.feed(samples[start : start + BLOCK]):
            answers += [] if isinstance(event, SpeechAudio) else answering.hear(event)
            if recogniser is None:
                continue
            match event:
                case SpeechStarted():
                    recogniser.start()
                case SpeechAudio(segment=segment):
                    if (now := recogniser.feed(event.samples)) != text:
                        text = now
                        answers += answering.words(segment, text, False, hearing.now)
                case SpeechEnded(segment=segment):
                    text = recogniser.finish()
                    answers += answering.words(segment, text, True, hearing.now)
        if answering.wake(hearing.now - 0.1) <= hearing.now + 1e-6:
            answers += answering.tick(hearing.now)
    return Heard(greeting, voice, answers, began, ended)


def voices(count: int) -> list[str]:
    """So many voices, flite's first where it is."""
    flite = [f"flite:{name}" for name in FLITE] if shutil.which("flite") else []
    mixed = [voice for pair in zip(flite, VOICES, strict=False) for voice in pair]
    return [*mixed, *(voice for voice in VOICES if voice not in mixed)][:count]


def table(results: Sequence[Heard]) -> str:
    """What was taken for what, at the first answer and at the last."""
    lines = []
    whos = sorted({one.greeting.who for one in results})
    for title in ("first", "last"):
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for one in results:
            counts[one.greeting.who][getattr(one, title)] += 1
        columns = sorted({who for row in counts.values() for who in row})
        lines.append(f"{title + ' answer':14}" + "".join(f"{column:>12}" for column in columns))
        lines += [f"{who:14}" + "".join(f"{counts[who][column]:12}" for column in columns) for who in whos]
        lines.append("")
    return "\n".join(lines)


def delays(results: Sequence[Heard]) -> str:
    """Seconds until a person is told, from the end of the greeting, and until machines are, from its beginning."""
    people = [
        answer.at - one.ended for one in results for answer in one.answers if one.greeting.who == "human" == answer.who
    ]
    machines = [
        next(answer.at for answer in one.answers if answer.who == one.greeting.who) - one.began
        for one in results
        if one.greeting.who not in ("human", "silence") and any(a.who == one.greeting.who for a in one.answers)
    ]
    beeps = [one for one in results if one.greeting.beeps]
    known = sum(any(answer.beep is not None for answer in one.answers) for one in beeps)
    called = [one for one in results if one.greeting.who != "human" and any(a.who == "human" for a in one.answers)]
    others = sum(one.greeting.who != "human" for one in results)
    return "\n".join(
        [
            f"a person is told {_spread(people)} after the end of the greeting",
            f"a machine is told for what it is {_spread(machines)} after its first sound",
            f"beeps known for a machine's: {known} of {len(beeps)}",
            f"machines, tones and silence ever called human: {len(called)} of {others}",
        ]
    )


def _spread(seconds: Sequence[float]) -> str:
    if not seconds:
        return "never"
    middle, late = np.percentile(seconds, [50, 95])
    return f"{middle:.2f} s (median; 95 %: {late:.2f} s; {len(seconds)} of them)"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--voices", type=int, default=4, help="how many voices say each greeting")
    arguments.add_argument("--silent", action="store_true", help="without words")
    arguments.add_argument("--verbose", action="store_true", help="print what was taken for something else")
    given = arguments.parse_args()
    recogniser = None if given.silent else transcriber()
    spoken_by = voices(given.voices)
    cases = [(greeting, voice) for greeting in greetings() for voice in (spoken_by if greeting.text else [""])]
    results = [heard(greeting, voice, seed, recogniser) for seed, (greeting, voice) in enumerate(cases)]
    print(f"{len(greetings())} greetings, {len(results)} calls, voices: {', '.join(spoken_by)}\n")
    print(table(results))
    print(delays(results))
    for one in results if given.verbose else ():
        if one.first != one.greeting.who or one.last != one.greeting.who:
            print(f"\n{one.greeting.who} by {one.voice}: {one.greeting.text}")
            for told in one.answers:
                print(f"  {told.at:5.1f} ({told.at - one.ended:+.1f}) {told.who}: {told.evidence} “{told.text}”")


if __name__ == "__main__":
    main()
