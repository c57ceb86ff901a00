"""Voices that programs speak with: espeak-ng (from a wheel), flite, festival. Not responsible for singing.

The sentences are ours, so what is said is known.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.hearing.voices import VOICES, say
from tests.recordings.recording import Kind, Recording, Sound, read

OPENINGS = (
    "hello",
    "hi how can i help you",
    "good morning this is angela how can i help",
    "thanks for waiting sorry about that you are speaking with daniel",
    "hello are you still there",
    "customer service what can i do for you today",
    "yes hello sorry to keep you waiting can i have your account number please",
    "okay so i see here that you called us last week about the invoice",
)
ANNOUNCEMENTS = (
    "your call is important to us please stay on the line",
    "all of our agents are busy at the moment your call will be answered in the order it was received",
    "you are number four in the queue the estimated waiting time is twelve minutes",
    "did you know that you can also find answers on our website",
    "this call may be recorded for training and quality purposes",
    "thank you for your patience an agent will be with you shortly",
    "for billing press one for technical support press two to hear this again press nine",
    "please continue to hold",
)
_FLITE = ("awb", "kal16", "rms", "slt")
_FESTIVAL = {
    "festvox-kallpc16k": "kal_diphone",
    "festvox-kdlpc16k": "ked_diphone",
    "festvox-us-slt-hts": "cmu_us_slt_arctic_hts",
}


def found() -> Iterator[Recording]:
    for kind, texts in (("person", OPENINGS), ("announcement", ANNOUNCEMENTS)):
        for number, text in enumerate(texts):
            yield from _spoken(kind, number, text)  # type: ignore[arg-type]


def _spoken(kind: Kind, number: int, text: str) -> Iterator[Recording]:
    for voice in VOICES:
        make = partial(say, text, voice, 150 + 7 * number, 30 + 5 * number)
        yield Recording(f"{kind} {number} {voice}", kind, "espeak-ng", text, make)
    if shutil.which("flite"):
        for voice in _FLITE:
            yield Recording(f"{kind} {number} {voice}", kind, "flite", text, partial(_flite, text, voice))
    if shutil.which("festival"):
        for source, voice in _FESTIVAL.items():
            if any(Path("/usr/share/festival/voices").glob(f"*/{voice}")):
                yield Recording(f"{kind} {number}", kind, source, text, partial(_festival, text, voice))


def _flite(text: str, voice: str) -> Sound:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.wav"
        subprocess.run(["flite", "-voice", voice, "-t", text, "-o", str(out)], check=True, capture_output=True)
        return read(out)


def _festival(text: str, voice: str) -> Sound:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.wav"
        command = ["text2wave", "-o", str(out), "-eval", f"(voice_{voice})"]
        subprocess.run(command, check=True, capture_output=True, input=text.encode())
        return read(out)
