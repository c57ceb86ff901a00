"""What the recogniser hears of the lines we train with, spoken by voices of this machine, over a telephone.

    python -m tests.training.words_heard [--minutes 15]

Adds what is missing to `words.heard.gz`: a line an utterance, with the words as they stood at each tenth of a second.
Needs Debian's `flite` and `festival` beside espeak-ng. Not responsible for the weights (`tests.training.words`).
"""

import argparse
import gzip
import random
import re
import subprocess
import tempfile
import time
import wave
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from zlib import crc32

import numpy as np

from runtime.engines import transcriber
from runtime.engines.espeak import EspeakSpeaker
from runtime.engines.resample import resample
from runtime.ports import Transcriber
from tests.hearing import sounds
from tests.hearing.sounds import Sound

HERE = Path(__file__).parent
HEARD = HERE / "words.heard.gz"
SIDES = ("recording", "person")
ESPEAK = (
    "en-us",
    "en-us+m1",
    "en-us+f2",
    "en-us+m7",
    "en-us+m3",
    "en-us+anika",
    "en-gb-x-rp",
    "en-gb-scotland+f4",
)
FLITE = ("slt", "rms", "awb", "kal16")
FESTIVAL = ("ked_diphone", "cmu_us_slt_arctic_hts")
VOICES = (*ESPEAK, *FLITE, *FESTIVAL)
TAKES = 2
"""Times that each line is spoken, by different voices and with other names in it."""
LONGEST = 8.0
"""Seconds of an utterance that are listened to: who speaks is decided long before."""
BLOCK = sounds.RATE // 10
LEAD = 2
"""Blocks of the line's noise before the first sample of speech, as hearing hands over a segment."""


@dataclass(frozen=True)
class Utterance:
    """A line as one voice says it."""

    side: str
    """Who says it: one of `SIDES`."""
    line: str
    """As it stands in the corpus: what is tested is never trained with, whoever says it."""
    weight: float
    """How much more often it is heard than most lines."""
    voice: str
    said: str
    """The line with its slots filled."""
    heard: tuple[tuple[int, str], ...] = ()
    """(tenths of a second after the first sample of speech, words from then on)."""

    def words_at(self, seconds: float) -> str:
        """The words as they stood."""
        return next((words for tenths, words in reversed(self.heard) if tenths <= seconds * 10 + 0.5), "")


def utterances() -> Iterator[Utterance]:
    """All that is to be said; what stands for a line depends on that line alone, so others can be added."""
    slots = _slots()
    for side in SIDES:
        for weighted in _lines(HERE / f"words.{side}.txt"):
            weight, _, line = weighted.rpartition("* ")
            chance = random.Random(crc32(line.encode()))
            for voice in chance.sample(VOICES, TAKES):
                yield Utterance(side, line, float(weight or 1), voice, _filled(line, slots, chance))


def _filled(line: str, slots: dict[str, list[str]], chance: random.Random) -> str:
    return re.sub(r"<(\w+)>", lambda slot: chance.choice(slots[slot[1]]), line)


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]


def _slots() -> dict[str, list[str]]:
    pairs = [line.split(": ", 1) for line in _lines(HERE / "words.slots.txt")]
    return {name: choices.split(", ") for name, choices in pairs}


def speak(text: str, voice: str) -> Sound:
    """`text` at 8 kHz. Raises `OSError` if the voice's program is missing."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "said.wav"
        if voice in ESPEAK:
            pace = 145 + crc32(text.encode()) % 35
            EspeakSpeaker(voice, pace, sounds.RATE).synthesize(text, path)
        elif voice in FLITE:
            subprocess.run(["flite", "-voice", voice, "-t", text, "-o", path], check=True, capture_output=True)
        else:
            command = ["text2wave", "-eval", f"(voice_{voice})", "-o", str(path)]
            subprocess.run(command, input=text.encode(), check=True, capture_output=True)
        with wave.open(str(path)) as file:
            raw, rate = np.frombuffer(file.readframes(file.getnframes()), "<i2"), file.getframerate()
    sound = resample(raw, rate, sounds.RATE) / 32768
    loud = np.flatnonzero(np.abs(sound) > 0.01)
    return sound[loud[0] : loud[-1] + 1] if len(loud) else sound


def over_a_telephone(sound: Sound, chance: np.random.Generator) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    """300 to 3400 Hz (ITU-T G.712), at some level, with the noise of a line at 15 to 40 dB below, in mu-law."""
    spectrum = np.fft.rfft(np.concatenate([np.zeros(LEAD * BLOCK), sound]))
    hz = np.fft.rfftfreq(LEAD * BLOCK + len(sound), 1 / sounds.RATE)
    passed = np.fft.irfft(spectrum * ((hz > 250) & (hz < 3400)), LEAD * BLOCK + len(sound))
    level = chance.uniform(-30, -14)
    noise = chance.normal(size=len(passed))
    floor = sounds.at_level(noise, level - chance.uniform(15, 40))
    return sounds.mu_law(sounds.at_level(passed, level) + floor)


def listen(engine: Transcriber, spoken: Utterance) -> Utterance:
    """`spoken` with its length and what `engine` heard of it."""
    sound = speak(spoken.said, spoken.voice)
    chance = np.random.default_rng(crc32(f"{spoken.voice} {spoken.said}".encode()))
    samples = over_a_telephone(sound[: int(LONGEST * sounds.RATE)], chance)
    heard: list[tuple[int, str]] = []

    def note(tenths: int, words: str) -> None:
        if words != (heard[-1][1] if heard else ""):
            heard.append((tenths, words))

    engine.start()
    blocks = -(-len(samples) // BLOCK)
    for number in range(blocks):
        note(number + 1 - LEAD, engine.feed(samples[number * BLOCK : (number + 1) * BLOCK]))
    note(blocks - LEAD, engine.finish())
    return replace(spoken, heard=tuple(heard))


def read() -> list[Utterance]:
    """What has been heard of the lines of today's corpus."""
    wanted = {(u.voice, u.said): u for u in utterances()}
    found = []
    for row in gzip.decompress(HEARD.read_bytes()).decode().splitlines() if HEARD.exists() else ():
        voice, said, *steps = row.split("\t")
        heard = tuple((int(tenths), words) for tenths, words in (step.split(":", 1) for step in steps))
        if (voice, said) in wanted:
            found.append(replace(wanted[voice, said], heard=heard))
    return found


def write(heard: list[Utterance]) -> None:
    """Keep it, in an order that does not depend on when it was heard."""
    rows = sorted("\t".join([u.voice, u.said, *(f"{tenths}:{words}" for tenths, words in u.heard)]) for u in heard)
    HEARD.write_bytes(gzip.compress("\n".join(rows).encode(), mtime=0))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=15.0, help="stop after these; the rest is heard next time")
    end = time.monotonic() + 60 * parser.parse_args().minutes
    heard = read()
    known = {(u.voice, u.said) for u in heard}
    missing = [u for u in utterances() if (u.voice, u.said) not in known]
    random.Random(1).shuffle(missing)
    engine = transcriber()
    for number, spoken in enumerate(missing, 1):
        if time.monotonic() > end:
            break
        heard.append(listen(engine, spoken))
        if number % 50 == 0:
            print(f"{number} of {len(missing)}", flush=True)
            write(heard)
    write(heard)


if __name__ == "__main__":
    main()
