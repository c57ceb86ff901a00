"""What a prompt wants typed in, or answered by a sentence. Not responsible for options (`holdlang.menu.mentions`)."""

from typing import Literal

from holdlang.menu.lexicon import Lexicon
from holdlang.menu.model import Entry
from holdlang.menu.phrases import Place
from holdlang.menu.text import Text

_CLOSING: dict[str, Literal["#", "*"]] = {"#": "#", "*": "*"}

MOST_DIGITS = 32
"""Longer than any number of an account, a card or a case."""


def entry(text: Text, lexicon: Lexicon) -> tuple[Entry | None, frozenset[int]]:
    """The last thing that is to be typed in, and the places of all words that only say how an entry is closed."""
    rule, words = lexicon.entering, text.words
    found: Entry | None = None
    closing: set[int] = set()
    for verb in rule.verbs.find(words):
        if verb.start and words[verb.start - 1] in rule.denied and not text.marks[verb.start]:
            continue
        begin, end = _object(text, verb, lexicon)
        what = words[begin:end]
        if not what or what[0] in rule.no_object:
            continue
        key, closed = _closing(text, max(end, verb.end), lexicon)
        closing.update(range(end, closed))
        said = words[begin : min(text.sentence_after(begin), begin + 2 * rule.longest)]
        found = Entry(what=" ".join(what), digits=_digits(said, lexicon), closing=key)
    return found, frozenset(closing)


def asks(text: Text, lexicon: Lexicon) -> bool:
    """Whether it wants a sentence in reply."""
    return lexicon.asking.open.within(text.words)


def _object(text: Text, verb: Place, lexicon: Lexicon) -> tuple[int, int]:
    """Where the words for what is to be typed in begin and end: after the verb, or if those only refer to it, in what
    was said before (`we need your account number. Please enter it now`)."""
    rule, words = lexicon.entering, text.words
    begin = verb.end - (words[verb.end - 1] in rule.articles)
    while begin < len(words) and words[begin] in rule.particles:
        begin += 1
    if begin < len(words) and words[begin] in rule.pronouns:
        earliest = max(0, verb.start - rule.longest)
        named = [place.end for place in rule.needed.find(words[: verb.start]) if place.start >= earliest]
        begin = named[-1] if named else begin
    return begin, _end(text, begin, lexicon)


def _end(text: Text, begin: int, lexicon: Lexicon) -> int:
    """Where the words for what is typed in end, which begin at `begin`; there itself if they do not end soon."""
    words = text.words
    for place in range(begin, min(len(words), begin + lexicon.entering.longest)):
        if (place > begin and text.marks[place]) or lexicon.entering.ends.at(words, place):
            return place
        if words[place] in lexicon.pressing.verbs:
            return place
    return len(words) if len(words) <= begin + lexicon.entering.longest else begin


def _closing(text: Text, begin: int, lexicon: Lexicon) -> tuple[Literal["#", "*"] | None, int]:
    """The key that closes an entry whose words end at `begin`, and where the words about that end."""
    rule, words = lexicon.entering, text.words
    last = min(text.sentence_after(begin), begin + rule.longest)
    others = lexicon.description.alternatives | lexicon.pressing.list_leads
    place, key, asked = begin, None, True
    while place < len(words) and key is None:
        key = _CLOSING.get(lexicon.pressing.keys.get(words[place], "")) if asked else None
        asked = words[place] in rule.closers
        if key or asked:
            place += 1
        elif place < last and words[place] not in others:
            told = rule.ends.at(words, place)  # on the way: `in dollars and cents, then press pound`
            place = told.end if told else place + 1
        else:
            return None, begin
    if key is None:
        return None, begin
    more = (lexicon.pressing.after | rule.closers) - lexicon.pressing.verbs
    while place < len(words) and words[place] in more:
        place += 1
    return key, place


def _digits(what: tuple[str, ...], lexicon: Lexicon) -> int | None:
    """How many digits, if the words for it say so."""
    place = next(lexicon.entering.digits.find(what, lexicon.number_words), None)
    if place is None or place.number is None:
        return None
    value = sum(lexicon.values.get(word, 0) for word in what[place.number : place.end])
    return value if 0 < value <= MOST_DIGITS else None
