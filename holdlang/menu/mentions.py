"""Where a prompt asks for a key or for a word to be said. Not responsible for what they are for (`holdlang.menu.gaps`),
nor for keys that close what is typed in (`holdlang.menu.entries`)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from holdlang.menu.lexicon import Lexicon
from holdlang.menu.lists import listed
from holdlang.menu.text import COMMA, SENTENCE, Text


@dataclass(frozen=True)
class Mention:
    """Words `start` up to `end` ask for `key`, or for saying `said`, or for either: `press the number three`. For
    neither if the key was not understood: then it is one that no other words can be meant for."""

    start: int
    end: int
    key: str | None
    said: tuple[str, ...] = ()
    weak: bool = False
    """Perhaps it asks for nothing."""
    side: Literal["left", "right", "none"] | None = None
    """Where what it is for stands, if a list shows it. What can be said of several things is for itself."""


def mentions(text: Text, closing: frozenset[int], lexicon: Lexicon, *, finished: bool) -> list[Mention]:
    """All of them, in order. `closing` are the places of words that close an entry and ask for nothing else.

    Of a prompt that is not `finished`, what its last words are meant for is not known yet.
    """
    found: list[Mention] = []
    scan = _Scan(text, lexicon, finished)
    items = listed(text, lexicon)
    place = 0
    while place < len(text):
        if place in closing:
            place += 1
            continue
        several = scan.saying(place)
        if (item := items.get(place)) is not None:
            one: Mention | None = Mention(place, item.end, item.key, scan.numbered(found, item.end - 1), side=item.side)
        else:
            one = scan.pressing(place) or scan.named(place) or (scan.further(found, place) if found else None)
        if one is not None:
            several = [scan.or_said(one)]
        found += several
        place = several[-1].end if several else place + 1
    return found


class _Scan:
    """The words of one text, looked at from a place on."""

    def __init__(self, text: Text, lexicon: Lexicon, finished: bool) -> None:
        self._words, self._marks = text.words, text.marks
        self._lexicon, self._finished = lexicon, finished
        self.keys = lexicon.pressing.keys

    def pressing(self, place: int) -> Mention | None:
        """`press three`, `press or say three`."""
        rule = self._lexicon.pressing
        if self._word(place) not in rule.verbs or self._denied(place):
            return None
        end = place + 1
        spoken = False
        while self._word(end) in rule.fillers | self._lexicon.saying.verbs and self._marks[end] != SENTENCE:
            spoken = spoken or self._word(end) in self._lexicon.saying.verbs
            end += 1
        key = self._key(end)
        if key is None:
            return Mention(place, self._misheard(end), None, weak=True) if self._words[place] in rule.plain else None
        said = (self._words[end],) if spoken else ()
        return Mention(place, self._after(end + 1), key, said)

    def _misheard(self, place: int) -> int:
        """Behind a word that stands for a key and is none: `press loans for billing`."""
        leads = self._lexicon.description.leads
        ends = place + 1 == len(self._words) or self._word(place + 1) in leads
        return place + 1 if ends and self._word(place) not in leads and not self._marks[place] else place

    def named(self, place: int) -> Mention | None:
        """`option three`, `it's number three`: only where nothing goes on that makes it a number of something."""
        rule = self._lexicon
        if self._word(place) not in rule.pressing.nouns or self._denied(place):
            return None
        at = place + 1
        while self._word(at) in rule.pressing.fillers:
            at += 1
        end = self._after(at + 1)
        goes_on = self._word(end) not in rule.description.leads | rule.description.joiners | {""}
        if self._word(at) not in self.keys or (goes_on and not self._marks[end]):
            return None
        return Mention(place, end, self.keys[self._word(at)], weak=True)

    def _denied(self, place: int) -> bool:
        """Whether the verb or noun at `place` asks for nothing: `do not press`, but `if you do not, press two`."""
        if self._marks[place]:
            return False
        denied = (
            one for one in self._lexicon.pressing.denied.all if self._words[max(0, place - len(one)) : place] == one
        )
        leads = self._lexicon.description.leads
        return any(leads.isdisjoint(self._words[max(0, place - len(one) - 2) : place - len(one)]) for one in denied)

    def alone(self, place: int) -> Mention | None:
        """A key without a verb, where the marks show it: `Sales, two.` and `Two for sales.`"""
        if self._word(place) not in self.keys or not self._marks[place]:
            return None
        ends = self._marks[place + 1] == SENTENCE or place + 1 == len(self._words)
        begins = self._marks[place] == SENTENCE and self._word(place + 1) in self._lexicon.pressing.list_leads
        return Mention(place, place + 1, self.keys[self._word(place)], weak=True) if ends or begins else None

    def further(self, found: Sequence[Mention], place: int) -> Mention | None:
        """A key without a verb, after others that have one."""
        last = found[-1]
        if (one := self.alone(place)) is not None:
            return one
        if last.key is None or last.weak or not self.goes_on(last.end) or not self.lists_a_key(place):
            return None
        return Mention(place, place + 1, self.keys[self._words[place]], self.numbered(found, place))

    def goes_on(self, place: int) -> bool:
        """Whether what follows a key at `place` can be the first item of a list: `press one to accept or two …`."""
        rule = self._lexicon
        return self._word(place) in rule.pressing.list_leads | rule.description.alternatives

    def lists_a_key(self, place: int) -> bool:
        """Whether a list goes on here whose verb was said once: `press one to accept … two to reject`."""
        rule = self._lexicon
        before = self._word(place - 1)
        if self._word(place) not in self.keys or before in self.keys or before in rule.description.leads:
            return False
        while self._word(place) in self.keys:
            if self._word(place + 1) in rule.pressing.list_leads:
                return self._word(place + 2) not in rule.number_words | {""}  # nine to five
            place += 2 if self._word(place + 1) in rule.description.alternatives else len(self._words)
        return False

    def numbered(self, found: Sequence[Mention], place: int) -> tuple[str, ...]:
        """The name of the key at `place`, if it can be said as that of the key before: `press or say one for sales, two
        for service`."""
        said = found[-1].said if found else ()
        return (self._words[place],) if said and said[0] in self.keys else ()

    def saying(self, place: int) -> list[Mention]:
        """`say billing`, `say billing or press three`, `say yes or no`."""
        rule, alternatives = self._lexicon.saying, self._lexicon.description.alternatives
        if self._word(place) not in rule.verbs or self._word(place - 1) in rule.denied:
            return []
        begin = end = place + 1
        while self._is_said(end, begin):
            end += 1
        while end > begin and self._word(end - 1) in alternatives:
            end -= 1
        pressed = end + (self._word(end) in alternatives)
        pressing = None if end < len(self._words) and self._marks[end] == SENTENCE else self.pressing(pressed)
        if pressing is not None and pressing.key is not None:
            return [replace(pressing, start=place, said=self._words[begin:end] or self._number(pressed, pressing.end))]
        if end == begin or self._word(begin) in rule.descriptions:
            return []
        parts = self._parts(begin, end)
        if any(last - first > rule.longest for first, last in parts):
            return []
        side: Literal["none"] | None = "none" if len(parts) > 1 else None
        return [Mention(place if n == 0 else a, b, None, self._words[a:b], side=side) for n, (a, b) in enumerate(parts)]

    def or_said(self, mention: Mention) -> Mention:
        """With the word that can be said instead: `press three or say billing`."""
        end = mention.end
        if mention.said or self._word(end) not in self._lexicon.description.alternatives:
            return mention
        said = self.saying(end + 1)
        if len(said) != 1 or said[0].key is not None:
            return mention
        return replace(mention, end=said[0].end, said=said[0].said)

    def _number(self, start: int, end: int) -> tuple[str, ...]:
        """The name of the key among those words: of `say or press three` it can be said."""
        return tuple(word for word in self._words[start:end] if word in self.keys)[:1]

    def _word(self, place: int) -> str:
        return self._words[place] if 0 <= place < len(self._words) else ""

    def _key(self, place: int) -> str | None:
        """The key that is named at `place`; None if none is, or a number of several digits."""
        rule, word, after = self._lexicon.pressing, self._word(place), self._word(place + 1)
        if word in self.keys and after not in rule.parted:
            several = after in self.keys and not self._marks[place + 1] and not self.lists_after(place + 1)
            return None if several else self.keys[word]
        key = rule.unsure.get(word)
        if key is None:
            return None
        ends = place + 1 == len(self._words)
        sure = (
            self._finished if ends else after in self._lexicon.description.leads or self._marks[place + 1] == SENTENCE
        )
        return key if sure else None

    def lists_after(self, place: int) -> bool:
        """Whether the key at `place` begins the next item of a list, right after another key."""
        return self._word(place + 1) in self._lexicon.pressing.list_leads and self._marks[place] > 0

    def _after(self, end: int) -> int:
        while self._word(end) in self._lexicon.pressing.after and self._marks[end] != SENTENCE:
            end += 1
        return end

    def _is_said(self, place: int, begin: int) -> bool:
        """Whether the word at `place` still belongs to what is to be said, which begins at `begin`."""
        word, rule = self._word(place), self._lexicon
        if not word or (place > begin and self._marks[place] == SENTENCE):
            return False
        if word in rule.pressing.verbs | rule.saying.verbs | rule.description.leads:
            return False
        if rule.saying.ends.at(self._words, place):
            return False
        return not (word in rule.description.alternatives and self._word(place + 1) in rule.pressing.verbs)

    def _parts(self, begin: int, end: int) -> list[tuple[int, int]]:
        """The things to choose from: `billing, payments or operator` are three."""
        alternatives = self._lexicon.description.alternatives
        parts = []
        first = begin
        for place in range(begin, end + 1):
            if place == end or self._words[place] in alternatives or (place > begin and self._marks[place] >= COMMA):
                if place > first:
                    parts.append((first, place))
                first = place + (place < end and self._words[place] in alternatives)
        return parts
