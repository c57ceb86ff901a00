"""Text to comparable words. Not responsible for comparing them (`holdlang.match.align`)."""

import re
import unicodedata
from functools import lru_cache

# fmt: off
ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
    "eighteen", "nineteen",
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
# fmt: on
NUMBERS = {word: value for value, word in enumerate(ONES)} | {word: 20 + 10 * i for i, word in enumerate(TENS)}
"""Number word -> value."""

_SIGNS = str.maketrans({"*": " star ", "#": " pound ", "&": " and ", "+": " plus ", "@": " at "})
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
_PIECE = re.compile(r"\d+|[^\W\d_]+")


@lru_cache(maxsize=1024)
def normalize(text: str) -> tuple[str, ...]:
    """The words of `text` as they are said: lower case, no punctuation, no accents, numbers as words.

    Numbers up to 99 are read as such and longer ones digit by digit, as menus and recognisers do: `3` is `three`, `24`
    is `twenty four`, `4242` is `four two four two`. An apostrophe joins (`I'm` is `im`), any other mark separates.
    """
    plain = text.lower() if text.isascii() else _without_accents(text)
    plain = _APOSTROPHE.sub("", plain).translate(_SIGNS)
    words: list[str] = []
    for piece in _PIECE.findall(plain):
        words += _number(piece) if piece[0].isdigit() else [piece]
    return tuple(words)


def _without_accents(text: str) -> str:
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(character for character in folded if not unicodedata.combining(character))


def numerals(words: tuple[str, ...]) -> tuple[str, ...]:
    """The same words with every number in figures: `press three` is `press 3`, `twenty four` is `24`."""
    figures: list[str] = []
    after_tens = False
    for word in words:
        value = NUMBERS.get(word)
        if value is None:
            figures.append(word)
        elif after_tens and 0 < value < 10:
            figures[-1] = str(int(figures[-1]) + value)
        else:
            figures.append(str(value))
        after_tens = value is not None and value >= 20
    return tuple(figures)


def _number(digits: str) -> list[str]:
    values = [unicodedata.digit(digit) for digit in digits]
    if len(values) == 1 or len(values) > 2 or values[0] == 0:
        return [ONES[value] for value in values]
    value = 10 * values[0] + values[1]
    if value < 20:
        return [ONES[value]]
    return [TENS[values[0] - 2]] + ([ONES[values[1]]] if values[1] else [])
