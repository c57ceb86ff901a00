"""HL203: phrases without a word."""

from collections.abc import Iterator

from holdlang.build import Item
from holdlang.finding import Finding
from holdlang.match import normalize
from holdlang.model import Phrase
from holdlang.model.steps import Clauses


def empty_phrase(item: Item) -> Iterator[Finding]:
    for index, step in enumerate(item.model.steps):
        if isinstance(step, Clauses):
            for number, clause in enumerate(step.clauses):
                for place, trigger in enumerate(clause.triggers):
                    if isinstance(trigger, Phrase) and not normalize(trigger.text):
                        path = ("step", index, "clause", number, "trigger", place)
                        yield Finding("HL203", path, "this phrase has no word in it", "can't be heard")
