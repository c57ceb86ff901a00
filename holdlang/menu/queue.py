"""What a queue says to those who wait: to stay, their place, how long it will be.

Not responsible for who says it: a person may say the same (`runtime.hearing.judge`).
"""

from collections.abc import Sequence
from itertools import pairwise

from holdlang.match.words import ONES
from holdlang.menu.lexicon import Lexicon
from holdlang.menu.text import Text

DAY = 86400.0
"""Seconds. What is longer is no wait on the telephone, but when somebody will write or call."""


def on_hold(text: Text, lexicon: Lexicon) -> bool:
    """Whether it is said to those who wait."""
    return lexicon.queue.hold.within(text.words)


def stays(text: Text, lexicon: Lexicon) -> bool:
    """Whether it asks us to wait, which a menu does, too, for what it has no key for."""
    return lexicon.queue.stay.within(text.words)


def position(text: Text, lexicon: Lexicon) -> int | None:
    """Our place in the queue, 1 for the next to be taken; what is said last counts."""
    rule, numbers, words = lexicon.queue, lexicon.number_words, text.words
    places = [(place.start, number) for number, said in rule.places.items() for place in said.find(words)]
    for phrases, others in ((rule.position, 0), (rule.ahead, 1)):
        for place in phrases.find(words, numbers):
            if place.number is not None:
                values = [value for value, _ in _numbers(text, place.number, place.end, lexicon)]
                places += [(place.start, value + others) for value in values[-1:]]
    counted = [value for _, value in sorted(places) if value > 0]
    return counted[-1] if counted else None


def wait(text: Text, lexicon: Lexicon) -> float | None:
    """How long the wait is said to be, in seconds; of two lengths the longer."""
    begin = 0
    found: float | None = None
    while begin < len(text):
        end = text.sentence_after(begin)
        found = _waited(text.part(begin, end), lexicon) or found
        begin = end
    return found


def _waited(text: Text, lexicon: Lexicon) -> float | None:
    """The first length in a sentence that is one of our wait: by what was said last before it, or else after it."""
    cues = [(place.start, True) for place in lexicon.queue.wait.find(text.words)]
    cues += [(place.start, False) for place in lexicon.queue.not_wait.find(text.words)]
    lengths = _lengths(text, lexicon)
    for n, (start, _, _) in enumerate(lengths):
        before = [cue for cue in cues if cue[0] < start]
        if max(before)[1] if before else any(waits for _, waits in cues):
            return _joined(text.words, lengths[n:], lexicon)
    return None


def _joined(words: tuple[str, ...], lengths: Sequence[tuple[int, int, float]], lexicon: Lexicon) -> float | None:
    """The first length, with what is added to it, or the longest of those that it lies between."""
    rule = lexicon.queue
    seconds = lengths[0][2]
    for (_, before, earlier), (start, _, later) in pairwise(lengths):
        joined = words[before:start]
        if any(word not in rule.added | rule.between for word in joined) or len(joined) > 1:
            break
        seconds = seconds + later if later < earlier and set(joined) <= rule.added else max(seconds, later)
    return seconds if 0 < seconds < DAY else None


def _lengths(text: Text, lexicon: Lexicon) -> list[tuple[int, int, float]]:
    """Each length: where it starts and ends, and its seconds. `five to ten minutes` is one of ten minutes."""
    rule, words = lexicon.queue, text.words
    found = []
    place = 0
    while place < len(words):
        fixed = next((one for one in rule.fixed if words[place : place + len(one[0])] == one[0]), None)
        if fixed:
            found.append((place, place + len(fixed[0]), fixed[1]))
            place += len(fixed[0])
            continue
        if words[place] not in lexicon.values:
            place += 1
            continue
        start, largest = place, 0
        while place < len(words) and (words[place] in lexicon.values or (words[place] in rule.between and largest)):
            if words[place] in lexicon.values:
                value, place = _numbers(text, place, len(words), lexicon)[0]
                largest = max(largest, value)
            else:
                place += 1
        unit = rule.seconds.get(words[place]) if place < len(words) else None
        if unit is not None:
            place += 1
            found.append((start, place, largest * unit))
    return found


def _numbers(text: Text, start: int, end: int, lexicon: Lexicon) -> list[tuple[int, int]]:
    """The numbers among those words: the value of each, and where it ends.

    `twenty four` is one, and so are the figures of `one two zero`, as `holdlang.match.words` has them; `five ten` are
    two.
    """
    found: list[tuple[int, int]] = []
    joins = ""
    for place in range(start, end):
        word = text.words[place]
        value = lexicon.values.get(word)
        if value is None:
            joins = ""
            continue
        figure = word in ONES[:10]
        last = found[-1][0] if found else 0
        if text.marks[place] == 0 and joins == "tens" and 0 < value < 10:
            found[-1] = last + value, place + 1
            joins = ""
        elif text.marks[place] == 0 and joins == "figures" and figure:
            found[-1] = 10 * last + value, place + 1
        else:
            found.append((value, place + 1))
            joins = "tens" if value >= 20 and value % 10 == 0 else "figures" if figure else ""
    return found
