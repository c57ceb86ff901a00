"""Figures of the recognisers: word errors, key phrases, digits after "press", speed, memory.

    python -m tests.bench.recogniser [--audio DIR] [--acoustic-model DIR] [--vosk-model DIR] [--voice NAME]... [--wpm N]
                                     [--menus]

Three kinds of sound, all through mu-law at 8 kHz: menu prompts spoken by espeak-ng (or `flite:NAME`,
`festival:NAME`), which are none of the sentences of the language model; with `--menus` those of `tests/menu/corpus`
that name a key, by ten speakers in turn over lines that are faint, loud, noisy or lose packets, in two halves, so that
what is tuned by the even one can be told of by the odd one; and with `--audio` recordings, described by
`DIR/MANIFEST.tsv` with columns `file`, `label` (`announce`) and `transcript`.
"""

import argparse
import csv
import math
import re
import resource
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from runtime.engines import transcriber
from runtime.ports import Samples, Transcriber
from tests.bench.speakers import VOICES, over_line, say
from tests.engines.sound import read_wav, through_mu_law
from tests.menu.corpus.prompts import prompts

RATE = 8000
KEYS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "star", "pound")

PROMPTS = {
    "Thank you for calling Chase. For account services, press 3. To hear this again, press star.": ["account services"],
    "For disputes, press 1. For fraud alerts, press 2.": ["disputes"],
    "Welcome to Northwind Bank. For checking or savings, press 1. For credit cards, press 2. For loans, press 3.": [
        "savings",
        "credit cards",
        "loans",
    ],
    "To speak with a representative, press 0, or stay on the line.": ["representative"],
    "Please enter the last four digits of your account number, followed by the pound key.": [
        "last four digits",
        "account number",
    ],
    "Your call is important to us. Please stay on the line.": ["call is important", "stay on the line"],
    "All of our agents are busy helping other customers. Your estimated wait time is four minutes.": [
        "agents",
        "estimated wait",
    ],
    "Thank you for holding, this is Dana in disputes, how can I help you?": [
        "thank you for holding",
        "disputes",
        "how can i help",
    ],
    "If you would like us to call you back, press 2 now.": ["call you back"],
    "Our offices are closed. Please call again during normal business hours.": ["closed", "business hours"],
    "Main menu. For billing, press 1. For technical support, press 2. For sales, press 3. For all else, press 0.": [
        "billing",
        "technical support",
        "sales",
    ],
    "For prescription refills, press 4. To make an appointment, press 5.": ["prescription", "appointment"],
    "To report a lost or stolen card, press 1. To check your balance, press 2. To go back, press star.": [
        "lost or stolen",
        "balance",
    ],
    "For new reservations, press 1. To change or cancel a reservation, press 2. For baggage, press 6.": [
        "reservations",
        "cancel",
        "baggage",
    ],
    "Press 7 for cancellations. Press 8 to hear these options again.": ["cancellations"],
    "To make a payment, press 9. For all other questions, press 0.": ["payment", "questions"],
    "Good afternoon, card services, my name is Peter. What is your account number please?": [
        "account number",
        "card services",
    ],
    "Sorry, that is not a valid option. Please try again.": ["not a valid", "try again"],
    "For claims, press 1. For policy changes, press 2. For a new quote, press 3.": ["claims", "policy"],
    "We are experiencing higher than normal call volume. Calls will be answered in the order received.": [
        "call volume",
        "order",
    ],
    "Hello, thanks for waiting. You are speaking with Maria. How may I assist you today?": ["speaking with", "assist"],
    "For internet or television, press 1. For your mobile phone, press 2.": ["internet", "mobile"],
    "Please leave your name and number after the tone, and we will return your call.": ["after the tone", "number"],
}
"""Prompts with the phrases that a flow would wait for."""


@dataclass
class Score:
    """Sums over prompts."""

    words: int = 0
    errors: int = 0
    digits: int = 0
    right: int = 0
    wrong: int = 0
    phrases: int = 0
    heard: int = 0
    sound: float = 0.0
    computing: float = 0.0
    longest: float = 0.0

    def __str__(self) -> str:
        recall = f", phrases {self.heard}/{self.phrases}" if self.phrases else ""
        return (
            f"word errors {100 * self.errors / self.words:.1f} %, of {self.digits} digits "
            f"{self.right} right ({interval(self.right, self.digits)}) and "
            f"{self.wrong} wrong ({interval(self.wrong, self.digits)}){recall}, "
            f"real-time factor {self.computing / self.sound:.3f}, longest call {1000 * self.longest:.0f} ms"
        )


def interval(count: int, total: int) -> str:
    """The share and its 95 % interval (Wilson 1927), in per cent."""
    if not total:
        return "of none"
    z = 1.96
    share = count / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total) * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return f"{100 * share:.1f} %, {100 * max(middle - half, 0):.1f} to {100 * min(middle + half, 1):.1f}"


