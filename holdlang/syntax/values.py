"""How single values are written: durations, texts, keys and patterns, both ways. Not responsible for whole lines
(`holdlang.printer`) or for reporting what can't be read (`holdlang.syntax.parts`)."""

import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from holdlang.model.base import LONGEST, NAME, SHORTEST
from holdlang.model.testing import QUIETEST

_DURATION = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?(?:(\d+)ms)?")
_UNITS = (Fraction(3600), Fraction(60), Fraction(1), Fraction(1, 1000))

_ESCAPES = {'"': '"', "\\": "\\", "n": "\n", "t": "\t"}
_ESCAPE = re.compile(r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|([\s\S]))")


class Unreadable(ValueError):
    """A value that can't be read. `offset` is where in its text, `length` how much of it."""

    def __init__(self, message: str, offset: int = 0, length: int = 1) -> None:
        super().__init__(message)
        self.offset = offset
        self.length = length


@lru_cache(1024)
def read_duration(text: str) -> float:
    """Seconds of `1h30m`, `15s`, `2.5s`, `500ms`. Raises `Unreadable`."""
    parts = _DURATION.fullmatch(text) if len(text) < 40 else None
    if parts is None or not text:
        raise Unreadable("not a duration")
    seconds = float(sum(Fraction(number) * unit for number, unit in zip(parts.groups(), _UNITS, strict=True) if number))
    if not SHORTEST <= seconds <= LONGEST:
        raise Unreadable("out of range")
    return seconds


_LONG_UNITS = {
    "msec": "ms", "millis": "ms", "sec": "s", "secs": "s", "second": "s", "seconds": "s", "min": "m", "mins": "m",
    "minute": "m", "minutes": "m", "hr": "h", "hrs": "h", "hour": "h", "hours": "h",
}  # fmt: skip
"""How units are written by those who don't know ours."""


def meant_duration(text: str) -> str | None:
    """The duration that `text` was certainly meant to be, rightly written: `5m` for `5min`; None if in doubt."""
    parts = re.findall(r"(\d+(?:\.\d+)?)([A-Za-z]+)", text) if len(text) < 40 else []
    written = "".join(number + _LONG_UNITS.get(unit.lower(), unit.lower()) for number, unit in parts)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        return None
    try:
        read_duration(written)
    except Unreadable:
        return None
    return written


def write_duration(seconds: float) -> str:
    """The one way to write it: `1h30m`, `15s`, `2.5s`, `500ms`; reads back as the very same float."""
    if seconds < 1 and (milliseconds := Decimal(repr(seconds)) * 1000) == int(milliseconds):
        return f"{int(milliseconds)}ms"
    whole = int(seconds)
    if whole != seconds:
        return f"{Decimal(repr(seconds)):f}s"
    parts = ((whole // 3600, "h"), (whole // 60 % 60, "m"), (whole % 60, "s"))
    return "".join(f"{number}{unit}" for number, unit in parts if number)


def read_percent(text: str) -> float:
    """The share that `30%` or `0.5 %` says, in per cent. Raises `Unreadable`."""
    number = re.fullmatch(r"(\d+(?:\.\d+)?)[ \t]*%", text)
    if number is None:
        raise Unreadable("no percentage")
    if not 0 < float(number[1]) <= 100:
        raise Unreadable("out of range: more than 0%, and 100% at most")
    return float(number[1])


def is_percent(text: str) -> bool:
    """Whether it says a share that there can be."""
    try:
        read_percent(text)
    except Unreadable:
        return False
    return True


def write_percent(percent: float) -> str:
    """`30%`, `0.5%`; reads back as the very same float."""
    return f"{_decimal(percent)}%"


def read_decibels(text: str) -> float:
    """The level that `-20dB` says. Raises `Unreadable`."""
    number = re.fullmatch(r"(-?\d+(?:\.\d+)?)dB", text)
    if number is None:
        raise Unreadable("no level")
    if not QUIETEST <= float(number[1]) <= 0:
        raise Unreadable(f"out of range: from {QUIETEST}dB to 0dB")
    return float(number[1])


def meant_decibels(text: str) -> str | None:
    """The level that `text` was certainly meant to be, rightly written: `-20dB` for `-20db` or `-20`; None if in
    doubt. (Without its sign a level might be meant against another zero.)"""
    number = re.fullmatch(r"(-\d+(?:\.\d+)?)(?:db)?", text, re.IGNORECASE)
    try:
        return write_decibels(read_decibels(f"{number[1]}dB")) if number else None
    except Unreadable:
        return None


def write_decibels(decibels: float) -> str:
    """`-20dB`; reads back as the very same float."""
    return f"{_decimal(decibels)}dB"


def _decimal(number: float) -> str:
    return str(int(number)) if number == int(number) else f"{Decimal(repr(number)):f}"


def read_text(token: str) -> str:
    """The characters that a text in quotation marks stands for. Raises `Unreadable`."""

    def character(escape: re.Match[str]) -> str:
        number, letter = escape.groups()
        if number and int(number, 16) <= 0x10FFFF and not 0xD800 <= int(number, 16) <= 0xDFFF:
            return chr(int(number, 16))
        if letter in _ESCAPES:
            return _ESCAPES[letter]
        raise Unreadable(f"`{escape[0]}` stands for nothing", escape.start() + 1, len(escape[0]))

    return _ESCAPE.sub(character, token[1:-1])


def lone_backslashes(token: str) -> list[int]:
    """Where in a text, quotation marks included, backslashes stand that were certainly meant to be just that: none of
    its escapes can be read."""
    escapes = list(_ESCAPE.finditer(token, 1, len(token) - 1))
    readable = any(escape[1] or escape[2] in _ESCAPES for escape in escapes)
    return [] if readable else [escape.start() for escape in escapes]


def write_text(text: str) -> str:
    """`text` in quotation marks. What a reader could not see is written as an escape."""
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    match character:
        case '"' | "\\":
            return "\\" + character
        case "\n":
            return "\\n"
        case "\t":
            return "\\t"
        case _ if character.isprintable():
            return character
        case _:
            return f"\\u{{{ord(character):X}}}"


_VARIABLE = r"\$(?:[^\W\d]\w*|\d{1,2}(?!\w))"
_BARE = re.compile(rf"(?:[0-9*]|{_VARIABLE})(?:[0-9*#]|{_VARIABLE})*")


def write_keys(keys: str) -> str:
    """Keys or the value of a variable: bare where that is possible."""
    return keys if _BARE.fullmatch(keys) else write_text(keys)


def names_variable(text: str) -> bool:
    """Whether a phrase is one variable and no words."""
    return re.fullmatch(r"\$[^\W\d]\w*", text) is not None


def write_name(text: str) -> str:
    """A tag or a key of metadata: bare if it is a name."""
    return text if NAME.fullmatch(text) else write_text(text)


def write_pattern(regex: str) -> str:
    """A regular expression between slashes. (`Pattern` holds every slash unescaped.)"""
    return "/" + re.sub(r"\\.|/", lambda part: r"\/" if part[0] == "/" else part[0], regex) + "/"
