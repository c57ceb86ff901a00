"""Digits of menus that a company plays on every call: the first time that its number is called, and later.

    python -m tests.bench.known_prompts [--calls N] [--company N]... [--audio DIR]

Ten companies, each with a voice of its own (`tests.bench.speakers`) and every tenth menu of `tests/menu/corpus` that
says "press". A call hears all the menus of a company through ears, recogniser and memory, as a call over SIP does, but
in virtual time. What is played is the same on each call, the line is another one: its level, noise, lost packets, and
up to half a second that is missing at the beginning. With `--audio` also a company that plays the recordings that say
"press" in `DIR/MANIFEST.tsv`. That nobody who speaks is a person is given, since that has a benchmark of its own
(`tests.bench.hearing`). Not responsible for what counts as right (`tests.bench.recogniser`).
"""

import argparse
import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import numpy as np
import trio

import holdlang.calllog as log
from runtime.clock import virtually
from runtime.engines import transcriber
from runtime.line import Line
from runtime.ports import AudioBlock, Leg, LegEvent, Samples, Transcriber
from runtime.prompts.remembering import remembering
from runtime.prompts.store import Store
from runtime.record import Record
from runtime.replay.sound import InPlace
from tests.bench.recogniser import RATE, interval, keys, menu_texts, words
from tests.bench.speakers import VOICES, over_line, say
from tests.engines.sound import read_wav

NUMBER = "+18005550123"
BLOCK = RATE // 10
PAUSE = 3 * RATE
"""Samples of silence after a menu; then a key is pressed."""
QUIET = np.zeros(RATE // 5, np.int16)
"""Before and after a recording, as `say` has it."""
MISSING = RATE // 2
"""Samples that are missing at the beginning of a call at most."""


@dataclass(frozen=True)
class Menu:
    """What is played, and what is said in it."""

    sound: Samples
    text: str


@dataclass
class Heard:
    """What a call made of a menu."""

    texts: list[str] = field(default_factory=list)
    """The words of each utterance."""
    known: int = 0
    """Utterances whose words are those of earlier calls."""


@dataclass
class Tally:
    """Digits after "press"."""

    said: int = 0
    right: int = 0
    wrong: int = 0
    utterances: int = 0
    known: int = 0

    def add(self, text: str, heard: "Heard") -> None:
        """Those of one menu."""
        said, given, right = keys(words(text), " ".join(heard.texts).split())
        self.said += said
        self.right += right
        self.wrong += given - right
        self.utterances += len(heard.texts)
        self.known += heard.known

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(one + two for one, two in zip(astuple(self), astuple(other), strict=True)))

    def __str__(self) -> str:
        return (
            f"of {self.said} digits {self.right} right ({interval(self.right, self.said)}) and {self.wrong} wrong "
            f"({interval(self.wrong, self.said)}); {self.known} of {self.utterances} utterances known"
        )


def spoken(company: int) -> list[Menu]:
    """The menus of a company, in its voice."""
    texts = menu_texts()
    return [Menu(say(text, VOICES[company]), text) for text in texts[company :: len(VOICES)]]


def recorded(folder: Path) -> list[Menu]:
    """The recordings of a folder that say "press"."""
    with (folder / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if re.search(r"\bpress\b", row["transcript"])]
    return [Menu(np.concatenate([QUIET, read_wav(folder / row["file"]), QUIET]), row["transcript"]) for row in rows]


@dataclass
class PlayedLeg:
    """A leg that nothing but sound comes from."""

    rate: int = RATE
    events: trio.MemoryReceiveChannel[LegEvent] = field(init=False)
    audio: trio.MemoryReceiveChannel[AudioBlock] = field(init=False)

    def __post_init__(self) -> None:
        self._signals, self.events = trio.open_memory_channel[LegEvent](0)
        self._sound, self.audio = trio.open_memory_channel[AudioBlock](10)

    def linger(self, blocks: int) -> None:
        """Each block comes by itself."""

    async def play(self, sound: Samples) -> None:
        """Let it be heard, in the time that it takes."""
        for start in range(0, len(sound) - BLOCK + 1, BLOCK):
            await trio.sleep(BLOCK / RATE)
            await self._sound.send(AudioBlock(trio.current_time(), sound[start : start + BLOCK]))


async def call(store: Store, folder: Path, menus: Sequence[Menu], line: int, recogniser: Transcriber) -> list[Heard]:
    """What a call over that line makes of each menu."""
    heard = [Heard() for _ in menus]
    playing = 0
    remembered = ""

    def note(written: log.Line) -> None:
        nonlocal remembered
        match written.data:
            case log.UtteranceBegan():
                remembered = ""
            case log.UtteranceRepeated(earlier_call=True, transcript=text):
                remembered = text
            case log.UtteranceEnded(segment=segment):
                record.write(log.AnnouncementHeard(confidence=1.0, transcript_excerpt="", segment=segment))
            case log.TranscriptChunk(is_final=True, text=text):
                heard[playing].texts.append(text)
                heard[playing].known += text == remembered

    with Record(folder, f"call_{line}") as record:
        async with remembering(store, NUMBER, record) as ears:
            leg = PlayedLeg()
            record.subscribe(note)
            far = Line(cast(Leg, leg), NUMBER, ears(cast(Leg, leg)), InPlace(recogniser), record)
            async with far.listening():
                for playing, menu in enumerate(menus):
                    missing = np.random.default_rng(line).integers(MISSING) if playing == 0 else 0
                    await leg.play(over_line(np.concatenate([menu.sound, np.zeros(PAUSE, np.int16)]), line)[missing:])
                    record.write(log.IvrDtmfSent(digits="1", step_id="press"))
            record.write(log.CallEnded(number=NUMBER, duration=9.0, reason="", outcome="ended"))
    return heard


def calls(menus: Sequence[Menu], count: int, company: int) -> Iterator[Tally]:
    """What each of so many calls in a row makes of the digits; the lines of a company are its own."""
    recogniser = transcriber()
    with TemporaryDirectory() as folder:
        store = Store(Path(folder) / "prompts")
        for number in range(count):
            place, line = Path(folder) / f"{number}", 7 * number + company
            heard = virtually(lambda place=place, line=line: call(store, place, menus, line, recogniser))  # type: ignore[misc]
            tally = Tally()
            for menu, made in zip(menus, heard, strict=True):
                tally.add(menu.text, made)
            yield tally


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--calls", type=int, default=4)
    parser.add_argument("--company", type=int, action="append", default=[], help="0 to 9; default: all")
    parser.add_argument("--audio", type=Path, help="recordings with a MANIFEST.tsv")
    options = parser.parse_args()
    together = [Tally() for _ in range(options.calls)]
    for company in options.company or range(len(VOICES)):
        for number, tally in enumerate(calls(spoken(company), options.calls, company)):
            print(f"{VOICES[company]}, call {number + 1}: {tally}", flush=True)
            together[number] += tally
    for number, tally in enumerate(together):
        print(f"synthetic voices together, call {number + 1}: {tally}")
    if options.audio:
        for number, tally in enumerate(calls(recorded(options.audio), options.calls, len(VOICES))):
            print(f"recordings, call {number + 1}: {tally}", flush=True)


if __name__ == "__main__":
    main()
