"""A menu with other numbers than its author wrote, as when a company has changed it. Pure.

Not responsible for whether that happens (`dice`).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from holdlang.match.words import ONES, TENS
from holdlang.model import Clause, Pressed
from holdlang.model.tree import Prompt

Order = Callable[[Sequence[str]], list[str]]
"""Brings keys into an order that was drawn."""

_NUMBER = rf"(?<![\w$-])(?:(?<!\d[,.])\d|{'|'.join(ONES[:10])})(?![\w-]|[,.]\d)"
_VERB = r"\b(?:press(?:ing)?|dial|select|choose|push|hit|touch|enter)\s+(?:(?:the|number|option|key|or|say)\s+)*"
_NAMED = re.compile(rf"{_VERB}(?P<number>{_NUMBER})", re.IGNORECASE)
_STANDING = re.compile(rf"(?P<tens>\b(?:{'|'.join(TENS)}) )?(?P<number>{_NUMBER})", re.IGNORECASE)


def renumbered(menu: Prompt, order: Order) -> Prompt:
    """`menu` with its single digits passed on in a circle that `order` draws: each stands for another option than
    written, in clauses and text alike. The same menu if fewer than two digits stand for anything.

    In the text those numbers follow that are named as keys (`press three`); a key that is named nowhere so has all the
    single figures and number words that stand for it follow (`press 1 for sales, 2 for service`). What a sound file
    says can't be changed: such a menu is spoken, or, if it is not known what the file says, stays as it is.
    """
    keys = list(dict.fromkeys(_digits(menu)))
    if len(keys) < 2 or not menu.text:
        return menu
    drawn = order(keys)
    other = dict(pairwise([*drawn, drawn[0]]))
    clauses = tuple(_clause(clause, other) for clause in menu.clauses)
    return menu.model_copy(update={"clauses": clauses, "text": _text(menu.text, other), "path": None})


def _digits(menu: Prompt) -> Sequence[str]:
    triggers = [trigger for clause in menu.clauses for trigger in clause.triggers]
    return [trigger.keys for trigger in triggers if isinstance(trigger, Pressed) and re.fullmatch(r"\d", trigger.keys)]


def _clause(clause: Clause, other: Mapping[str, str]) -> Clause:
    triggers = tuple(
        Pressed(keys=other.get(trigger.keys, trigger.keys)) if isinstance(trigger, Pressed) else trigger
        for trigger in clause.triggers
    )
    return clause.model_copy(update={"triggers": triggers})


def _text(text: str, other: Mapping[str, str]) -> str:
    named = [found.span("number") for found in _NAMED.finditer(text)]
    said = {_key(text[start:end]) for start, end in named}
    standing = [found.span("number") for found in _STANDING.finditer(text) if not found["tens"]]
    spans = named + [span for span in standing if _key(text[slice(*span)]) not in said]
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + _instead(text[start:end], other) + text[end:]
    return text


def _key(written: str) -> str:
    return written if written.isdecimal() else str(ONES.index(written.lower()))


def _instead(written: str, other: Mapping[str, str]) -> str:
    key = _key(written)
    new = other.get(key, key)
    if written.isdecimal():
        return new
    word = ONES[int(new)]
    return word.capitalize() if written[0].isupper() else word
