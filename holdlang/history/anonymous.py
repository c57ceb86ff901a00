"""A call log without persons: names and numbers taken out, so that it can lie beside a flow and be given away.

Secrets never were in it (`holdlang.redact`). What the flow itself says stays: its decisions rest on that, and it lies
in the open beside the log. Whatever else is a text is searched, so that a field added to the log one day is, too.

A name becomes `<name>`, the next one `<name b>`: the same one is the same everywhere. Of a number of three digits or
more each digit becomes a nought, in figures or in words as it was said: a pattern that finds digits finds them still,
and `press 3` stays. A mail or SIP address becomes `<address>`. Names are known by what is said before them ("this is
…", "Mr. …"), unless they are common words, and what was given is taken for one; too much hidden is better than too
little, and whether the flow still decides alike is for a replay to say.

Not responsible for files (`holdlang.cli.calls.keep`).
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import PurePath
from string import ascii_lowercase
from typing import Any

from holdlang.calllog import CallStarted, Line, RecordingStarted, RecordingStopped, parse_line
from holdlang.errors import UsageError
from holdlang.redact import digit_runs

FLOWS_OWN = frozenset(
    {
        "actions", "audio_type", "clause", "command", "description", "device", "flow_id", "key", "leg", "mode",
        "outcome", "recording_id", "speaker", "step_id", "step_type",
    }
)  # fmt: skip
"""Fields that hold words of the flow or of ours, by which a replay is compared."""

PATHS = frozenset({"path"})
NUMBERS = frozenset({"number"})
IDS = frozenset({"bridge_id", "from_call_id"})
KEYS = frozenset({"digits"})
NOWHERE = frozenset({"source"})
"""Fields of which the name of a file is left, a placeholder, one that says which call it was, keys, nothing."""

NUMBER = "<number>"
ADDRESS = "<address>"
KEPT_ID = "call_kept"
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""When a call without a date began."""

LONG = 3
"""Digits that make a number: menus have keys of one, and waits have minutes of two."""

PIECE = 2
"""Digits in a row that are hidden if they are part of a known number of this call, which grows word by word."""

NAMES_AT_MOST = 2
"""Words of a name, its first and its last."""

