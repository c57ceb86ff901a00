"""Whether a value that a flow declares is what a prompt wants typed in. Pure; by words alone, since values are secret.

Silent when in doubt: a PIN that is typed in where an account number is asked for is worse than no answer. Not
responsible for typing it in (`runtime.steps.pressing`).
"""

import re

from holdlang.advice.model import Known
from holdlang.advice.wording import Wording, wording
from holdlang.match import normalize
from holdlang.menu.model import Entry


def fits(known: Known, entry: Entry) -> bool:
    """Whether the value is declared for that: by its name, or by what the flow's author says that it is."""
    return any(_agree(offered, entry.what) for offered in (_spaced(known.name), known.what) if offered)


def fitting(known: tuple[Known, ...], entry: Entry) -> Known | None:
    """The one value that is declared for that; None also if several are."""
    found = [one for one in known if fits(one, entry)]
    return found[0] if len(found) == 1 else None


def _agree(offered: str, wanted: str) -> bool:
    words = wording()
    have = normalize(offered)
    return any(_same(have, normalize(part), words) for part in re.split(r"\bor\b", wanted))


def _same(have: tuple[str, ...], wanted: tuple[str, ...], words: Wording) -> bool:
    """A part (`last four`) is wanted if a part is had, and the same kind of thing; or else one word in common."""
    if _parts(have, words) != _parts(wanted, words):
        return False
    ours, theirs = _subject(have, words), _subject(wanted, words)
    kinds = words.stems(words.entries.kinds)
    if (ours | theirs) & kinds:
        return (ours & kinds) == (theirs & kinds)
    return bool(ours & theirs)


def _parts(text: tuple[str, ...], words: Wording) -> frozenset[str]:
    return frozenset(text) & words.entries.parts


def _subject(text: tuple[str, ...], words: Wording) -> frozenset[str]:
    """What it is: the words before `of`, `on` and the like that say so, or else all (`code of the door`)."""
    left = _renamed(text, words)
    turns = [place for place, word in enumerate(left) if word in words.entries.turns]
    before = left[: turns[0]] if turns else left
    return _telling(before, words) or _telling(left, words)


def _telling(text: tuple[str, ...], words: Wording) -> frozenset[str]:
    dull = words.entries.generic | words.entries.parts | words.entries.turns | words.empty
    return words.stems(word for word in text if word not in dull)


def _renamed(text: tuple[str, ...], words: Wording) -> tuple[str, ...]:
    """The same with one name for each thing: `date of birth` is `birth`."""
    line = f" {' '.join(text)} "
    names = [(name.replace("_", " "), group[0]) for group in words.entries.same for name in group]
    for name, first in sorted(names, key=lambda pair: -len(pair[0])):
        line = line.replace(f" {name} ", f" {first} ")
    return tuple(line.split())


def _spaced(name: str) -> str:
    """A name as words: `card_last4` is `card last 4`."""
    return " ".join(re.findall(r"[^\W\d_]+|\d+", name))
