"""Speakers that our recogniser was not made for, and the lines that they call over: espeak-ng, flite, festival.

Not responsible for what they say nor for figures (`tests.bench.recogniser`).
"""

import subprocess
import tempfile
from pathlib import Path

import numpy as np

from runtime.engines.espeak import EspeakSpeaker
from runtime.engines.resample import resample
from runtime.ports import Samples
from tests.engines.sound import read_wav, through_mu_law

RATE = 8000

VOICES = (
    "en-us",
    "flite:rms",
    "en-us+f2",
    "flite:slt",
    "festival:kal_diphone",
    "en-us+m7",
    "flite:awb",
    "festival:cmu_us_slt_arctic_hts",
    "en-gb-x-rp",
    "flite:kal16",
)
"""Ten speakers, of whom three are women; flite and festival as Debian has them."""

SPEECH = 32768 * 10 ** (-23 / 20)
"""Root mean square of audible speech before the line: about −23 dBFS."""

LEVELS_DB = (-14, -8, 0, 4, -3)

SIGNAL_TO_NOISE_DB = 25

LOSS = 0.02
"""Share of packets of 20 ms that are lost, and silent."""


def say(text: str, voice: str, words_per_minute: int = 140) -> Samples:
    """Text in a voice of espeak-ng, `flite:` or `festival:`, at 8 kHz, with a fifth of a second before and after.

    Raises `FileNotFoundError` if the program of a voice is not installed.
    """
    program, _, name = voice.rpartition(":")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "said.wav"
        match program:
            case "flite":
                subprocess.run(["flite", "-voice", name, "-t", text, "-o", str(path)], check=True)
            case "festival":
                command = ["text2wave", "-eval", f"(voice_{name})", "-o", str(path)]
                subprocess.run(command, input=text.encode(), check=True)
            case _:
                EspeakSpeaker(name, words_per_minute).synthesize(text, path)
        rate = int.from_bytes(path.read_bytes()[24:28], "little")
        said = resample(read_wav(path), rate, RATE)
    quiet = np.zeros(RATE // 5)
    return np.concatenate([quiet, np.clip(np.round(said), -32768, 32767), quiet]).astype(np.int16)


def over_line(said: Samples, line: int) -> Samples:
    """What arrives over the line of this number: five levels, and of each a clean, a noisy and a lossy one."""
    random = np.random.default_rng(line)
    sound = said.astype(np.float64)
    level = LEVELS_DB[line % len(LEVELS_DB)]
    sound *= SPEECH / np.sqrt(np.mean(sound[np.abs(sound) > 300] ** 2)) * 10 ** (level / 20)
    match line // len(LEVELS_DB) % 3:
        case 1:
            sound += random.normal(0.0, SPEECH * 10 ** ((level - SIGNAL_TO_NOISE_DB) / 20), len(sound))
        case 2:
            for start in range(0, len(sound), RATE // 50):
                if random.random() < LOSS:
                    sound[start : start + RATE // 50] = 0.0
    return through_mu_law(np.clip(np.round(sound), -32768, 32767).astype(np.int16))