_CUE = re.compile(
    r"\b(?:this is|name is|name's|(?:speak(?:ing)?|spoke|talk(?:ed|ing)?) (?:with|to)|ask for"
    r"|(?:i am|i'm|i’m)|(?:mr|mrs|ms|miss|mister|missus|dr|doctor)\b\.?|(?:hi|hello|hey|thanks),?)\s+",
    re.IGNORECASE,
)
"""What is said before a name."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SPEAKING = re.compile(r"([^\W\d_]+(?:['’-][^\W\d_]+)*)\s+speaking\b", re.IGNORECASE)
_ADDRESS = re.compile(r"\b(?:sips?|tel|mailto):[^\s<>“”\"]*\w|(?<![\w.+%-])[\w.+%-]++@[\w.-]*\w", re.IGNORECASE)
_KEYS = re.compile(r"[0-9*#wWA-D]+")
_PATH = re.compile(r"(?<![\w/<])/(?:[^\s/:“”\"']+/)+([^\s/:“”\"']*)")


class Anonymiser:
    """Takes out of texts what the lines of one call tell of persons."""

    def __init__(
        self,
        lines: Iterable[Line],
        *,
        own: Iterable[str] = (),
        hide: Iterable[str] = (),
        common: Collection[str] = (),
    ) -> None:
        """`own` are texts of the flow, whose words and numbers stay. `hide` are further names; raises `UsageError` for
        one that the flow itself says. `common` are words that name nobody, in lower case."""
        lines = list(lines)
        own = [*own, *(text for line in lines for text in _own(line))]
        self._own_words = {word for text in own for word in _words(text)}
        self._own_numbers = {number for text in own for number in _numbers(text)}
        self._own_numbers |= {_digits(text) for text in own if _KEYS.fullmatch(text)}
        self._own_addresses = {address for text in own for address in _ADDRESS.findall(text)}
        self._nobody = self._own_words.union(common, _ALWAYS)
        self._numbers: set[str] = set()
        self._names: dict[str, str] = {}
        self._patterns: list[tuple[re.Pattern[str], str]] = []
        for word in hide:
            self._hide(word)
            if any(pattern.search(text) for pattern, _ in self._patterns for text in own):
                raise UsageError(
                    f"the flow itself says `{word}`", "what the flow says stays, for its decisions rest on it"
                )
        for line in lines:
            if isinstance(line.data, CallStarted):
                for value in line.data.given.values():
                    self._hide_given(value)
        texts = [text for line in lines for text in self._searched(line)]
        for text in texts:
            self._numbers |= _numbers(text) - self._own_numbers
        for text in texts:
            for name in self._named(text):
                self._hide(name)

    @property
    def found(self) -> tuple[int, int]:
        """How many names and how many different numbers are taken out."""
        whole = {number for number in self._numbers if not any(number in other for other in self._numbers - {number})}
        return len(self._names), len(whole)

    def lines(self, lines: Iterable[Line]) -> Iterator[Line]:
        """The log without persons; recordings are not mentioned, for they are not kept."""
        for line in lines:
            if not isinstance(line.data, RecordingStarted | RecordingStopped):
                yield self._line(line)

    def text(self, text: str) -> str:
        """A text without addresses, names, numbers and paths."""
        text = _ADDRESS.sub(lambda found: found[0] if found[0] in self._own_addresses else ADDRESS, text)
        text = _PATH.sub(r"\1", text)
        for pattern, placeholder in self._patterns:
            text = pattern.sub(placeholder, text)
        return self._without_numbers(text)

    def keys(self, keys: str) -> str:
        """Keys of a telephone, of which a number is noughts."""
        if not _KEYS.fullmatch(keys):  # where a secret was
            return self.text(keys)
        number = _digits(keys)
        hidden = number not in self._own_numbers and (len(number) >= LONG or number in self._numbers)
        return re.sub(r"\d", "0", keys) if hidden else keys

    # --- looking

    def _searched(self, line: Line) -> Iterator[str]:
        """The texts of a line in which there may be something."""
        unsearched = FLOWS_OWN | PATHS | IDS | NOWHERE
        return (text for name, value in _plain(line).items() if name not in unsearched for text in texts_in(value))

    def _hide_given(self, value: str) -> None:
        """What was given tells of a person by itself, common words and short numbers, too. But words of the flow stay,
        and a single digit or letter, which is a key of any menu."""
        words = _words(value)
        if len("".join(words)) > 1 and not self._own_words.issuperset(words):
            for name in (value, *filter(self._is_name, re.findall(r"[^\W_]+", value))):
                self._hide(name)

    def _named(self, text: str) -> Iterator[str]:
        for cue in _CUE.finditer(text):
            place = cue.end()
            for _ in range(NAMES_AT_MOST):
                word = _WORD.match(text, place)
                if word is None or not self._is_name(word[0]):
                    break
                yield word[0]
                place = word.end() + text[word.end() :].startswith(" ")
        for found in _SPEAKING.finditer(text):
            if self._is_name(found[1]):
                yield found[1]

    def _is_name(self, word: str) -> bool:
        bare = _bare(word)
        return len(bare) > 1 and bare not in self._nobody

    def _hide(self, name: str) -> None:
        bare = _bare(name)
        if not bare or bare in self._names:
            return
        if bare.isdecimal():
            self._numbers.add(bare)
            return
        count = len(self._names)
        letters = "" if not count else " " + ascii_lowercase[count % 26] * (1 + count // 26)
        self._names[bare] = f"<name{letters}>"
        for text in dict.fromkeys((name, _unaccented(name))):
            words = r"[\W_]*".join(map(re.escape, re.findall(r"[^\W_]+", text)))
            pattern = re.compile(rf"(?<![^\W_]){words}(?=(?:['’]?s)?(?![^\W_]))", re.IGNORECASE)
            self._patterns.append((pattern, self._names[bare]))
        self._patterns.sort(key=lambda pair: -len(pair[0].pattern))  # `Ann Lee` before `Lee`

    # --- taking out

    def _line(self, line: Line) -> Line:
        data = {name: self._field(name, value) for name, value in _plain(line).items()}
        moment = EPOCH + timedelta(seconds=line.at)
        return parse_line(line.model_copy(update={"call_id": KEPT_ID, "timestamp": moment, "data": data}).to_json())

    def _field(self, name: str, value: Any) -> Any:
        if value is None or name in NOWHERE:
            return None
        if name in FLOWS_OWN:
            return value
        if name in NUMBERS:
            return NUMBER
        if name in IDS:
            return KEPT_ID
        if name in KEYS and isinstance(value, str):
            return self.keys(value)
        if name in PATHS and isinstance(value, str):
            return self.text(PurePath(value).name)
        return self._value(value)

    def _value(self, value: Any) -> Any:
        match value:
            case str():
                return self.text(value)
            case list():
                return [self._value(inner) for inner in value]
            case dict():
                return {key: self._value(inner) for key, inner in value.items()}
            case _:
                return value

    def _without_numbers(self, text: str) -> str:
        for digits, places, is_key in reversed(list(digit_runs(text))):
            sure = [place for place, (*_, like) in enumerate(places) if not like]
            if not sure:
                continue
            first, end = sure[0], sure[-1] + 1
            number = digits[first:end]
            known = number in self._numbers or (not is_key and any(number in other for other in self._numbers))
            if number not in self._own_numbers and (len(sure) >= LONG or (len(sure) >= PIECE and known)):
                text = _noughts(text, [place[:2] for place in places[first:end]])
        return text


# fmt: off
_ALWAYS = frozenset({
    "a", "about", "after", "again", "all", "also", "am", "an", "and", "any", "are", "as", "at", "back", "be",
    "because", "been", "before", "being", "but", "by", "call", "called", "calling", "can", "could", "did", "do",
    "does", "doing", "down", "each", "else", "end", "even", "ever", "every", "for", "from", "get", "getting", "give",
    "go", "going", "gone", "good", "got", "had", "happy", "has", "have", "having", "he", "hello", "help", "her",
    "here", "hi", "him", "his", "hold", "how", "i", "if", "in", "is", "it", "its", "just", "know", "last", "let",
    "like", "line", "long", "look", "looking", "make", "many", "may", "me", "message", "more", "most", "much", "my",
    "need", "new", "next", "no", "not", "now", "of", "off", "oh", "ok", "okay", "on", "one", "only", "or", "other",
    "our", "out", "over", "own", "phone", "please", "put", "ready", "really", "right", "said", "say", "see", "she",
    "should", "so", "some", "sorry", "speak", "speaking", "still", "such", "sure", "take", "taking", "talk", "than",
    "thank", "thanks", "that", "the", "their", "them", "then", "there", "they", "this", "time", "to", "today", "too",
    "transferring", "trying", "try", "two", "under", "until", "up", "us", "use", "very", "wait", "waiting", "want",
    "was", "we", "well", "were", "what", "when", "where", "which", "while", "who", "why", "will", "with", "within",
    "would", "yes", "yet", "you", "your",
})
# fmt: on
"""Words that name nobody, in whatever sentence."""


def _digits(keys: str) -> str:
    return re.sub(r"\D", "", keys)


def _noughts(text: str, places: Sequence[tuple[int, int]]) -> str:
    """`text` with each of the digits at `places` a nought, written as it was. A word may stand for two of them."""
    counts: dict[tuple[int, int], int] = {}
    for place in places:
        counts[place] = counts.get(place, 0) + 1
    for (start, end), count in reversed(counts.items()):
        said = "0" if text[start:end].isdecimal() else " ".join(["zero"] * count)
        text = text[:start] + said + text[end:]
    return text


def _numbers(text: str) -> set[str]:
    """The numbers of at least `LONG` digits in a text, however they are written or said."""
    found = {
        "".join(digit for digit, (*_, like) in zip(digits, places, strict=True) if not like)
        for digits, places, _ in digit_runs(text)
    }
    return {number for number in found if len(number) >= LONG}


def _plain(line: Line) -> Mapping[str, Any]:
    data: dict[str, Any] = line.model_dump(mode="json")["data"]
    return data


def _own(line: Line) -> Iterator[str]:
    return (text for name, value in _plain(line).items() if name in FLOWS_OWN for text in texts_in(value))


def texts_in(value: Any) -> Iterator[str]:
    """Every text in a piece of JSON that is no key."""
    match value:
        case str():
            yield value
        case list():
            for inner in value:
                yield from texts_in(inner)
        case dict():
            for inner in value.values():
                yield from texts_in(inner)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", _unaccented(re.sub(r"['’]", "", text)).casefold())


def _bare(text: str) -> str:
    return "".join(_words(text))


def _unaccented(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
