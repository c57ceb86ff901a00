"""The words that decide what a prompt means, by language: the files of `lexicons/` as models.

Not responsible for how they are used. No word of any language stands in the code of this package, but for the names
that `holdlang.match.words` gives to figures and signs (`3` is `three`, `#` is `pound`), which hold in every language.
"""

import tomllib
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, PlainValidator

from holdlang.diagnostics import did_you_mean
from holdlang.dtmf import SPOKEN
from holdlang.errors import UsageError
from holdlang.match.words import NUMBERS, ONES
from holdlang.menu.phrases import Phrases
from holdlang.model import Model, StateName
from holdlang.model.steps import Key

FOLDER = Path(__file__).parent / "lexicons"

Words = frozenset[str]
Listed = Annotated[Phrases, PlainValidator(Phrases)]


class Part(Model):
    """A table of a lexicon."""

    model_config = ConfigDict(arbitrary_types_allowed=True)


class Pressing(Part):
    """How a prompt asks for a key."""

    verbs: Words
    plain: Words
    """Verbs that ask for a key even if that is not understood: what is before `press …` belongs to it."""
    foreign: Words
    """Verbs of other languages: what is asked for with them is another language."""
    fillers: Words
    """Between the verb and the key: `press the number three`."""
    after: Words
    """After the key, and part of its name: `the pound key`."""
    nouns: Words
    """What names a key without any verb: `option three`."""
    links: Listed
    """Between what a key is for and that key, in a list: `sales is on three`."""
    parted: Words
    """After a number, these make it no key: `select one of the following`."""
    denied: Listed
    """Before a verb, these make it no request: `you have pressed three`."""
    names: dict[str, Key]
    """Names of keys, and what recognisers write for them where nothing else can be meant."""
    unsure: dict[str, Key]
    """What recognisers write for a key and what can as well be meant: one only where a word of `leads` follows, or
    nothing does (`press to for billing`, but not `press to continue`)."""
    list_leads: Words
    """After a further key of a list whose verb was said once: `press one to accept or two to reject`."""

    @cached_property
    def keys(self) -> dict[str, str]:
        """Name -> key, with the names that figures and signs have in any language."""
        return {word: str(digit) for digit, word in enumerate(ONES[:10])} | SPOKEN | self.names


class Saying(Part):
    """How a prompt asks for a word."""

    verbs: Words
    denied: Words
    """Before a verb, these make it no request: `to say`."""
    descriptions: Words
    """What begins a description of what to say, instead of the very words: `say your account number`."""
    ends: Listed
    """What goes on after the words to be said: `say agent at any time`."""
    longest: int = Field(ge=1)
    """Most words that a prompt wants to have repeated."""


class Description(Part):
    """How a prompt says what a key is for."""

    leads: Words
    """Words that lead in: `for billing`."""
    conditions: Words
    """Those of them that say when a key is to be pressed, and not yet what it does: `if you moved`."""
    bound_after: Words
    """After these a word of `leads` begins nothing new: `speak to an agent`."""
    no_start_after: Listed
    """Before a word of `leads` that begins no option: `thank you` for calling."""
    no_start: Listed
    """With a word of `leads` that begins no option: `for holding`."""
    intros: Listed
    """What leads in and is no part of what an option is for: `if you are calling about`."""
    asides: Listed
    """What ends before an option begins, and begins after one ended: `please listen carefully`."""
    notices: Listed
    """In what is told between options: `please have your card ready`. What stands before them is no option, nor is what
    follows, up to the next word of `leads`."""
    adverbs: Listed
    """After what an option is for, and no part of it: `for an agent at any time`."""
    articles: Words
    """Before what an option is for, and no part of it: `for the operator`."""
    joiners: Words
    """Between two options, part of neither: `or`."""
    alternatives: Words
    """Between two things that can be said: `yes or no`."""
    padding: Words
    """At the end of a description, part of the request: `for billing please`."""
    keyless: Listed
    """What a prompt asks for where it names no key: `for anything else stay on the line`."""


class Kinds(Part):
    """What an option is for, where that is the same in any menu."""

    operator: Listed
    alone: Listed
    """What is an operator where nothing else is said: `for a person`, but not `find an agent near you`."""
    repeat: Listed
    language: Listed
    back: Listed


