"""What a flow waits to hear, for a recogniser to expect: phrases, the words of patterns, and who is called.

Not responsible for what else is said on a line, nor for recognising it (`runtime.engines`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from holdlang import template
from holdlang.model import CallFlow, Pattern, Phrase, Run
from holdlang.model.steps import Clauses
from holdlang.names.reach import doings, reachable

_ANYTHING = re.compile(r"[.\\][\w.]?[*+?]*|\|")
"""What in a pattern stands between the words that must be said; `\\d` was replaced before."""

_NUMBER = re.compile(r"\\d[+*?]*")
_GROUP = re.compile(r"\((?:\?(?:P<\w+>|:))?|\)")


def awaited_phrases(flow: CallFlow, library: Mapping[str, CallFlow], values: Mapping[str, object]) -> list[str]:
    """What the flow, or one that it may run, waits to hear, and who is called, each once.

    Of variables, those of `values` are known before the call that are text, and so no secret, and what is given to a
    flow that is run.
    """
    flows = reachable(flow, library)
    known: dict[str, list[str]] = {name: [value] for name, value in values.items() if isinstance(value, str)}
    for run in (doing for one in flows for doing in doings(one) if isinstance(doing, Run)):
        for argument in run.arguments:
            known.setdefault(argument.name, []).append(argument.value)
    texts = [one.company or "" for one in flows]
    texts += [filled for one in flows for text in _texts(one) for filled in _filled(text, known)]
    return list(dict.fromkeys(filter(None, texts)))


def _texts(flow: CallFlow) -> Iterator[str]:
    clauses = (clause for step in flow.steps if isinstance(step, Clauses) for clause in step.clauses)
    for trigger in (trigger for clause in clauses for trigger in clause.triggers):
        match trigger:
            case Phrase(text=text):
                yield text
            case Pattern(regex=regex):
                yield from pattern_phrases(regex)


def pattern_phrases(regex: str) -> list[str]:
    """The word sequences that a pattern asks for, with each digit for a number: of a single word much may be said."""
    pieces = _ANYTHING.split(_GROUP.sub("", _NUMBER.sub("#", regex)))
    spelt = [piece.strip() for piece in pieces if re.fullmatch(r"[\w' #]+", piece) and len(piece.split()) > 1]
    return [piece.replace("#", digit) for piece in spelt for digit in ("123456789" if "#" in piece else "0")]


def _filled(text: str, known: Mapping[str, Sequence[str]]) -> list[str]:
    """`text` with each value that a variable of it may have; what is not known is left out."""
    names = [name for name, _ in template.names(text)]
    most = max((len(known.get(name, ())) for name in names), default=0)

    def value(name: str, place: int) -> str:
        values = known.get(name, ("",))
        return values[place % len(values)]

    return [template.fill(text, partial(value, place=place)).strip() for place in range(max(1, most))]
