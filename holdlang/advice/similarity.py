"""The advisor that needs no model: the option whose words are likest to what the call is for. Pure.

| the prompt | the answer |
|---|---|
| tells that the company is closed, or to leave a message, and offers nothing | give up, and say so |
| is what a queue says; or offers a call back | wait; a call back is not taken |
| wants something typed in that the flow declares | type it in |
| asks for a language | the one of the words we have |
| asks whether it has understood ("did you say billing?") | yes, if that has to do with the call |
| offers options | the likest; what led back to this prompt before comes last |
| offers none that is like the call | a person, or what is for everything else, or the only way on |
| asks what the call is about | a few words of it |
| is not understood | wait for it to be repeated |

`sureness` is low for a guess, and of a choice among options about how often such choices were right
(`tests/bench/advice.py`). Not responsible for whether an answer is carried out (`holdlang.advice.check`).
"""

from collections.abc import Sequence

from holdlang.advice.choosing import choose
from holdlang.advice.entries import fitting
from holdlang.advice.model import (
    Advice,
    Advised,
    Did,
    EnterValue,
    GiveUp,
    Heard,
    PressKey,
    SaySentence,
    Situation,
    WaitOn,
)
from holdlang.advice.sameness import same_prompt
from holdlang.advice.wording import wording
from holdlang.match import normalize
from holdlang.match.words import NUMBERS
from holdlang.menu import understand
from holdlang.menu.model import Option

NAME = "similarity"

FEW_WORDS = 6
"""Words that are said where a prompt asks for "a few words"."""

CERTAIN, LIKELY, OPEN, GUESSED = 0.95, 0.8, 0.5, 0.2
"""How sure an answer is that follows from what the prompt is; that usually does; that leads to a person who may help;
and one that is made for want of a better one. OPEN and GUESSED are held against what was right in
`tests/bench/advice.py`; the others are judgements, since the prompts there ask for a choice."""


def advise(situation: Situation) -> Advised:
    """What to do at the prompt. There is always an answer."""
    menu = situation.menu
    if not menu.wants_an_answer:
        return _to_an_announcement(situation)
    if menu.entry is not None:
        known = fitting(situation.known, menu.entry)
        if known is not None:
            return _answer(EnterValue(name=known.name), LIKELY, "it asks for a value that the flow declares")
    if "callback offer" in menu.states:
        return _to_a_callback(situation)
    return _confirmed(situation) or _in_our_language(situation) or _chosen(situation)


def _to_an_announcement(situation: Situation) -> Advised:
    states = situation.menu.states
    if "closed" in states:
        return _answer(GiveUp(reason="the company is closed"), CERTAIN)
    if "voicemail" in states:
        return _answer(GiveUp(reason="it only takes messages"), CERTAIN)
    if situation.menu.on_hold or "callback offer" in states:
        return _answer(WaitOn(reason="we are in the queue"), CERTAIN)
    return _answer(WaitOn(reason="it asks for nothing that is understood"), GUESSED)


def _to_a_callback(situation: Situation) -> Advised:
    """The user waits for a person on this call; nobody is there to take another one."""
    words = wording()
    stays = [one for one in situation.menu.options if words.has(one.phrase, words.stay)]
    if stays:
        return _answer(_take(stays[0]), LIKELY, "it stays in the queue")
    return _answer(WaitOn(reason="a call back is not taken"), LIKELY)


def _confirmed(situation: Situation) -> Advised | None:
    """An answer to a question of yes or no, which is about what was said before the choice is given: what we have typed
    in, which is right, or what the company takes the call to be for."""
    words = wording()
    agreed = [one for one in situation.menu.options if set(normalize(one.phrase)) & words.yes]
    denied = [one for one in situation.menu.options if set(normalize(one.phrase)) & words.no]
    if not agreed or not denied or len(situation.menu.options) > len(agreed) + len(denied):
        return None
    if _typed_in(situation):
        return _answer(_take(agreed[0]), LIKELY, "it reads back what was typed in")
    about = Option(key=None, phrase=situation.heard)
    choice = choose(situation.intent, [about], situation.company or "")
    if choice is not None:
        return _answer(_take(agreed[0]), LIKELY, "it has understood what the call is for")
    return _answer(_take(denied[0]), OPEN, "what it has understood is not what the call is for")