class Entering(Part):
    """How a prompt asks for something to be typed in."""

    verbs: Listed
    denied: Words
    """Before a verb, these make it no request: `press one to enter …`."""
    articles: Words
    """At the end of a verb, these begin what is to be typed in: `dial the`."""
    no_object: Words
    """What cannot begin what is to be typed in."""
    particles: Words
    """Between the verb and what is to be typed in: `key in your account number`."""
    ends: Listed
    """What goes on after it: `followed by`."""
    closers: Words
    """What may stand before the key that closes it, and after that key: `then press the … when finished`."""
    digits: Listed
    """A number of digits: `sixteen digit`."""
    needed: Listed
    """Before what is to be typed in, if the request comes after it: `we need your account number`."""
    pronouns: Words
    """What stands for it in that request: `enter it now`."""
    longest: int = Field(ge=1)


class Asking(Part):
    """How a prompt asks for a sentence (`open`), or for yes or no (`confirm`)."""

    open: Listed
    confirm: Listed


class Told(Part):
    """How a state of a call is told. `cues`: one of these is said in any case. `unless`: a word that must not stand
    before the phrase -> within how many words. `unless_then`: words that must not follow it."""

    phrases: Listed
    cues: Words
    unless: dict[str, int]
    unless_then: Words = frozenset()


class Queue(Part):
    """What is said to those who wait."""

    hold: Listed
    stay: Listed
    """What puts us into a queue, where nothing else can be done: `please stay on the line`."""
    position: Listed
    """Our own number: `you are caller number #`."""
    ahead: Listed
    """How many others there are: `# callers ahead of you`."""
    places: dict[int, Listed]
    """Our place, by what is said of it: 1 if we are the next, or nobody is before us."""
    wait: Listed
    """That a length is one of our wait."""
    not_wait: Listed
    """That it is one of something else."""
    recorded: Told
    """That the call is recorded."""
    seconds: dict[str, float]
    """Units -> seconds."""
    lengths: dict[str, float]
    """Lengths without a number -> seconds: `half an hour`."""
    between: Words
    """Between the two numbers of `five to ten minutes`."""
    added: Words
    """Between the two lengths of `one minute and thirty seconds`."""

    @cached_property
    def fixed(self) -> tuple[tuple[tuple[str, ...], float], ...]:
        """`lengths` as words, the longest first."""
        lengths = [(tuple(text.split()), seconds) for text, seconds in self.lengths.items()]
        return tuple(sorted(lengths, key=lambda length: -len(length[0])))


class Lexicon(Part):
    """All words of a language that decide anything here."""

    language: str
    pressing: Pressing
    saying: Saying
    description: Description
    kinds: Kinds
    entering: Entering
    asking: Asking
    queue: Queue
    states: dict[StateName, Told]
    machines: dict[Literal["screening", "unavailable"], Told] = Field(default_factory=dict)
    """Machines that answer, by what only they say (`holdlang.menu.machines`)."""
    numbers: dict[str, int]
    """Number words of the language; those of `holdlang.match.words` are known in any."""

    @cached_property
    def values(self) -> dict[str, int]:
        """Number word -> value."""
        return NUMBERS | self.numbers

    @cached_property
    def number_words(self) -> frozenset[str]:
        """The words that `#` stands for in a phrase."""
        return frozenset(self.values)


def read_lexicon(path: Path) -> Lexicon:
    """The lexicon in a file. Raises `OSError`, or a `ValueError` that says what is wrong in it."""
    return Lexicon.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


@lru_cache(maxsize=8)
def lexicon(language: str = "en") -> Lexicon:
    """The lexicon that comes with holdlang for a language. Raises `UsageError` if there is none."""
    known = sorted(path.stem for path in FOLDER.glob("*.toml"))
    if language not in known:
        help_text = f"there are lexicons for: {', '.join(known)}"
        raise UsageError(
            f"no lexicon of menus for the language `{language}`", did_you_mean(language, known) or help_text
        )
    return read_lexicon(FOLDER / f"{language}.toml")