@dataclass(frozen=True)
class Example:
    samples: Samples
    text: str
    phrases: Sequence[str] = ()


def spoken(voice: str, words_per_minute: int) -> Iterable[Example]:
    """The prompts in a voice."""
    for text, phrases in PROMPTS.items():
        yield Example(through_mu_law(say(text, voice, words_per_minute)), text, phrases)


def menu_texts() -> list[str]:
    """The prompts of the corpus that say "press"."""
    return [prompt.text for prompt in prompts() if re.search(r"\bpress\b", prompt.text, re.IGNORECASE)]


def menus(half: int) -> Iterable[Example]:
    """Every other prompt of the corpus that says "press", by the speakers in turn, over one line after the other."""
    for place, text in enumerate(menu_texts()):
        if place % 2 == half:
            voice = VOICES[place // 2 % len(VOICES)]
            yield Example(over_line(say(text, voice), place // 2), text)


def recorded(folder: Path) -> Iterable[Example]:
    """The recordings of a folder that have a transcript."""
    with (folder / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["label"] == "announce" and row["transcript"]:
                yield Example(read_wav(folder / row["file"]), row["transcript"])


def measure(engine: Transcriber, examples: Iterable[Example]) -> Score:
    """Feed each example in blocks of 100 ms, as a call does."""
    score = Score()
    for example in examples:
        times: list[float] = []
        began = time.process_time()
        engine.start()
        for start in range(0, len(example.samples), RATE // 10):
            called = time.perf_counter()
            engine.feed(example.samples[start : start + RATE // 10])
            times.append(time.perf_counter() - called)
        called = time.perf_counter()
        heard = engine.finish().split()
        times.append(time.perf_counter() - called)
        score.computing += time.process_time() - began
        score.sound += len(example.samples) / RATE
        score.longest = max(score.longest, *times)
        said = words(example.text)
        score.words += len(said)
        score.errors += distance(said, heard)
        wanted, pressed, common = keys(said, heard)
        score.digits += wanted
        score.right += common
        score.wrong += pressed - common
        score.phrases += len(example.phrases)
        score.heard += sum(f" {phrase} " in f" {' '.join(heard)} " for phrase in example.phrases)
    return score


def words(text: str) -> list[str]:
    spelt = re.sub(r"\d", lambda digit: f" {KEYS[int(digit[0])]} ", text.lower())
    return re.findall(r"[a-z']+", spelt)


def keys(said: Sequence[str], heard: Sequence[str]) -> tuple[int, int, int]:
    """How many keys were said, how many were heard, and how many of these are right."""
    wanted, pressed = after_press(said), after_press(heard)
    common = (len(wanted) + len(pressed) - distance(wanted, pressed, substitution=2)) // 2
    return len(wanted), len(pressed), common


def after_press(said: Sequence[str]) -> list[str]:
    return [key for word, key in pairwise(said) if word == "press" and key in KEYS]


def distance(one: Sequence[str], other: Sequence[str], substitution: int = 1) -> int:
    """Words to insert, delete or (at this price) replace, at the least (Wagner & Fischer 1974)."""
    row = list(range(len(other) + 1))
    for i, word in enumerate(one, 1):
        diagonal, row[0] = row[0], i
        for j, against in enumerate(other, 1):
            best = min(row[j] + 1, row[j - 1] + 1, diagonal + (substitution if word != against else 0))
            diagonal, row[j] = row[j], best
    return row[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--audio", type=Path, help="recordings with a MANIFEST.tsv")
    parser.add_argument("--acoustic-model", type=Path)
    parser.add_argument("--vosk-model", type=Path)
    parser.add_argument("--voice", action="append", default=[])
    parser.add_argument("--wpm", type=int, default=140)
    parser.add_argument("--menus", action="store_true", help="the corpus by ten speakers; wants flite and festival")
    options = parser.parse_args()
    began = time.perf_counter()
    before = resident()
    engine = transcriber(vosk_model=options.vosk_model, acoustic_model=options.acoustic_model)
    print(f"loaded in {time.perf_counter() - began:.2f} s, {resident() - before:.0f} MB more than before")
    for voice in options.voice or ["en-us"]:
        print(f"{voice} at {options.wpm}: {measure(engine, spoken(voice, options.wpm))}", flush=True)
    if options.menus:
        for half, name in enumerate(("even", "odd")):
            print(f"menus, {name} half: {measure(engine, menus(half))}", flush=True)
    if options.audio:
        print(f"recordings: {measure(engine, recorded(options.audio))}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"resident {resident():.0f} MB, at most {peak:.0f} MB")


def resident() -> float:
    """Megabytes of this process in memory now."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


if __name__ == "__main__":
    main()
