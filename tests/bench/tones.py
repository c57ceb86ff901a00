"""Which tones are named, by country and by what the line does to them; and how many are heard in speech and music.

    python -m tests.bench.tones [--no-false]

The signals of `runtime.hearing.plans`, with the modulation that some countries give it, goes through what `LINES`
says. The recordings are those of `tests.recordings`. Not responsible for the figures of people and announcements.
"""

import argparse
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import numpy.typing as npt

from runtime.hearing import Hearing
from runtime.hearing.events import BeepHeard, HearingEvent, SoundChanged, ToneNamed
from runtime.hearing.plans import COLUMNS, INFORMATION, KEYS, ROWS, SIGNALS, Signal
from tests.hearing import sounds
from tests.hearing.sounds import Sound, at_level, silence
from tests.recordings import recordings

Samples = npt.NDArray[np.int16]

PLANS = (
    "US",
    "KR",
    "GB",
    "NZ",
    "DE",
    "BE",
    "SE",
    "AT",
    "RU",
    "ES",
    "IT",
    "BR",
    "FR",
    "JP",
    "AU",
    "IN",
    "ZA",
    "IL",
    "CN",
)
STANDARDS = ("T.30", "V.25")
"""The others have the tones of one of these."""
LEAD = 0.737
"""Seconds of quiet before a signal; no multiple of a step."""
MODULATED = {"JP": 16.0, "IN": 25.0, "ZA": 33.0}
"""Hz by which the ringing tone of 400 Hz is modulated in full (E.180 suppl. 2)."""
SECONDS = 5.0
"""For which a signal is played at least; two cycles and the begin of a third, if that takes longer."""


@dataclass(frozen=True)
class Case:
    """A tone of one country: what it may be called, and its sound at a rate and with frequencies times a factor."""

    plan: str
    names: frozenset[str]
    make: Callable[[int, float], Sound]


@dataclass(frozen=True)
class Way:
    """What the network does to a tone."""

    name: str
    through: Callable[[Case], tuple[Samples, int]]
    """Returns samples and their rate."""


@dataclass(frozen=True)
class Row:
    """Cases of a plan in one way: how many got their name, got another, and the seconds it took."""

    plan: str
    way: str
    cases: int
    right: int
    wrong: int
    delays: tuple[float, ...]


def cases() -> Iterator[Case]:
    """Each signal in each of its countries, the special information tones, and the keys."""
    for signal in SIGNALS:
        same = [one for one in SIGNALS if (one.frequencies, one.cadence) == (signal.frequencies, signal.cadence)]
        for plan in signal.where.split():
            if plan in PLANS + STANDARDS:
                yield Case(plan, frozenset(one.name for one in same), _signal(signal, plan))
    yield Case("V.25", frozenset({"fax answering"}), _answering)
    for one in INFORMATION:
        last = 1800.0 if one is INFORMATION[0] else 1776.7
        parts = [*zip(one.frequencies, one.seconds, strict=True), (last, 0.33 if one is INFORMATION[0] else 0.38)]
        yield Case("SIT", frozenset({one.name}), _information(parts))
    for row, keys in zip(ROWS, KEYS, strict=True):
        for column, key in zip(COLUMNS, keys, strict=True):
            for twist in (-8.0, 4.0):
                yield Case("DTMF", frozenset({f"dtmf {key}"}), _key(row, column, twist))


def _signal(signal: Signal, plan: str) -> Callable[[int, float], Sound]:
    period = sum(signal.cadence)
    seconds = max(SECONDS, 2.3 * period)
    ringing = signal.name == "ringback"

    def make(rate: int, factor: float) -> Sound:
        hz = [factor * one for one in signal.frequencies]
        if ringing and plan == "AU":
            hz = [factor * one for one in (400, 425, 450)]
        sound = sounds.cadence(hz, signal.cadence or (5.0, 1.0), seconds if signal.cadence else 6.0, rate)
        if ringing and plan in MODULATED:
            sound = sound * (1 + np.cos(2 * np.pi * MODULATED[plan] * np.arange(len(sound)) / rate)) / 2
        return sound

    return make


