"""Whether two prompts are one prompt that was heard twice. Pure.

Menus of one company have a frame in common ("press one", "to speak to a representative", "to hear this again") which is
most of their words. So they are held against each other by what they say besides. Not responsible for what was done at
a prompt (`holdlang.advice.ladder`), nor for recognitions of one announcement (`holdlang.history.gathering`).
"""

from holdlang.advice.wording import wording
from holdlang.history.gathering import alike
from holdlang.match import normalize
from holdlang.match.words import NUMBERS
from holdlang.menu import Menu, lexicon

HALF = 0.5
"""Of the words that tell one prompt, more than this share is said by the other, too: recognisers err in a third."""


def same_prompt(one: Menu, other: Menu) -> bool:
    """Whether both are the same prompt, as far as the shorter one was heard."""
    fewer, more = sorted((_telling(one), _telling(other)), key=len)
    if not fewer:
        return alike(one.text, other.text)
    return len(fewer & more) > HALF * len(fewer)


def _telling(menu: Menu) -> frozenset[str]:
    """The words that tell the prompt from others of that company, as stems, each once."""
    words = wording()
    frame = [option.phrase for option in menu.options if option.kind in ("operator", "repeat", "back")]
    dull = {word for phrase in frame for word in normalize(phrase)}
    dull |= words.yes | words.no | words.entries.generic | NUMBERS.keys() | _pressing()
    text = menu.text if menu.entry is None or menu.options else menu.entry.what
    return words.stems(word for word in normalize(text) if word not in dull) - words.stems(words.empty)


def _pressing() -> frozenset[str]:
    """The words by which any menu is answered."""
    pressing = lexicon().pressing
    return pressing.verbs | frozenset(pressing.names)
