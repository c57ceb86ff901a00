"""One discovery as the step of a flow that does it again. Not responsible for the flow around it
(`holdlang.learn.learner`)."""

import json
from collections.abc import Mapping

from holdlang import template
from holdlang.learn.discoveries import Discovery, HoldFound, KeysFound, MenuFound, PersonFound, WaitFound
from holdlang.learn.phrases import phrase_of, phrase_of_prompt
from holdlang.learn.timing import hold_seconds, listen_seconds, wait_seconds
from holdlang.model import (
    Ask,
    Clause,
    Fail,
    Hold,
    Listen,
    Meta,
    Need,
    Phrase,
    Press,
    PressHeard,
    Say,
    Step,
    Transfer,
    Wait,
)

OPTIONS = "options"
"""The key of the `meta` line under a `listen` that keeps what its menu offered."""

QUEUE = "queue"
"""The label of the wait for a person."""

NOT_THE_MENU = "this is not the menu that was learned"


def steps_of(found: Discovery, device: str, *, asks: bool) -> tuple[Step, ...]:
    """The step, or steps; none for a prompt that was not answered. With `asks` an advisor helps out where a menu has
    become another."""
    match found:
        case WaitFound(duration=duration):
            return (Wait(seconds=wait_seconds(duration)),)
        case MenuFound():
            return _answer(found, asks=asks)
        case KeysFound(digits=digits):
            return (Press(keys=digits),) if digits else ()
        case HoldFound(duration=duration):
            return (Hold(label=QUEUE, timeout=hold_seconds(duration)),)
        case PersonFound():
            return (Transfer(targets=((device,),)),)


def clause_of(found: MenuFound) -> Clause | None:
    """The clause that answers this prompt again: None for one that was not answered, or says nothing to know it by."""
    option = found.chosen
    phrase = phrase_of(option, found.menu) if option is not None else phrase_of_prompt(found.menu)
    action = _action(found)
    return None if phrase is None or action is None else Clause(triggers=(Phrase(text=phrase),), actions=(action,))


def options_meta(options: Mapping[str, str]) -> Meta:
    """What a menu offers, by its keys."""
    return Meta(key=OPTIONS, value=json.dumps(dict(sorted(options.items())), ensure_ascii=False))


def options_in(step: Listen) -> dict[str, str] | None:
    """What the `meta options` of a step keep; None if there are none of that kind."""
    value = next((json.loads(meta.value) for meta in step.meta if meta.key == OPTIONS), None)
    if not isinstance(value, dict) or not all(isinstance(phrase, str) for phrase in value.values()):
        return None
    return value


def need_of(found: MenuFound) -> Need | None:
    """What must be known before the call, for a prompt that it is typed into."""
    if found.entered is None:
        return None
    wanted = found.menu.entry.what if found.menu.entry else ""
    return Need(name=found.entered, secret=found.secret, text=wanted)


def keys_of(found: MenuFound) -> str | None:
    """What is pressed at this prompt, as a template: `3`, `$account_number#`."""
    return found.dtmf_sent if found.entered is None else f"${found.entered}{closing_of(found)}"


def closing_of(found: MenuFound) -> str:
    """The keys behind a value that is typed in: those that were pressed, or what the prompt asks for."""
    if found.closing is not None:
        return found.closing
    return (found.menu.entry.closing if found.menu.entry else None) or ""


def _action(found: MenuFound) -> Press | PressHeard | Say | None:
    if found.said is not None:
        return Say(text=template.literal(found.said))
    keys = keys_of(found)
    if keys is None:
        return None
    return PressHeard(fallback=keys) if found.chosen is not None else Press(keys=keys)


def _answer(found: MenuFound, *, asks: bool) -> tuple[Step, ...]:
    """A decision; or, where nothing that is said tells the prompt from others, the answer when it has ended."""
    clause, action = clause_of(found), _action(found)
    if action is None:
        return ()
    listen = Listen(
        timeout=listen_seconds(found.measured), meta=(options_meta(found.options),) if found.options else ()
    )
    if clause is None:
        return (listen, action) if found.transcript else (action,)
    otherwise = (Ask(),) if asks else (Fail(reason=NOT_THE_MENU),)
    return (listen.model_copy(update={"clauses": (clause,), "otherwise": otherwise}),)
