"""Figures of the understanding of menus, and of the offline advisor.

    python -m tests.bench.menus [--clean] [--errors] [--audio DIR] [--voice NAME]...

The prompts of `tests/menu/corpus`: as they are written; without punctuation and case, numbers as words; and as our
recogniser hears them, spoken by espeak-ng through mu-law at 8 kHz, without being told a phrase. With `--audio` also
recordings described by `DIR/MANIFEST.tsv`, by their transcripts and as they are heard. What is heard is kept in
`build/menus`, because hearing all of it takes minutes; `--clean` leaves it out. When something counts as found is
written down in `tests.menu.corpus.scoring`.
"""

import argparse
import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from holdlang.advice.model import PressKey, Situation
from holdlang.advice.similarity import advise
from holdlang.match import normalize
from holdlang.menu import understand
from holdlang.menu.model import Menu
from tests.bench.heard import Hearing
from tests.menu.corpus.prompts import Prompt, Truth, prompts, recorded
from tests.menu.corpus.scoring import Agree, Score, alike, content, related

BUCKETS = (0.0, 0.25, 0.5, 0.7, 0.85, 1.01)
"""Bounds of sureness, from each up to the next, in the table of how far it can be relied on."""

KEY_WORDS = {key: set(normalize(key)) for key in "0123456789*#"} | {"#": {"pound", "hash"}, "*": {"star"}}
"""Key -> the words it is called by."""


def plain(text: str) -> str:
    """The text as a perfect recogniser gives it."""
    return " ".join(normalize(text))


def of_ours(corpus: Sequence[Prompt], texts: Sequence[str], agree: Agree) -> Score:
    """Each prompt, understood from one text of it."""
    score = Score()
    for prompt, text in zip(corpus, texts, strict=True):
        score.add(prompt.truth, understand(text), agree, text)
    return score


def of_recordings(texts: dict[str, str]) -> Score:
    """Options and entries of recordings, by name. Only words of them are in the corpus, so `related` decides."""
    truths = recorded()
    score = Score()
    for name, text in texts.items():
        score.add_offer(truths.get(name, Truth()).menu(text), understand(text), related, name)
    return score


def within_reach(truths: Iterable[Menu], texts: Iterable[str]) -> str:
    """How many options have their key and a telling word anywhere in the text: the most that any parser finds in it."""
    reached = total = 0
    for truth, text in zip(truths, texts, strict=True):
        said = set(normalize(text))
        for option in truth.options:
            total += 1
            reached += (option.key is None or bool(said & KEY_WORDS[option.key])) and related(option.phrase, text)
    return f"  {reached} of {total} options ({reached / total:.1%}) have their key and a telling word in what is heard"


def transcripts(folder: Path) -> Iterator[tuple[str, Path, str]]:
    """Name, file and transcript of the recorded announcements."""
    with (folder / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["label"] == "announce" and row["transcript"]:
                yield Path(row["file"]).stem, folder / row["file"], row["transcript"]


def show(title: str, score: Score, errors: bool) -> None:
    print(f"\n{title}\n  {'':24}precision  recall    right  wanted  given")
    for part, tally in score.tallies.items():
        figures = f"{tally.precision:9.3f} {tally.recall:7.3f} {tally.right:8} {tally.wanted:7} {tally.given:6}"
        print(f"  {part:24}{figures}")
    if errors:
        print("".join(f"    {error}\n" for error in score.errors), end="", flush=True)


def advice(title: str, corpus: Sequence[Prompt], texts: Sequence[str], errors: bool) -> None:
    """The offline advisor at the intents of the corpus: how often it is right, and what its sureness tells."""
    outcomes: list[tuple[float, str, bool]] = []
    for prompt, text in zip(corpus, texts, strict=True):
        menu = understand(text)
        for intent, key in prompt.intents.items():
            advised = advise(Situation(intent=intent, heard=text, menu=menu))
            pressed = advised.advice.key if isinstance(advised.advice, PressKey) else None
            outcome = "none" if pressed is None else "right" if pressed == key else "wrong"
            shares = bool(set(content(intent)) & set(content(prompt.options[key])))
            outcomes.append((advised.sureness or 0.0, outcome, shares))
            if errors and outcome != "right":
                print(f"    {outcome}: {intent} -> {pressed} instead of {key}   [{text}]")
    print(f"\nthe offline advisor, {title}")
    for name, some in (
        ("all intents", outcomes),
        ("a word in common with the option", [one for one in outcomes if one[2]]),
        ("no word in common", [one for one in outcomes if not one[2]]),
    ):
        counts = {kind: sum(outcome == kind for _, outcome, _ in some) for kind in ("right", "wrong", "none")}
        print(
            f"  {name} ({len(some)}): " + ", ".join(f"{n} {kind} ({n / len(some):.1%})" for kind, n in counts.items())
        )
    for low, high in pairwise(BUCKETS):
        pressed_there = [outcome for sure, outcome, _ in outcomes if low <= sure < high and outcome != "none"]
        if pressed_there:
            share = sum(outcome == "right" for outcome in pressed_there) / len(pressed_there)
            print(f"  keys at sureness {low:.2f} to {min(high, 1):.2f}: {share:.0%} right of {len(pressed_there)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--audio", type=Path, help="recordings with a MANIFEST.tsv")
    parser.add_argument("--clean", action="store_true", help="only text, nothing spoken or heard")
    parser.add_argument("--errors", action="store_true", help="what was missed, and what is false")
    parser.add_argument("--voice", action="append", default=[])
    chosen = parser.parse_args()
    corpus = list(prompts())
    written = [prompt.text for prompt in corpus]
    bare = [plain(text) for text in written]
    show(f"as written ({len(corpus)} prompts)", of_ours(corpus, written, alike), chosen.errors)
    show("without punctuation and case", of_ours(corpus, bare, alike), chosen.errors)
    advice("as written", corpus, written, chosen.errors)
    recordings = list(transcripts(chosen.audio)) if chosen.audio else []
    if recordings:
        texts = {name: text for name, _, text in recordings}
        show(f"transcripts of {len(texts)} recordings", of_recordings(texts), chosen.errors)
    if chosen.clean:
        return
    hearing = Hearing()
    for voice in chosen.voice or ["en-us"]:
        heard = [hearing.of_spoken(text, voice) for text in written]
        show(f"as heard, spoken by {voice}", of_ours(corpus, heard, related), chosen.errors)
        print(within_reach((prompt.truth for prompt in corpus), heard))
        advice(f"as heard, spoken by {voice}", corpus, heard, chosen.errors)
    if recordings:
        texts = {name: hearing.of_recording(path) for name, path, _ in recordings}
        show("recordings as heard", of_recordings(texts), chosen.errors)
        truths = recorded()
        print(within_reach((truths.get(name, Truth()).menu("") for name in texts), texts.values()))


if __name__ == "__main__":
    main()