def _answering(rate: int, factor: float) -> Sound:
    """A fax that answers with ANSam (V.8): 2100 Hz, its phase reversed each 450 ms, its level modulated by 15 Hz."""
    t = np.arange(round(3.3 * rate)) / rate
    sign = 1 - 2 * (np.floor(t / 0.45) % 2)
    return np.asarray(sign * np.sin(2 * np.pi * factor * 2100 * t) * (1 + 0.2 * np.sin(2 * np.pi * 15 * t)))


def _information(parts: list[tuple[float, float]]) -> Callable[[int, float], Sound]:
    return lambda rate, factor: np.concatenate([sounds.tone((factor * hz,), length, rate) for hz, length in parts])


def _key(row: float, column: float, twist: float) -> Callable[[int, float], Sound]:
    """A key for 60 ms; `twist` is the level of its column against its row in dB."""

    def make(rate: int, factor: float) -> Sound:
        low, high = sounds.tone((factor * row,), 0.06, rate), sounds.tone((factor * column,), 0.06, rate)
        return np.asarray(low + high * 10 ** (twist / 20))

    return make


def _line(
    *, dbfs: float = -20, rate: int = 8000, factor: float = 1.0, noise: float | None = None, late: float = 0.0
) -> Callable[[Case], Sound]:
    """A tone at a level, above noise by `noise` dB, the first `late` seconds of it missing."""

    def sound(case: Case) -> Sound:
        tone = at_level(case.make(rate, factor), dbfs)
        whole = tone[round(late * rate) :] if late else np.concatenate([silence(LEAD, rate), tone])
        whole = np.concatenate([whole, silence(1.5, rate)])
        if noise is None:
            return whole
        hiss = sounds.noise(len(whole) / rate, 1, rate)
        return whole + at_level(hiss, dbfs - noise)

    return sound


def _mu(line: Callable[[Case], Sound]) -> Callable[[Case], tuple[Samples, int]]:
    return lambda case: (sounds.mu_law(line(case)), 8000)


def _wide(case: Case) -> tuple[Samples, int]:
    return (_line(rate=16000)(case) * 32767).astype(np.int16), 16000


WAYS = (
    Way("as it is", _mu(_line())),
    Way("−40 dBFS", _mu(_line(dbfs=-40))),
    Way("−6 dBFS", _mu(_line(dbfs=-6))),
    Way("A-law", lambda case: (sounds.a_law(_line()(case)), 8000)),
    Way("16 kHz", _wide),
    Way("+1 %", _mu(_line(factor=1.01))),
    Way("−1 %", _mu(_line(factor=0.99))),
    Way("noise 30 dB below", _mu(_line(noise=30))),
    Way("noise 20 dB below", _mu(_line(noise=20))),
    Way("3 % lost", lambda case: (sounds.with_loss(sounds.mu_law(_line()(case)), 0.03, 5), 8000)),
    Way("from its middle", _mu(_line(late=0.31))),
)
"""The last leaves out special information tones and keys, which are over by then."""


def measured() -> Iterator[Row]:
    """The figures of every plan in every way, plan by plan."""
    every: dict[str, list[Case]] = {}
    for case in cases():
        every.setdefault(case.plan, []).append(case)
    for plan, some in every.items():
        for way in WAYS:
            if way is WAYS[-1] and plan in ("SIT", "DTMF"):
                continue
            heard = [_named(case, way) for case in some]
            right = tuple(delay for outcome, delay in heard if outcome == "right")
            wrong = sum(outcome == "wrong" for outcome, _ in heard)
            yield Row(plan, way.name, len(some), len(right), wrong, right)


