"""Telephone numbers: one spelling for each, and which of them are never called.

Not responsible for the user's own lists (see `holdlang.config.Rails`), nor for whether a number exists. The rule errs
on the safe side: a text is refused if any way to read it leads to an emergency or premium-rate number. Who means
another number writes it with its country code, which leaves one reading.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from urllib.parse import unquote

from holdlang.numbers.premiumrate import PREMIUM, Premium
from holdlang.numbers.shortcodes import EMERGENCY, NANP, NANP_SERVICES, UNIVERSAL

_LETTERS = ("abc", "def", "ghi", "jkl", "mno", "pqrs", "tuv", "wxyz")
_KEYS = {letter: str(key) for key, letters in enumerate(_LETTERS, 2) for letter in letters}
"""Letters to the keys of a telephone (ITU-T E.161), for numbers such as 1-800-FLOWERS."""

_URI = re.compile(r"^[^<]*<?\s*\b(?:sips?|tel):", re.IGNORECASE)
_HOST = re.compile(r"[\d.-]*[a-z]|(?:\d+\.){3}\d+\b", re.IGNORECASE)
"""What an address without a user begins with: a name with letters in it, or an IPv4 address."""

_AFTER_DIALLING = re.compile(r"[,;]|(?<=\d)\s*(?:ext\.?|x|p|w)\s*(?=\d)", re.IGNORECASE)
"""What is dialled once the call stands: after pauses, an extension mark, or the parameters of a URI."""

_SERVICE_CODES = (re.compile(r"^[*#]+\d{2}[*#]*"), re.compile(r"^[*#]+\d{3}[*#]*"))
"""A service code before the number, as *67 (hide my number)."""


REHEARSAL = "rehearsal"
"""What stands for the number of a company that is rehearsed and has none. It is none, and is never dialled as one."""


def normalize(number: str) -> str:
    """The number as it is dialled: `+` where it was written, then digits, `*` and `#`.

    Punctuation goes, letters become the keys that carry them, and of a `sip:` or `tel:` address the user part is taken.
    Raises `ValueError` if there is nothing to dial, or a name alone: its letters are some stranger's number.
    """
    written = _AFTER_DIALLING.split(_user_part(number), maxsplit=1)[0]
    if not any(map(_is_digit, written)):
        raise ValueError("there is no digit in this number")
    return _dialled(written)


COUNTRIES = frozenset(" ".join([NANP, *EMERGENCY.values(), *(row.country for row in PREMIUM)]).split())
"""The countries (ISO 3166-1) of which we know numbers that must not be called."""


def refusal(number: str, country: str | None = None) -> str | None:
    """Why `number` is never called, in words for the user; None if nothing speaks against it.

    `country` (ISO 3166-1) is where it would be dialled from; without one, numbers that lack their country code are read
    the way of every country whose premium-rate numbers are unmistakable enough. So are they for one that is not among
    `COUNTRIES`: a slip of the pen must not open what is closed.
    """
    country = country if country in COUNTRIES else None
    for spelling in _spellings(number):
        for reading in _readings(spelling, country):
            if why := _short_code(reading, country) or _premium(reading, country):
                return f"{number} is refused: {why}"
    return None


def _user_part(text: str) -> str:
    """What would be dialled of `text`; of an address whose user is a name and no number, nothing."""
    text = unicodedata.normalize("NFKC", text)
    address = _URI.sub("", text)
    user, at, _host = address.partition("@")
    if at:
        user = user.rpartition("<")[2].partition(":")[0]
    elif address != text and _HOST.match(address):
        return ""
    return user if any(map(_is_digit, user)) or address == text else ""


def _is_digit(character: str) -> bool:
    return unicodedata.digit(character, None) is not None


def _dialled(text: str) -> str:
    """The keys of `text`, in order; `+` only at the front."""
    keys: list[str] = []
    for character in unicodedata.normalize("NFKC", text).casefold():
        digit = unicodedata.digit(character, None)
        if digit is not None:
            keys.append(str(digit))
        elif character in _KEYS:
            keys.append(_KEYS[character])
        elif character in "*#" or (character == "+" and not keys):
            keys.append(character)
    return "".join(keys)


def _spellings(number: str) -> Iterator[str]:
    """What may be dialled for `number`: all of it, or only what stands before a pause; escapes undone or not."""
    for text in dict.fromkeys((number, unquote(number))):
        user = _user_part(text)
        yield _dialled(user)
        if (cut := _AFTER_DIALLING.search(user)) is not None:
            yield _dialled(user[: cut.start()])


def _readings(dialled: str, country: str | None) -> Iterator[str]:
    """The numbers that an exchange may take `dialled` for: `+` and digits if international, else digits."""
    for text in dict.fromkeys((dialled, *(code.sub("", dialled) for code in _SERVICE_CODES))):
        digits = re.sub(r"[^0-9]", "", text)
        if text.startswith("+") and not digits.startswith("0"):
            yield f"+{digits}"
            continue
        yield digits
        for prefix in _international(country):
            if digits.startswith(prefix):
                yield f"+{digits.removeprefix(prefix)}"
        if len(digits) >= 11:  # shorter ones are national numbers somewhere; trunks take E.164 without its +
            yield f"+{digits}"


def _international(country: str | None) -> tuple[str, ...]:
    """What is dialled there for `+`. 00, which ITU-T E.164 recommends, is understood by trunks everywhere."""
    match country:
        case None:
            return "00", "011", "0011"
        case "AU":
            return "00", "0011"
        case "JP":
            return "00", "010"
        case _ if country in NANP.split():
            return "00", "011"
        case _:
            return ("00",)


def _short_code(reading: str, country: str | None) -> str | None:
    if reading.startswith("+"):
        # No subscriber number is as short as a country code and three or four digits (ITU-T E.164, national plans).
        codes = [reading[end:] for end in (2, 3, 4) if 2 < len(reading[end:]) < 5] + [reading[1:]]
    else:
        codes = [reading, reading[1:]] if re.fullmatch(r"1[2-9]11", reading) else [reading]
    for code in codes:
        if code in UNIVERSAL:
            return f"{code} is {UNIVERSAL[code]}"
        where = EMERGENCY.get(code, "").split()
        if country in where or (country is None and where):
            return f"{code} is an emergency number in {', '.join(where)}"
        if code in NANP_SERVICES and (country is None or country in NANP.split()):
            return f"{code} is a service code in North America ({NANP_SERVICES[code]})"
    return None


def _premium(reading: str, country: str | None) -> str | None:
    for row in PREMIUM:
        international, national, bare = _patterns(row)
        if reading.startswith("+"):
            found = international.match(reading)
        elif country is None:
            found = bare.match(reading) if row.anywhere else None
        else:
            at_home = row.country == country or (row.country == "US" and country in NANP.split())
            found = national.match(reading) if at_home else None
        if found:
            if reading.startswith("+") or country is not None:
                return f"{row.why} are premium-rate"
            return f"{row.why} are premium-rate; another country's number takes its country code"
    return None


@cache
def _patterns(row: Premium) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """The range in international spelling; in national spelling at home; and the same where the country is not known.

    Exchanges drop digits that are too many, so only the last, which has to tell countries apart, has an upper limit.
    """
    shortest, longest = row.digits
    trunk = f"(?:{row.trunk})?" if row.trunk else ""
    body = rf"(?=\d{{{shortest},}})(?:{row.national})"
    required = "(?:1)?" if row.trunk == "1" else row.trunk
    return (
        re.compile(rf"\+{row.code}{trunk}{body}"),
        re.compile(rf"{required}{body}"),
        re.compile(rf"{required}(?=\d{{{shortest},{longest}}}$)(?:{row.national})"),
    )
