"""What must not be written down, taken out of what is: the call log has one writer, and this stands before it.

A secret shows up in more ways than its own text. The far end reads digits back ("four two, four two"), the recogniser
writes them in words or mishears them ("for to for to"), and a transcript grows word by word, or is cut in two by a
pause. So digits are looked for however they are written or said, and in what was heard already two of them in a row are
taken out; in our own sentences it takes three, lest a duration be made unreadable. Letting too little be seen is
harmless here. Not responsible for what we send (`runtime.scope` knows which values are secret, however short).
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from holdlang.calllog import Data, TranscriptChunk
from holdlang.match.words import NUMBERS, ONES, TENS
from holdlang.secret import HIDDEN, Secret

HEARD = frozenset({"heard", "transcript", "transcript_excerpt", "options"})
"""Fields that hold what somebody said; the text of a transcript does, too."""

STRUCTURAL = frozenset(
    {
        "audio_type", "bridge_id", "command", "device", "from_call_id", "leg", "mode", "number", "outcome", "path",
        "recording_id", "source", "step_id", "step_type", "flow_id",
    }
)  # fmt: skip
"""Fields that hold names of ours, never a value or a word that was heard."""

_TOKEN = re.compile(r"\d|[^\W\d_]+")
_GROUP = re.compile(r"\d{3,}")
_QUOTED = re.compile("“[^”]*”")
_SOUNDS_LIKE = {"o": 0, "won": 1, "to": 2, "too": 2, "tree": 3, "for": 4, "fore": 4, "ate": 8}
"""What recognisers write for a digit that is said by itself."""

_VALUES = NUMBERS | _SOUNDS_LIKE | {"oh": 0}

LIKE = 3
"""Digits in a row that it takes with one of those among them after one of `_VERBS`: `press two for …` is no 24."""

_VERBS = frozenset(
    {"press", "pressed", "pressing", "dial", "select", "choose", "push", "hit", "say", "option", "number"}
)

_Run = tuple[str, list[tuple[int, int, bool]], bool]

SHORTEST_TEXT = 3
"""Letters of a secret that are looked for inside other words, too."""


REMEMBERED = 128
"""Texts whose clean form is remembered."""


class Redactor:
    """Takes secrets out of texts. More of them may be added while a call goes on."""

    def __init__(self) -> None:
        self._secrets: set[str] = set()
        self._digits: dict[str, None] = {}
        """In the order in which they were hidden: what is left of a text must not depend on chance."""
        self._texts: list[re.Pattern[str]] = []
        self._clean: dict[tuple[str, bool], str] = {}
        """Texts that were looked at: what is said goes into several lines of the log."""

    def hide(self, secret: Secret) -> None:
        """From now on, take this out as well."""
        text = secret.reveal().strip()
        if not text or text in self._secrets:
            return
        self._secrets.add(text)
        self._clean.clear()
        bare = re.sub(r"[\s\-./()+*#wW]", "", text)
        if bare.isdecimal():
            self._digits[bare] = None
        else:
            self._digits |= dict.fromkeys(_GROUP.findall(text))
            words = r"\W+".join(map(re.escape, re.findall(r"\w+", text))) or re.escape(text)
            edges = ("", "") if len(text) >= SHORTEST_TEXT else (r"(?<!\w)", r"(?!\w)")
            self._texts.append(re.compile(edges[0] + words + edges[1], re.IGNORECASE))

    def text(self, text: str, *, heard: bool) -> str:
        """`text` without secrets. `heard`: somebody said it, or a recogniser thinks so."""
        if not self._secrets:
            return text
        known = self._clean.get((text, heard))
        if known is None:
            known = self._cleaned(text, heard)
            if len(self._clean) >= REMEMBERED:
                self._clean.clear()
            self._clean[text, heard] = known
        return known

    def _cleaned(self, text: str, heard: bool) -> str:
        for pattern in self._texts:
            text = pattern.sub(HIDDEN, text)
        if heard:
            return self._without_digits(text, 2)
        quoted = _QUOTED.sub(lambda found: self._without_digits(found[0], 2), text)
        return self._without_digits(quoted, 3)

    def data(self, data: Data) -> Data:
        """A line of the log without secrets."""
        if not self._secrets:
            return data
        changed = {
            name: clean
            for name, value in data
            if name not in STRUCTURAL
            and (clean := self._inside(value, heard=name in HEARD or isinstance(data, TranscriptChunk))) != value
        }
        return data.model_copy(update=changed) if changed else data

    def _inside(self, value: Any, *, heard: bool) -> Any:
        match value:
            case str():
                return self.text(value, heard=heard)
            case list() | tuple():
                return type(value)(self._inside(inner, heard=heard) for inner in value)
            case dict():
                return {key: self._inside(inner, heard=heard) for key, inner in value.items()}
            case _:
                return value

    def _without_digits(self, text: str, least: int) -> str:
        for secret in self._digits:
            spans = list(_said(secret, text, min(least, len(secret))))
            for start, end in reversed(spans):
                text = text[:start] + HIDDEN + text[end:]
        return text


def _said(secret: str, text: str, least: int) -> Iterator[tuple[int, int]]:
    """Where in `text` at least `least` digits of `secret` follow each other as they do in it; first to last."""
    for digits, places, key in digit_runs(text):
        start = 0
        while start < len(digits):
            lengths = range(min(len(digits) - start, len(secret)), least - 1, -1)
            sure = LIKE if key and start == 0 else least
            length = next((n for n in lengths if _tells(digits[start : start + n], places[start:], secret, sure)), 0)
            if length:
                yield places[start][0], places[start + length - 1][1]
            start += max(1, length)


def _tells(digits: str, places: list[tuple[int, int, bool]], secret: str, least: int) -> bool:
    """Whether these digits are part of the secret, and not words that only sound so: of those it takes `least`."""
    written = not any(like for *_, like in places[: len(digits)])
    return digits in secret and (written or len(digits) >= max(2, least) or 1 < len(digits) == len(secret))


@lru_cache(maxsize=8)
def digit_runs(text: str) -> tuple[_Run, ...]:
    """The runs of digits in a text, for one secret after the other."""
    return tuple(_found_runs(text))


def _found_runs(text: str) -> Iterator[_Run]:
    """Digits that are written or said one after the other, each run with the place of every digit in `text`, whether
    it is a word that only sounds like one, and whether the run begins with a key that is to be pressed."""
    digits, places = "", list[tuple[int, int, bool]]()
    tens = key = False
    before = ""
    twice = 1
    for found in _TOKEN.finditer(text):
        word = found[0].casefold()
        place = (*found.span(), word in _SOUNDS_LIKE)
        if word in ("double", "triple"):
            twice = 2 if word == "double" else 3
            continue
        value = int(word) if word.isdecimal() else _VALUES.get(word)
        if value is None:
            if digits:
                yield digits, places, key
            digits, places, before = "", [], word
        elif tens and 0 < value < len(ONES[:10]):
            digits = digits[:-1] + str(value)
            places[-1] = place
        else:
            key = before in _VERBS if not digits else key
            digits += str(value) * twice
            places += [place] * (len(str(value)) * twice)
        tens = word in TENS
        twice = 1
    if digits:
        yield digits, places, key