def _named(case: Case, way: Way) -> tuple[str, float]:
    """Whether a tone got its name and no other ("right", "wrong" or "none"), and after how many seconds."""
    samples, rate = way.through(case)
    begin = 0.0 if way is WAYS[-1] else LEAD
    names = [(_full(event), now) for event, now in _heard(samples, rate) if isinstance(event, ToneNamed)]
    if not names:
        return "none", 0.0
    return "right" if {name for name, _ in names} <= case.names else "wrong", names[0][1] - begin


def _full(event: ToneNamed) -> str:
    return event.name if event.key is None else f"{event.name} {event.key}"


def _heard(samples: Samples, rate: int) -> Iterator[tuple[HearingEvent, float]]:
    hearing, block = Hearing(rate), rate // 10
    for start in range(0, len(samples), block):
        for event in hearing.feed(samples[start : start + block]):
            yield event, hearing.now


@dataclass(frozen=True)
class Invented:
    """Tones in recordings without one: hours of each kind of recording, and what was heard in it."""

    hours: dict[str, float]
    tones: Counter[tuple[str, str]]


def false_tones(dbfs: float = -20) -> Invented:
    """What is named in speech and music that holds no tone; each recording is a call of its own."""
    hours: dict[str, float] = {}
    tones: Counter[tuple[str, str]] = Counter()
    for recording in recordings():
        if recording.kind == "tone":
            continue
        sound = at_level(recording.load(), dbfs)
        samples = sounds.mu_law(np.concatenate([silence(0.5), sound, silence(1.5)]))
        hours[recording.kind] = hours.get(recording.kind, 0.0) + len(sound) / 8000 / 3600
        for event, _ in _heard(samples, 8000):
            if isinstance(event, ToneNamed):
                tones[recording.kind, _full(event)] += 1
            elif isinstance(event, BeepHeard):
                tones[recording.kind, "beep"] += 1
            elif isinstance(event, SoundChanged) and event.sound in ("ringing", "busy"):
                tones[recording.kind, f"sound of {event.sound}"] += 1
    return Invented(hours, tones)


def tones_table() -> str:
    """The figures of `measured` as a table in Markdown."""
    return "\n".join(_table())


def _table() -> Iterator[str]:
    """Right (and wrong) of all, by plan and way, and the median time it took; each line as soon as it is known."""
    ways = [way.name for way in WAYS]
    yield f"| plan | {' | '.join(ways)} | median s |"
    yield f"|---|{'---|' * (len(ways) + 1)}"
    total = right = wrong = 0
    for plan, rows in groupby(measured(), key=lambda row: row.plan):
        mine = {row.way: row for row in rows}
        delays = [delay for row in mine.values() for delay in row.delays]
        middle = f"{statistics.median(delays):.1f}" if delays else "–"
        yield f"| {plan} | {' | '.join(_cell(mine.get(way)) for way in ways)} | {middle} |"
        total += sum(row.cases for row in mine.values())
        right += sum(row.right for row in mine.values())
        wrong += sum(row.wrong for row in mine.values())
    yield f"\n{right} of {total} named, {wrong} wrongly"


def _cell(row: Row | None) -> str:
    if row is None:
        return ""
    return f"{row.right}/{row.cases}" + (f" ({row.wrong} wrong)" if row.wrong else "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--no-false", action="store_true", help="leave out the recordings without tones")
    arguments = parser.parse_args()
    begin = time.monotonic()
    for line in _table():
        print(line, flush=True)
    if not arguments.no_false:
        heard = false_tones()
        print(f"\nrecordings without tones, hours: { {kind: round(hours, 2) for kind, hours in heard.hours.items()} }")
        for (kind, name), number in sorted(heard.tones.items()):
            print(f"{kind}: {name}: {number} ({number / heard.hours[kind]:.2f} an hour)")
    print(f"\n{time.monotonic() - begin:.0f} s")


if __name__ == "__main__":
    main()
