"""Menus, from the words alone: which key does the prompt name for what. Not responsible for pressing it.

Prompts come in two orders, `for disputes press one` and `press one for disputes`, and a recogniser gives no
punctuation, so `… press two for disputes press one` can be read both ways. A reading is plausible by how the prompt
begins and ends; where two plausible readings disagree nothing is said, because a wrong key is worse than none.
"""

from dataclasses import dataclass

from holdlang.dtmf import SPOKEN
from holdlang.match.align import find
from holdlang.match.words import NUMBERS, ONES, normalize

_VERBS = frozenset({"press", "pressed", "pressing", "dial", "select", "choose", "push", "hit", "touch"})
_FILLERS = frozenset({"the", "number", "option", "key", "or", "say", "button"})
_KEYS = (
    {word: str(digit) for digit, word in enumerate(ONES[:10])}
    | SPOKEN
    | {
        "oh": "0",
        "won": "1",
        "too": "2",
    }
)
"""How keys are called; `won` and `too` are what recognisers make of them (but `press to …` names none)."""

_CONNECTORS = frozenset({"for", "to", "if", "about", "regarding"})
_GREETINGS = frozenset(
    {"calling", "holding", "waiting", "choosing", "contacting", "your", "being", "quality", "training"}
)
"""After `for`, these thank or inform the caller and begin no option."""

_KEYLESS = frozenset({"stay", "remain", "hold", "wait", "hang", "say", "visit"})
"""What a prompt asks for where it names no key: `for anything else stay on the line`."""


@dataclass(frozen=True)
class _Key:
    """`press the number three`: the words from `start` up to `end` name `key`."""

    key: str
    start: int
    end: int


Reading = list[tuple[str, tuple[str, ...]]]
"""Key and the words that say what it is for, in order."""


def named_key(heard: str, phrase: str, *, finished: bool = True) -> str | None:
    """The key that the prompt names for what `phrase` says, or None if it names none or is unclear.

    While the far end still speaks (`finished` is False), `… press two for disputes` may go on with `press four`.
    """
    words = normalize(phrase)
    wanted = _bare(words) or words
    answers = {_key_for(wanted, reading) for reading in _readings(normalize(heard), finished=finished)}
    return answers.pop() if len(answers) == 1 else None


def options(heard: str) -> dict[str, str]:
    """Key -> what the prompt says it is for, where that is clear."""
    readings = [dict(reading) for reading in _readings(normalize(heard), finished=True)]
    if not readings:
        return {}
    first, *others = readings
    return {
        key: " ".join(words)
        for key, words in first.items()
        if words and all(other.get(key) == words for other in others)
    }


def _key_for(wanted: tuple[str, ...], reading: Reading) -> str | None:
    """The one key whose description says `wanted`; None if there is none, or more than one."""
    keys = {key for key, words in reading if find(wanted, words)}
    return keys.pop() if len(keys) == 1 else None


def _readings(words: tuple[str, ...], *, finished: bool) -> list[Reading]:
    keys = _keys(words)
    if not keys:
        return []
    gaps = [words[end.end : begin.start] for end, begin in zip([_Key("", 0, 0), *keys], keys, strict=False)]
    tail = words[keys[-1].end :]
    opening = _option(gaps[0])
    key_last, key_first = bool(opening), bool(tail) and tail[0] in _CONNECTORS and not _KEYLESS & set(tail)
    doubtful = not finished or not (key_last or key_first)
    key_first = key_first or (not key_last and any(gap and gap[0] in _CONNECTORS for gap in gaps[1:]))
    if doubtful and not key_last:  # what was said first may be a description whose `for` was not heard
        key_last, opening = bool(gaps[0]), gaps[0]
    readings = []
    if key_last:
        readings.append([(key.key, _bare(gap)) for key, gap in zip(keys, [opening, *gaps[1:]], strict=True)])
    if key_first:
        readings.append(_key_first(keys, gaps, tail))
    return readings


def _key_first(keys: list[_Key], gaps: list[tuple[str, ...]], tail: tuple[str, ...]) -> Reading:
    """`press one for billing press two for disputes`, where the last may be turned round: `… to repeat press star`."""
    after = [*gaps[1:], tail]
    turned: tuple[str, ...] = ()
    if not tail and len(after) > 1:
        starts = [place for place, word in enumerate(after[-2]) if word in _CONNECTORS]
        if len(starts) > 1:
            turned = after[-2][starts[-1] :]
            after[-2] = after[-2][: starts[-1]]
    described = [(key.key, _bare(words)) for key, words in zip(keys, after, strict=True)]
    return [*described[:-1], (keys[-1].key, _bare(turned or tail))]


def _keys(words: tuple[str, ...]) -> list[_Key]:
    found = []
    place = 0
    while place < len(words):
        end = place + 1
        if words[place] in _VERBS:
            while end < len(words) and words[end] in _FILLERS:
                end += 1
            if end < len(words) and words[end] in _KEYS:
                key, end = _KEYS[words[end]], end + 1
                end += end < len(words) and words[end] in ("key", "sign", "button")
                end += end < len(words) and words[end] == "now"
                found.append(_Key(key, place, end))
        elif found and _lists_a_key(words[place:]):
            found.append(_Key(_KEYS[words[place]], place, end))
        place = end
    return found


def _lists_a_key(words: tuple[str, ...]) -> bool:
    """Whether these words go on with a list whose `press` was said once: `press one to accept … two to reject`."""
    place = 0
    while words[place : place + 1] and words[place] in _KEYS:
        after = words[place + 1 : place + 3]
        if len(after) == 2 and after[0] in ("to", "for"):
            return after[1] not in NUMBERS  # nine to five
        place += 2 if after[:1] == ("or",) else len(words)
    return False


def _option(words: tuple[str, ...]) -> tuple[str, ...]:
    """The part of the words before the first key that begins an option; none if it is all greeting."""
    for place, word in enumerate(words):
        if word not in _CONNECTORS:
            continue
        following = words[place + 1 : place + 2]
        before = words[max(0, place - 1) : place]
        thanks = word == "for" and bool(following) and following[0] in _GREETINGS
        begins = following == ("your",) and before not in (("you",), ("thanks",))  # for your balance, press one
        greeting = (thanks and not begins) or before in (("welcome",), ("listen",))
        if following and not greeting:
            return words[place:]
    return ()


def _bare(words: tuple[str, ...]) -> tuple[str, ...]:
    """Without the word that leads in, and the `or` that leads to the next."""
    words = words[1:] if words and words[0] in _CONNECTORS else words
    return words[:-1] if words and words[-1] == "or" else words
