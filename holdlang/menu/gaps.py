"""The words between two keys that a prompt names: to which of the two they belong, and how likely.

`for disputes press one` and `press one for disputes` are both said, a recogniser gives no punctuation, and menus change
the order on the way (`press one for sales to hear this again press star`). So for each gap all ways to read it are
laid out with what speaks against them, in points; `holdlang.menu.readings` finds those that fit together. Points are
no probabilities: `DOUBT` of them are a mere oddity, and a difference of two is a decision.

Not responsible for where keys are named (`holdlang.menu.mentions`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from holdlang.menu.lexicon import Lexicon
from holdlang.menu.text import COMMA, SENTENCE, Text

Words = tuple[str, ...]
Where = Literal["first", "inner", "last"]
"""A gap before the first key, between two, or after the last."""

DOUBT, ODD, AGAINST = 1, 2, 4
"""Points. `DOUBT`: seen in good menus; `ODD`: something was lost or left unsaid; `AGAINST`: hardly ever meant."""


@dataclass(frozen=True)
class Way:
    """One way to read a gap: `right` tells what the key before it is for, `left` what the key after it is for.

    It costs `behind` if what the key after it is for stands behind that key: of `if you moved, press six to change your
    address` the condition is none of a key.
    """

    right: Words | None
    left: Words | None
    cost: int
    behind: int


def ways(gap: Text, where: Where, lexicon: Lexicon, *, finished: bool) -> list[Way]:
    """All ways to read it. While they speak (not `finished`) what was heard last may be only half of what is said, and
    what came first may be an option whose `for` was not heard."""
    return list(_Gap(gap, where, lexicon, finished).ways())


def bare(words: Words, lexicon: Lexicon) -> Words:
    """Without the word that leads in, and without what leads on."""
    rule = lexicon.description
    while words and words[-1] in rule.joiners | rule.padding:
        words = words[:-1]
    return words[1:] if words and words[0] in rule.leads else words


class _Gap:
    def __init__(self, gap: Text, where: Where, lexicon: Lexicon, finished: bool) -> None:
        self._gap, self._where, self._lexicon, self._finished = gap, where, lexicon, finished
        self._rule = lexicon.description
        self._asides = list(self._rule.asides.find(gap.words))
        self._resumed = self._after_notices()
        self._start = self._put_in()
        self._end = self._cut()

    def ways(self) -> Iterator[Way]:
        cost = self._neither()
        yield Way(None, None, cost, 0 if self._condition() else cost)
        right = self._right(0, len(self._gap)) if self._where != "first" else None
        left = self._left(0, len(self._gap)) if self._where != "last" else None
        before = COMMA if self._where == "first" else self._gap.marks[0]
        after = COMMA if self._where == "last" else self._gap.marks[-1]
        if right:
            cost = right[1] + self._apart(before, after)
            yield Way(right[0], None, cost, cost)
        if left:
            cost = left[1] + self._apart(after, before)
            yield Way(None, left[0], cost, cost)
        if self._where == "inner":
            yield from self._both()

    def _apart(self, near: int, far: int) -> int:
        """What a mark between a key and its description says against them, if none is on the other side."""
        return 0 if near <= far else AGAINST if near == SENTENCE else ODD

    def _neither(self) -> int:
        """A description that belongs to no key."""
        if self._where == "last" and (self._gap.marks[0] == SENTENCE or not self._finished):
            return 0
        if self._begins(self._skipped(0)) and self._end > 0:
            return ODD + DOUBT if self._where == "inner" else ODD
        if self._where == "first" and self._opening(0, len(self._gap)) is not None:
            return ODD if self._finished else DOUBT
        return DOUBT if self._where == "inner" and self._end > self._skipped(0) else 0

    def _condition(self) -> bool:
        """Whether its last sentence is a condition that a mark sets apart from the key: `if you moved, press six`."""
        words, marks = self._gap.words, self._gap.marks
        start = next((place for place in range(len(words) - 1, 0, -1) if marks[place] == SENTENCE), 0)
        return bool(words) and marks[-1] == COMMA and words[start] in self._rule.conditions

    def _both(self) -> Iterator[Way]:
        """The one before it and the one after it."""
        best: Way | None = None
        for place, cost in self._splits():
            right, left = self._right(0, place), self._left(place, len(self._gap))
            if right and left:
                special = self._special(left[0])
                total = right[1] + left[1] + (min(cost, DOUBT) if special else cost)
                best = Way(right[0], left[0], total, total) if best is None or total <= best.cost else best
        if best:
            yield best

    def _splits(self) -> Iterator[tuple[int, int]]:
        """Where a new option can begin, and what speaks against that."""
        words, marks = self._gap.words, self._gap.marks
        for place in range(1, len(words)):
            if marks[place] == SENTENCE:
                yield place, 0
            elif self._begins(place):
                joined = words[place - 1] in self._rule.joiners
                yield place, 0 if joined else DOUBT if marks[place] == COMMA else ODD + DOUBT

    def _special(self, left: Words) -> bool:
        kinds = self._lexicon.kinds
        return any(kind.within(left) for kind in (kinds.repeat, kinds.back, kinds.language, kinds.operator))

    def _right(self, start: int, end: int) -> tuple[Words, int] | None:
        """The description of the key before the gap, if words `start` up to `end` hold one."""
        words, marks = self._gap.words, self._gap.marks
        end = next((n for n in range(start + 1, end) if marks[n] == SENTENCE), end)
        described = words[max(start, self._start) : min(end, self._end)]
        if not bare(described, self._lexicon):
            return None
        cost = 0 if described[0] in self._rule.leads else AGAINST
        return described, cost

    def _left(self, start: int, end: int) -> tuple[Words, int] | None:
        """The description of the key after the gap, if words `start` up to `end` hold one."""
        words, marks = self._gap.words, self._gap.marks
        start = next((n for n in range(end - 1, start, -1) if marks[n] == SENTENCE), start)
        end = self._without_adverb(start, end)
        start = max([start, *(aside.end for aside in self._asides if aside.end <= end)])
        begin = self._skipped(max([start, *(place for place in self._resumed if start < place < end)]))
        joined = ODD if begin < end and words[end - 1] in self._rule.joiners else 0
        opening = self._opening(begin, end)
        if opening is not None and (self._where == "first" or opening == begin):
            return words[opening : self._advised(opening, end)], joined
        described = words[begin:end]
        if not bare(described, self._lexicon):
            return None
        if self._where == "inner" or self._gap.marks[-1]:
            return described, joined + DOUBT
        return described, joined + (ODD + DOUBT if self._finished else DOUBT)

    def _opening(self, start: int, end: int) -> int | None:
        """Where the first option begins; None if it is all greeting."""
        places = (place for place in range(start, end) if self._begins(place))
        return next((place for place in places if bare(self._gap.words[place:end], self._lexicon)), None)

    def _advised(self, opening: int, end: int) -> int:
        """Where the condition ends that begins at `opening`, if it is told what to do besides pressing the key that
        follows at `end`: `if you smell gas, leave the building and press one`. If nothing is told, that end."""
        words, marks, rule = self._gap.words, self._gap.marks, self._rule
        if words[opening] not in rule.conditions or words[end - 1] not in rule.joiners - rule.alternatives:
            return end
        return next((place for place in range(opening + 2, end) if marks[place] == COMMA), end)

    def _begins(self, place: int) -> bool:
        """Whether a word of `leads` stands there and begins something new."""
        words, rule = self._gap.words, self._rule
        if place >= len(words) or words[place] not in rule.leads:
            return False
        before = () if self._gap.marks[place] else words[max(0, place - 3) : place]
        if before and before[-1] in rule.bound_after:
            return False
        if any(before[-len(phrase) :] == phrase for phrase in rule.no_start_after.all):
            return False
        return place + 1 < len(words) and not rule.no_start.at(words, place)

    def _skipped(self, place: int) -> int:
        """Behind the words that only join."""
        words = self._gap.words
        while place < len(words) and words[place] in self._rule.joiners | self._rule.padding:
            place += 1
        return place

    def _after_notices(self) -> list[int]:
        """Where the next option begins after something that is told: `for refunds please have your order at hand | to
        pay`."""
        ends = (notice.end for notice in self._rule.notices.find(self._gap.words))
        resumed = (next((n for n in range(end, len(self._gap)) if self._begins(n)), None) for end in ends)
        return [place for place in resumed if place is not None]

    def _without_adverb(self, start: int, end: int) -> int:
        """Before what only says when a key can be pressed: `for a representative at any time, zero`."""
        words = self._gap.words
        for place in range(start + 1, end):
            adverb = self._rule.adverbs.at(words, place)
            if adverb and adverb.end == end and not any(aside.start < place < aside.end for aside in self._asides):
                return place
        return end

    def _put_in(self) -> int:
        """Behind an aside between a key and what it is for: `press zero at any time to speak with an operator`."""
        first = self._asides[0] if self._asides else None
        return first.end if first and first.start == 0 and self._begins(first.end) else 0

    def _cut(self) -> int:
        """Where the part ends that can tell of the key before: before an aside, or before what is asked for instead of
        a key, with what that is for (`for anything else please stay on the line`)."""
        words = self._gap.words
        end = next((aside.start for aside in self._asides if aside.start >= self._start), len(words))
        keyless = next(self._rule.keyless.find(words), None)
        if keyless is None or keyless.start > end:
            return end
        last = keyless.start
        while last and words[last - 1] in self._rule.padding:
            last -= 1
        if last and words[last - 1] in self._rule.joiners:
            return last
        return next((place for place in range(last - 1, -1, -1) if self._begins(place)), last)