def _typed_in(situation: Situation) -> bool:
    """Whether the last thing that we did was to type in more than a key."""
    match situation.turns[-1:]:
        case (Did(text=text),):
            verb, _, keys = text.partition(" ")
            return verb == "press" and len(keys) > 1
        case _:
            return False


def _in_our_language(situation: Situation) -> Advised | None:
    """An answer to a prompt that offers languages and nothing else to choose."""
    options = situation.menu.options
    if any(one.kind in ("choice", "operator") for one in options):
        return None
    ours = [one for one in options if one.kind == "language" and set(normalize(one.phrase)) & wording().names]
    return _answer(_take(ours[0]), CERTAIN, "it is our language") if ours else None


def _chosen(situation: Situation) -> Advised:
    menu = situation.menu
    offered = [one for one in menu.options if one.kind in ("choice", "operator")]
    tried = _tried(situation)
    fresh = [one for one in offered if one.key is None or one.key not in tried]
    choice = choose(situation.intent, fresh, situation.company or "") or choose(situation.intent, fresh)
    if choice is not None:
        why = "its words are likest to what the call is for"
        return _answer(_take(choice.option), choice.sureness, why)
    if menu.question and not offered:
        said = _few_words(situation.intent)
        if said:
            return _answer(SaySentence(text=said), LIKELY, "it asks what the call is about")
    return _anybody(fresh) or _only_way(fresh) or _again(situation)


def _anybody(options: Sequence[Option]) -> Advised | None:
    for option in options:
        if option.kind == "operator":
            return _answer(_take(option), OPEN, "no option is like what the call is for, and it leads to a person")
    return None


def _only_way(options: Sequence[Option]) -> Advised | None:
    """A menu that offers nothing else leads on by what it offers, whatever that is called."""
    if len(options) != 1:
        return None
    return _answer(_take(options[0]), OPEN, "it is the only way on")


def _again(situation: Situation) -> Advised:
    """Nothing is like what the call is for: hear it once more, or wait until it is said again anyway."""
    repeat = situation.menu.key_of("repeat")
    tried = _tried(situation)
    if repeat is not None and repeat not in tried:
        return _answer(PressKey(key=repeat), GUESSED, "no option is like what the call is for")
    return _answer(WaitOn(reason="no option is like what the call is for"), GUESSED)


def _tried(situation: Situation) -> frozenset[str]:
    """The keys that were pressed at this very prompt, and led back to it."""
    keys: set[str] = set()
    here = False
    for turn in situation.turns:
        match turn:
            case Heard(text=text):
                here = text == situation.heard or same_prompt(understand(text), situation.menu)
            case Did(text=text):
                verb, _, key = text.partition(" ")
                if here and verb == "press":
                    keys.add(key)
    return frozenset(keys)


def _few_words(intent: str) -> str:
    """The first words that mean something, in their order and without numbers, which are nobody's business here."""
    words = wording()
    told = [word for word in normalize(intent) if word not in NUMBERS]
    telling = [place for place, word in enumerate(told) if words.content(word)]
    if not telling:
        return ""
    first = telling[0]
    last = telling[min(FEW_WORDS, len(telling)) - 1]
    return " ".join(told[first : min(last + 1, first + FEW_WORDS)])[:120]


def _take(option: Option) -> Advice:
    """By its key, if it has one: keys are understood better than words."""
    if option.key is not None:
        return PressKey(key=option.key)
    return SaySentence(text=(option.said or option.phrase)[:120])


def _answer(advice: Advice, sureness: float, why: str = "") -> Advised:
    return Advised(advice=advice, sureness=sureness, why=why, by=NAME)
