"""The keys of a telephone as text: what to send and when. Not responsible for sending."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

TONE_SECONDS = 0.16
"""Length of a tone. ITU-T Q.24 wants receivers to take 40 ms and more; 160 ms is what PJSIP sends by itself, and slow
menus that miss short keys take it."""

GAP_SECONDS = 0.1
"""From the end of one tone to the start of the next. ITU-T Q.24 table 1 asks for 40 ms to 70 ms at least, and RFC 4733
section 2.5.1.4 has the end of an event sent three times, one packet (20 ms) apart: 40 ms of the gap."""

DIGITS = frozenset("0123456789*#ABCD")
"""RFC 4733 section 3.2, events 0 to 15."""

PAUSES = {"w": 0.5, "W": 1.0}
"""Seconds of silence for the pause letters."""


@dataclass(frozen=True)
class Tone:
    """One DTMF digit."""

    digit: str


@dataclass(frozen=True)
class Pause:
    """Silence between digits."""

    seconds: float


def parse_keys(keys: str) -> Iterator[Tone | Pause]:
    """The tones and pauses of `keys`. Raises `ValueError`, which does not quote them, for anything that is no key."""
    for position, key in enumerate(keys, 1):
        if key in PAUSES:
            yield Pause(PAUSES[key])
        elif key.upper() in DIGITS:
            yield Tone(key.upper())
        else:
            raise ValueError(f"character {position} of the keys is none of 0-9 * # A-D w W")


def digit_of_info(content_type: str, body: str) -> str | None:
    """The digit in a SIP INFO request: `application/dtmf-relay` (`Signal=5`) or `application/dtmf` (`5`). None if none.

    Neither has an RFC; the first is how Cisco documents it, and both count 10 as * and 11 as #, as RFC 4733 does.
    """
    match content_type.lower().split(";")[0].strip():
        case "application/dtmf-relay":
            found = re.search(r"^\s*signal\s*=\s*([0-9*#A-D]{1,2})\s*$", body, re.IGNORECASE | re.MULTILINE)
        case "application/dtmf":
            found = re.fullmatch(r"\s*([0-9*#A-D]{1,2})\s*", body, re.IGNORECASE)
        case _:
            return None
    if not found:
        return None
    digit = {"10": "*", "11": "#"}.get(found[1], found[1].upper())
    return digit if len(digit) == 1 else None
