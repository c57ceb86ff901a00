"""HL203: phrases without a word."""

from collections.abc import Iterator

from holdlang import template
from holdlang.checks.within import triggers
from holdlang.diagnostics.finding import Finding
from holdlang.match import normalize
from holdlang.model import Phrase
from holdlang.syntax.items import Item


def empty_phrase(item: Item) -> Iterator[Finding]:
    for path, trigger in triggers(item):
        if isinstance(trigger, Phrase) and not normalize(trigger.text) and not any(template.names(trigger.text)):
            yield Finding("HL203", path, "this phrase has no word in it", "can't be heard")
