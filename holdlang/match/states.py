"""States of a call that are told by words: the company is closed, a voicemail greets us, a callback is offered.

Precision first: a phrase alone decides nothing. "He is not available at the moment" is no voicemail, "to leave a
message, press two" is a menu, and "if our offices are closed" says nothing about now. So a phrase counts only with its
subject or its tone, and not where a word before it makes it a condition or a choice. The phrases are those of
Asterisk's and FreeSWITCH's voicemail prompts, of American carriers' greetings, and of the announcements that
companies' own pages on calling hours and on virtual hold quote. English only. Not responsible for beeps
(`runtime.hearing`), nor for what a flow's own phrases say (`holdlang.match.choose`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from holdlang.match.align import find
from holdlang.match.words import ONES, normalize
from holdlang.model import StateName


def _each(*parts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(" ".join(filter(None, words)) for words in product(*parts))


_CLOSED = (
    *_each(
        ("office is", "offices are", "branch is", "branches are", "department is", "we are", "center is", "store is",
         "lines are", "pharmacy is", "business is"),
        ("", "now", "currently", "temporarily", "also"),
        ("closed",),
    ),
    *_each(("outside of", "outside"), ("our", "normal", "regular", "our normal", "our regular"), ("",),
           ("business hours", "office hours", "hours of operation", "opening hours")),
    *_each(("call back", "call again", "call us back", "try again"), ("during", "within"),
           ("business hours", "our business hours", "normal business hours", "regular business hours",
            "our normal business hours", "our regular business hours", "office hours")),
    "closed for the day", "closed for the holiday", "closed for the weekend", "have closed for the day",
)  # fmt: skip

_TONE = ("tone", "beep", "signal")
_VOICEMAIL = (
    *_each(("leave a message", "leave your message", "record your message", "leave a brief message",
            "leave a detailed message", "leave your name and number", "leave your name and phone number",
            "leave your name number and a brief message", "leave a voicemail", "speak"),
           ("after the", "at the"), _TONE),
    *_each(("after the", "at the"), _TONE,
           ("please leave", "please record", "leave"), ("a message", "your message", "your name and number")),
    *_each(("reached the", "forwarded to"), ("voicemail", "voicemail of", "voicemail box", "mailbox of")),
    "forwarded to an automatic voice message system", "forwarded to an automated voice messaging system",
    *_each(("leave a message", "leave your name and number"), ("and",),
           ("i will get back to you", "we will get back to you", "i will return your call", "we will return your call",
            "i will call you back", "we will call you back", "ill get back to you", "ill call you back")),
    "mailbox is full", "cannot accept any messages at this time",
)  # fmt: skip

_CALLBACK = (
    *_each(("receive a callback", "request a callback", "schedule a callback", "have us call you back",
            "like us to call you back", "like a callback", "prefer a callback", "get a callback",
            "have an agent call you back",
            "like an agent to call you back", "we can call you back when", "call you back when it is your turn",
            "call you back when its your turn", "call you back when an agent is available",
            "call you back when a representative is available", "for a callback press", "callback press")),
    *_each(("keep", "hold", "save", "keeping", "losing"), ("your place in",), ("line", "queue", "the queue"),
           ("and we will call you back", "and receive a callback", "and get a callback", "and have us call you back")),
    *_each(("call you back", "callback"), ("without losing your place",)),
    *_each(("press",), (*ONES[:10], "star", "pound"), ("and",),
           ("we will call you back", "well call you back", "we can call you back")),
)  # fmt: skip


MOST_LACKING = 3
"""A phrase of which more than a third of the words is not said to the letter is not laid along: that takes longer."""


@dataclass(frozen=True)
class _Kind:
    """How a state is told. `unless`: a word that must not stand before the phrase -> within how many words."""

    phrases: tuple[tuple[str, ...], ...]
    cues: frozenset[str]
    """One of these is said in any case: what lacks them all needs no closer look."""
    unless: Mapping[str, int]


_KINDS: Mapping[StateName, _Kind] = {
    "closed": _Kind(
        tuple(map(normalize, _CLOSED)),
        frozenset({"closed", "hours"}),
        dict.fromkeys(("if", "when", "whenever", "after", "unless", "before", "until", "once"), 5),
    ),
    "voicemail": _Kind(
        tuple(map(normalize, _VOICEMAIL)),
        frozenset({"message", "messages", "messaging", "voicemail", "voice", "mailbox", "number", "tone", "beep"}),
        {"if": 8, "when": 5, "press": 4, "to": 1, "or": 1},
    ),
    "callback offer": _Kind(
        tuple(map(normalize, _CALLBACK)),
        frozenset({"callback", "back"}),
        {**dict.fromkeys(("not", "cannot", "cant", "no", "disconnected"), 5), "message": 1},
    ),
}


def spoken_states(heard: str) -> dict[StateName, str]:
    """The states that `heard` tells of, each with the words that do so."""
    words = normalize(heard)
    said = {state: _said(state, words) for state, kind in _KINDS.items() if not kind.cues.isdisjoint(words)}
    return {state: excerpt for state, excerpt in said.items() if excerpt is not None}


@lru_cache(maxsize=64)
def _said(state: StateName, words: tuple[str, ...]) -> str | None:
    kind, is_heard = _KINDS[state], set(words).__contains__
    for phrase in kind.phrases:
        lacking = len(phrase) - sum(map(is_heard, phrase))
        found = find(phrase, words) if lacking <= len(phrase) // MOST_LACKING else None
        if found is None:
            continue
        before = words[: found.start][::-1]
        if not any(word in before[:distance] for word, distance in kind.unless.items()):
            return " ".join(words[found.start : found.end])
    return None
