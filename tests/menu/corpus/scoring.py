"""How well what was understood agrees with the truth: what counts as found, and the sums.

An option is found if one of the same key is there whose words agree, each counted once. What can only be said has no
key, and needs only agreeing words. Words agree

- on clean text (`alike`), if the F-score of their content words is at least `AGREEING`;
- on recogniser output (`related`), if one content word of the truth is said in them by the rule of `holdlang.match`,
  which takes sound-alikes: whoever acts on it needs the key, and enough words to tell it from the others.

An entry is found if its words agree, how many digits it has is equal, and so is the key that closes it. States are
counted one by one; `on_hold` and `question` where they are true; position and wait where there is one, and equal.

Not responsible for printing (`tests.bench.menus`).
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from holdlang.match import find, normalize
from holdlang.match.words import NUMBERS
from holdlang.menu.model import Entry, Menu, Option

AGREEING = 0.6
"""Lowest F-score of agreeing words: two content words of three, or one of two with nothing besides."""

# fmt: off
EMPTY = frozenset({
    "a", "an", "the", "this", "that", "these", "those", "your", "you", "youre", "our", "my", "us", "it", "its", "is",
    "are", "be", "was", "if", "to", "for", "of", "on", "in", "at", "by", "with", "from", "or", "and", "please", "would",
    "like", "want", "have", "has", "any",
})
# fmt: on
"""Words that say nothing of what an option is for."""

Agree = Callable[[str, str], bool]
"""(the truth's words, the words understood) -> whether they mean the same."""


def content(text: str) -> tuple[str, ...]:
    """The telling words of a phrase; all of them where none tells anything ("it is")."""
    words = normalize(text)
    return tuple(word for word in words if word not in EMPTY) or words


def alike(truth: str, understood: str) -> bool:
    """Whether the words agree on clean text."""
    one, other = Counter(content(truth)), Counter(content(understood))
    return 2 * (one & other).total() >= AGREEING * (one.total() + other.total())


def related(truth: str, understood: str) -> bool:
    """Whether the words agree on recogniser output."""
    heard = normalize(understood)
    return any(find((word,), heard) is not None for word in content(truth))


@dataclass
class Tally:
    """Found of what there is (`wanted`) and of what was given."""

    right: int = 0
    wanted: int = 0
    given: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.given if self.given else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0

    def add(self, right: int, wanted: int, given: int) -> None:
        self.right += right
        self.wanted += wanted
        self.given += given


@dataclass
class Score:
    """Sums over prompts, by what is looked for, and what went wrong in words."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def __getitem__(self, part: str) -> Tally:
        return self.tallies.setdefault(part, Tally())

    def add(self, truth: Menu, understood: Menu, agree: Agree, name: str) -> None:
        """Count one prompt, called `name` in the list of errors."""
        self.add_offer(truth, understood, agree, name)
        for part, wanted, given in _facts(truth, understood):
            self[part].add(len(wanted & given), len(wanted), len(given))
            self.errors += [f"{part} missed: {fact}   [{name}]" for fact in sorted(wanted - given)]
            self.errors += [f"{part} false: {fact}   [{name}]" for fact in sorted(given - wanted)]

    def add_offer(self, truth: Menu, understood: Menu, agree: Agree, name: str) -> None:
        """Count only options and entry, where no more than these is known of the prompt."""
        faults = [*self._options(truth, understood, agree), *self._entry(truth, understood, agree)]
        self.errors += [f"{fault}   [{name}]" for fault in faults]

    def _options(self, truth: Menu, understood: Menu, agree: Agree) -> Iterator[str]:
        left = list(understood.options)
        right = 0
        for option in truth.options:
            found = next((one for one in left if one.key == option.key and agree(option.phrase, one.phrase)), None)
            if found is None:
                yield f"option missed: {_shown(option)}"
                continue
            right += 1
            left.remove(found)
            self["kind of options found"].add(found.kind == option.kind, 1, 1)
            if found.kind != option.kind:
                yield f"kind {found.kind} instead of {option.kind}: {_shown(option)}"
        self["options"].add(right, len(truth.options), len(understood.options))
        yield from (f"option false: {_shown(one)}" for one in left)

    def _entry(self, truth: Menu, understood: Menu, agree: Agree) -> Iterator[str]:
        wanted, given = truth.entry, understood.entry
        right = wanted is not None and given is not None and _same(wanted, given, agree)
        self["entries"].add(right, wanted is not None, given is not None)
        if not right and (wanted or given):
            yield f"entry: {_told(wanted)} understood as {_told(given)}"


def _same(wanted: Entry, given: Entry, agree: Agree) -> bool:
    same = agree(_uncounted(wanted.what), _uncounted(given.what))
    return same and (wanted.digits, wanted.closing) == (given.digits, given.closing)


def _uncounted(what: str) -> str:
    """Without the number of digits, which is compared as such ("four digit pin")."""
    words = normalize(what)
    return " ".join(word for word in words if word not in NUMBERS and word not in {"digit", "digits"}) or what


def _facts(truth: Menu, understood: Menu) -> Iterator[tuple[str, set[str], set[str]]]:
    """Part, what is true of it, and what was understood."""
    yield "states", set(truth.states), set(understood.states)
    yield "on hold", _flag(truth.on_hold), _flag(understood.on_hold)
    yield "questions", _flag(truth.question), _flag(understood.question)
    yield "position", _value(truth.position), _value(understood.position)
    yield "wait", _value(truth.wait), _value(understood.wait)


def _flag(true: bool) -> set[str]:
    return {"yes"} if true else set()


def _value(number: float | None) -> set[str]:
    return set() if number is None else {f"{number:g}"}


def _shown(option: Option) -> str:
    return f"{option.key or 'say'} -> {option.phrase}"


def _told(entry: Entry | None) -> str:
    return "none" if entry is None else f"“{entry.what}” ({entry.digits or '?'} digits, closed by {entry.closing})"
