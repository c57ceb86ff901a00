"""The words of a recording, out of what a recogniser made of it each time. Not responsible for recognising.

The hearings are laid over each other and vote word by word (ROVER: Fiscus 1997). The line is another one each time, so
what one hearing missed or mistook the others may have. On keys the vote is not a plain one: a recogniser leaves out
those that it doubts, so a key that is missing is no vote against it, but another word is, and a tie leaves the key out:
a wrong key is worse than none.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from holdlang.match import normalize

KEYS = frozenset(normalize("0 1 2 3 4 5 6 7 8 9 star pound hash"))

HEARD = 1 / 4
"""Share of the hearings that must have had a key. With a half, keys that a line loses half of the time are lost for
good; without a bound, each hearing adds its mistakes. Chosen with the next on the 69 keys of recorded prompts over 6
lines and 115 of synthetic ones over 3."""

CLEARLY = 2
"""Times as many votes as any other key that a key must have: of two hearings that differ neither is believed."""

MISSING, COMPETING, DIFFERENT = 2, 2, 3
"""What it costs to lay nothing over a word, a key over another key, any word over another: less than nothing twice."""


@dataclass
class Place:
    """A word of the recording, and who heard what there."""

    votes: Counter[str]
    """Hearings of each word; "" is none. Words count as equal if they are said alike."""
    spelt: dict[str, str] = field(default_factory=dict)
    """Those words as they were written first."""

    @property
    def keys(self) -> Counter[str]:
        """The votes for keys."""
        return Counter({word: count for word, count in self.votes.items() if word in KEYS})

    def distance(self, word: str) -> int:
        """What it costs to lay that word here."""
        if word in self.votes:
            return 0
        return COMPETING if word in KEYS and self.keys else DIFFERENT

    @property
    def word(self) -> str:
        """What was said here, or "" if that is nothing, or a doubtful key."""
        others = self.votes - self.keys
        if self.keys:
            (key, count), (_, next_count) = [*self.keys.most_common(2), ("", 0)][:2]
            against = max((votes for word, votes in others.items() if word), default=0)
            if count >= HEARD * self.votes.total() and count >= CLEARLY * next_count and count > against:
                return self.spelt[key]
        most = max(others, key=lambda word: (others[word], word != ""), default="")
        return self.spelt.get(most, "")


def agreed(texts: Sequence[str]) -> str:
    """The words that most of the texts have; where they are equally many, those of the earliest."""
    places: list[Place] = []
    for number, text in enumerate(texts):
        places = [_heard(place, word, number) for place, word in _laid(places, text.split())]
    return " ".join(filter(None, (place.word for place in places)))


def _heard(place: Place | None, word: str | None, before: int) -> Place:
    """The place with one more vote, after so many."""
    place = place or Place(Counter({"": before}))
    place.votes[said(word or "")] += 1
    place.spelt.setdefault(said(word or ""), word or "")
    return place


def _laid(places: Sequence[Place], words: Sequence[str]) -> list[tuple[Place | None, str | None]]:
    """Places and words in order, at the least cost each over another or by itself (Wagner & Fischer 1974)."""
    costs = [[MISSING * column for column in range(len(words) + 1)]]
    for place in places:
        above, row = costs[-1], [costs[-1][0] + MISSING]
        for column, word in enumerate(words):
            alone = min(above[column + 1], row[column]) + MISSING
            row.append(min(above[column] + place.distance(said(word)), alone))
        costs.append(row)
    pairs: list[tuple[Place | None, str | None]] = []
    last, column = len(places), len(words)
    while last or column:
        cost = costs[last][column]
        place_alone = last > 0 and cost == costs[last - 1][column] + MISSING
        word_alone = not place_alone and column > 0 and cost == costs[last][column - 1] + MISSING
        last, column = last - (not word_alone), column - (not place_alone)
        pairs.append((None if word_alone else places[last], None if place_alone else words[column]))
    return pairs[::-1]


def said(word: str) -> str:
    """How it is said: without case and punctuation."""
    return " ".join(normalize(word))
