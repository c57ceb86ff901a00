"""What the menus of a number have offered on calls made so far, read from the call logs.

Only the options of detected menus are read: those are prompts of a machine. What a person has said stands in other
events, which are not looked at. Not responsible for writing logs (`runtime.record`).
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from holdlang import numbers
from holdlang.calllog import CallStarted, IvrMenuDetected, parse_line
from holdlang.numbers import sipuri
from holdlang.secret import HIDDEN

NEWEST = 40
"""Calls that are looked at, the newest first: menus change, and a folder of years must not stop the editor."""

LONGEST = 60
"""Characters of an option. Longer ones are a recogniser that ran on."""


@dataclass(frozen=True)
class Option:
    """One option of a menu: what it is for, and its key."""

    phrase: str
    key: str
    day: str
    """When it was last heard, as 2026-11-02."""


def options(data_dir: Path, number: str) -> list[Option]:
    """The options heard on calls to `number`, those of the latest call first, each phrase once."""
    wanted = _dialled(number)
    if wanted is None:
        return []
    found: dict[str, Option] = {}
    for log in sorted((data_dir / "calls").glob("*/call.jsonl"), reverse=True)[:NEWEST]:
        try:
            called, heard = _read(log, log.stat().st_mtime_ns)
        except OSError:
            continue
        if called == wanted:
            for option in heard:
                found.setdefault(option.phrase.casefold(), option)
    return list(found.values())


@lru_cache(maxsize=2 * NEWEST)
def _read(log: Path, _modified: int) -> tuple[str | None, tuple[Option, ...]]:
    """The number that a log is of, and the options in it."""
    number: str | None = None
    found: list[Option] = []
    with log.open(encoding="utf-8", errors="replace") as lines:
        for text in lines:
            match _event(text):
                case CallStarted() as start, _:
                    number = _dialled(start.number)
                case IvrMenuDetected() as menu, day:
                    found += [Option(phrase, key, day) for key, phrase in menu.options.items() if _usable(phrase)]
    return number, tuple(found)


def _event(text: str) -> tuple[object, str]:
    if '"call_started"' not in text and '"ivr_menu_detected"' not in text:
        return None, ""
    try:
        line = parse_line(text)
    except ValueError:
        return None, ""
    return line.data, f"{line.timestamp:%Y-%m-%d}"


def _usable(phrase: str) -> bool:
    """Not what held a secret: such a phrase is a number that was read back."""
    return 0 < len(phrase.strip()) <= LONGEST and phrase.isprintable() and HIDDEN not in phrase


def _dialled(number: str) -> str | None:
    try:
        return number if sipuri.is_uri(number) else numbers.normalize(number)
    except ValueError:
        return None
