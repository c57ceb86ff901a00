"""Understands a prompt: from what was heard to a `Menu`. It puts together what the other files of this package find.

Not responsible for what is done about it: that is the flow's business, or an advisor's (`holdlang.advice`).
"""

from collections.abc import Iterable, Iterator

from holdlang.menu.entries import asks, entry
from holdlang.menu.gaps import Words
from holdlang.menu.lexicon import Lexicon, lexicon
from holdlang.menu.mentions import mentions
from holdlang.menu.model import Menu, Option, OptionKind
from holdlang.menu.queue import on_hold, position, stays, wait
from holdlang.menu.readings import Described, described
from holdlang.menu.states import told
from holdlang.menu.text import Text, read


def understand(heard: str, words: Lexicon | None = None) -> Menu:
    """What is understood of a prompt, or of several. Options that are unclear are left out: a wrong key is worse than
    none. `words` are those of the prompt's language, English if there are none."""
    words = words or lexicon()
    text = read(heard)
    wanted, closing = entry(text, words)
    found = described(text, mentions(text, closing, words, finished=True), words, finished=True)
    offered = tuple(_without_repeats(_options(found, text, words)))
    place, seconds = position(text, words), wait(text, words)
    queued = on_hold(text, words) or (wanted is None and not offered and stays(text, words))
    keyed = any(option.key for option in offered)
    return Menu(
        text=heard,
        options=offered,
        entry=wanted,
        question=not keyed and (asks(text, words) or (not offered and words.asking.confirm.within(text.words))),
        states=frozenset(told(text.words, words)),
        on_hold=queued or place is not None or seconds is not None,
        position=place,
        wait=seconds,
    )


def options(heard: str) -> dict[str, str]:
    """Key -> what the prompt says it is for, where that is clear."""
    return {option.key: option.phrase for option in understand(heard).options if option.key}


def _options(found: Iterable[Described], text: Text, words: Lexicon) -> Iterator[Option]:
    for one in found:
        phrase = _phrase(one, words)
        said = " ".join(one.mention.said) or None
        if phrase and (one.mention.key or said):
            foreign = text.words[one.mention.start] in words.pressing.foreign
            kind = "language" if foreign else _kind(phrase, words)
            yield Option(key=one.mention.key, phrase=" ".join(phrase), kind=kind, said=said)


def _phrase(one: Described, words: Lexicon) -> Words:
    """What a mention is for, if that is sure; what is to be said for it, if nothing else is."""
    if not one.sure:
        return ()
    return one.mention.said if one.possible[0] is None else _trimmed(one.possible[0], words)


def _trimmed(phrase: Words, words: Lexicon) -> Words:
    """Without all that leads in and leads on: `if you are calling about your bill please` is `your bill`."""
    rule = words.description
    while phrase and phrase[-1] in rule.joiners | rule.padding:
        phrase = phrase[:-1]
    intro = rule.intros.at(phrase, 0)
    if intro and intro.end < len(phrase):
        phrase = phrase[intro.end :]
    elif len(phrase) > 1 and phrase[0] in rule.leads:
        phrase = phrase[1:]
    return phrase[1:] if len(phrase) > 1 and phrase[0] in rule.articles else phrase


def _kind(phrase: Words, words: Lexicon) -> OptionKind:
    rule = words.kinds
    if rule.repeat.within(phrase):
        return "repeat"
    if rule.back.within(phrase):
        return "back"
    if rule.language.within(phrase):
        return "language"
    alone = rule.alone.at(phrase, 0)
    return "operator" if rule.operator.within(phrase) or (alone and alone.end == len(phrase)) else "choice"


def _without_repeats(found: Iterable[Option]) -> Iterator[Option]:
    """Menus say themselves again: of the options with one key and one phrase, the first."""
    return iter(dict.fromkeys(found))
