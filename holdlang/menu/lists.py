"""Keys that a list names without any verb: `Sales, one. Service, two.`, `One for sales. Two for service.`, `Sales is on
one, service is on two.`

A number alone is hardly ever a key: it is a place in a queue, a length, a date or a part of a longer number. So one
counts only as an item of a list: two at least of the same shape, right after each other, whose keys go up by one, as
those of menus do (with zero, star or pound at its end). Without any marks it takes three (`UNMARKED`).

Not responsible for lists whose verb was said once (`holdlang.menu.mentions`), nor for what the keys are for
(`holdlang.menu.readings`).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from holdlang.menu.lexicon import Lexicon
from holdlang.menu.text import COMMA, SENTENCE, Text

MARKED, UNMARKED = 2, 3
"""Fewest items of a list with a mark at each, and of one without: the lower numbers are those at which `tests/menu` and
the texts that are no menus (`tests.bench.hold_texts`) still give no false one."""

_LAST = frozenset("0*#")
"""Keys that may follow any other at the end of a list."""


@dataclass(frozen=True)
class Item:
    """Words `start` up to `end` name `key`. What it is for stands on that `side` of them."""

    start: int
    end: int
    key: str
    side: Literal["left", "right"]
    marked: bool
    """Whether a mark shows where the item begins or ends."""


def listed(text: Text, lexicon: Lexicon) -> dict[int, Item]:
    """Place -> the item whose key is named from there on."""
    scan = _Scan(text, lexicon)
    shapes: tuple[Callable[[int], Item | None], ...] = (scan.behind, scan.ahead, scan.linked)
    keys = [place for place, word in enumerate(text.words) if word in scan.keys]
    found: dict[int, Item] = {}
    for shape in shapes:
        items = [item for place in keys if (item := shape(place))]
        for run in scan.runs(items):
            found.update((item.start, item) for item in run)
    return found


class _Scan:
    """The words of one text, looked at around a key."""

    def __init__(self, text: Text, lexicon: Lexicon) -> None:
        self._words, self._marks = text.words, text.marks
        self._lexicon = lexicon
        self._no_description = lexicon.number_words | lexicon.description.joiners
        self._units = lexicon.queue.seconds.keys()
        self.keys = lexicon.pressing.keys

    def behind(self, place: int) -> Item | None:
        """`Sales, one.`"""
        if self._marks[place] != COMMA or not self._ends(place + 1):
            return None
        return Item(place, place + 1, self.keys[self._words[place]], "left", marked=True)

    def ahead(self, place: int) -> Item | None:
        """`One for sales`; `One, checking.` where something is to be selected: instructions are numbered, too."""
        after = self._words[place + 1 : place + 3]
        if not self._lexicon.pressing.verbs.isdisjoint(self._words[max(0, place - 1) : place]):  # you pressed one
            return None
        begins = place == 0 or self._marks[place] > 0
        led = after[:1] != () and after[0] in self._lexicon.pressing.list_leads and not self._marks[place + 1]
        chosen = not self._lexicon.pressing.verbs.isdisjoint(self._words[:place])
        if not led and not (chosen and begins and self._marks[place + 1] == COMMA):  # step one, step two
            return None
        if not self._describes(place + 1, place + 1 + len(after)):  # nine to five
            return None
        return Item(place, place + 1, self.keys[self._words[place]], "right", marked=begins)

    def linked(self, place: int) -> Item | None:
        """`Sales is on one`."""
        links = self._lexicon.pressing.links.all
        fitting = [len(link) for link in links if self._words[max(0, place - len(link)) : place] == link]
        if not fitting:
            return None
        return Item(
            place - max(fitting), place + 1, self.keys[self._words[place]], "left", marked=self._ends(place + 1)
        )

    def runs(self, items: Sequence[Item]) -> Iterator[list[Item]]:
        """The lists among items of one shape."""
        run: list[Item] = []
        for item in [*items, None]:
            if item and run and self._follows(run[-1], item):
                run.append(item)
                continue
            if run and len(run) >= (MARKED if all(one.marked for one in run) else UNMARKED) and self._begins(run[0]):
                yield run
            run = [item] if item else []

    def _follows(self, one: Item, other: Item) -> bool:
        """Whether `other` is the next item of a list after `one`: the next key, and nothing but a description between
        them."""
        if SENTENCE in self._marks[one.end + 1 : other.start] or not self._describes(one.end, other.start):
            return False
        if one.key in _LAST or other.key in _LAST:
            return one.key != other.key
        return int(other.key) == int(one.key) + 1

    def _begins(self, item: Item) -> bool:
        """Whether there is a description of the first item, too."""
        return item.side == "right" or self._describes(max(0, item.start - 1), item.start)

    def _describes(self, start: int, end: int) -> bool:
        """Whether those words can be part of a description: more than numbers, and no length of time."""
        words = self._words[start:end]
        return not self._no_description.issuperset(words) and self._units.isdisjoint(words)

    def _ends(self, place: int) -> bool:
        return place == len(self._words) or self._marks[place] > 0
