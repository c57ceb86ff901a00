"""Steps, triggers and actions in the words of a picture. Not responsible for where arrows lead (`holdlang.graph.draw`),
nor for the steps of trees (`holdlang.graph.farend`).

Values of `run` and defaults of `param` are left out: they may be secrets, which the flow cannot always tell.
"""

from collections.abc import Iterable, Sequence
from typing import assert_never

from holdlang.graph.farend import far_kind, far_lines
from holdlang.graph.picture import Kind, Line, Piece
from holdlang.graph.pieces import head, said, shown
from holdlang.model import (
    Action,
    Again,
    Ask,
    CallFlow,
    Digits,
    End,
    Fail,
    Goto,
    Hangup,
    Hold,
    Listen,
    Note,
    Notify,
    Opening,
    Pattern,
    Phrase,
    Play,
    Press,
    Pressed,
    PressHeard,
    Recording,
    Retry,
    Run,
    Say,
    Set,
    Silence,
    State,
    StateName,
    Step,
    Transfer,
    TreeStep,
    Trigger,
    Wait,
)
from holdlang.syntax.values import write_duration
from holdlang.template import MARK

MOST_KEYS = 8
"""As many keys are drawn one by one; more are a number, and drawn as one."""

STATES: dict[StateName, str] = {
    "human": "a person speaks",
    "music": "music",
    "announcement": "an announcement",
    "callback offer": "a callback is offered",
    "voicemail": "voicemail",
    "closed": "they are closed",
    "beep": "a beep",
    "timeout": "time is up",
    "busy": "busy",
    "nobody": "nobody answers",
    "hangup": "they hang up",
    "unmatched": "something else is said",
    "uncertain": "perhaps a person speaks",
}
PAUSE = Piece("pause", "quiet")
PERSON: Line = (Piece(STATES["human"]),)
OTHERWISE: Line = (Piece("otherwise"),)


def step_kind(step: Step | TreeStep) -> Kind:
    """What the node of a step looks like."""
    match step:
        case Fail():
            return "failed"
        case Hangup() | End():
            return "ended"
        case PressHeard():
            return "press"
        case Goto() | Again() | Retry():
            return "jump"
        case Wait() | Listen() | Hold() | Transfer() | Press() | Say() | Play() | Notify() | Note() | Set():
            return step.kind
        case Recording() | Run() | Ask():
            return step.kind
        case _:
            return far_kind(step)


def step_lines(step: Step | TreeStep) -> tuple[Line, ...]:
    """What is written in the node of a step."""
    match step:
        case Wait(seconds=seconds):
            return (head("wait", write_duration(seconds)),)
        case Listen(timeout=timeout):
            return (head("listen", write_duration(timeout)),)
        case Hold(timeout=timeout, price=price):
            sure = () if price == "normal" else (Piece(price, "quiet"),)
            return ((*head("hold", f"up to {write_duration(timeout)}"), *sure),)
        case Transfer():
            return tuple(_transfer(step))
        case Say(text=text):
            return (said(text),)
        case Play(path=path):
            return (head("play"), (Piece(shown(path), "quiet"),))
        case Notify(text=text):
            return (head("notify"), (Piece(shown(text)),))
        case Note(text=text):
            return (head("note"), (Piece(shown(text)),))
        case Ask():
            return (head("ask"), (Piece("the language model chooses", "quiet"),))
        case Run(flow=flow, arguments=arguments):
            given = ((Piece("with " + ", ".join(argument.name for argument in arguments), "quiet"),),)
            return ((*head("run"), Piece(flow, "strong")), *(given if arguments else ()))
        case Press() | PressHeard() | Set() | Recording() | Goto() | Again() | Retry() | Hangup() | Fail() | End():
            return (action_line(step),)
        case _:
            return far_lines(step)


def _transfer(step: Transfer) -> Iterable[Line]:
    yield head("transfer", *(["by handing over"] if step.by == "refer" else []))
    for number, group in enumerate(step.targets):
        together = Piece(" or ".join(group), "strong")
        yield (Piece("then", "quiet"), together) if number else (together,)
    if step.confirm is not None:
        yield (Piece("confirm with", "quiet"), Piece(step.confirm, "key"))


def action_line(action: Action) -> Line:
    """An action as it stands on an arrow or, alone, in a node."""
    match action:
        case Press(keys=keys):
            return key_pieces(keys)
        case PressHeard(fallback=None):
            return (Piece("the key they name", "key"),)
        case PressHeard(fallback=fallback):
            return (Piece("the key they name", "key"), Piece("or", "quiet"), *key_pieces(fallback or ""))
        case Say(text=text):
            return (Piece("say", "quiet"), *said(text))
        case Play(path=path):
            return (Piece("play", "quiet"), Piece(shown(path)))
        case Notify(text=text):
            return (Piece("notify", "quiet"), Piece(shown(text)))
        case Note(text=text):
            return (Piece("note", "quiet"), Piece(shown(text)))
        case Set(name=name, value=value):
            return (Piece(f"{name} =", "strong"), Piece(shown(value)))
        case Recording(on=on):
            return (Piece("record on" if on else "record off", "strong"),)
        case Run(flow=flow):
            return (Piece("run", "quiet"), Piece(flow, "strong"))
        case Ask():
            return (Piece("ask the language model"),)
        case Goto(target=target):
            return (Piece("go to", "quiet"), Piece(target, "strong"))
        case Again():
            return (Piece("again", "quiet"),)
        case Retry(times=times):
            return (Piece(f"{times} times at most" if times > 1 else "once at most", "quiet"),)
        case Hangup():
            return (Piece("hang up"),)
        case End():
            return (Piece("done"),)
        case Fail(reason=reason):
            return (Piece(shown(reason) or "fail"),)
        case _:
            assert_never(action)


def key_pieces(keys: str) -> Line:
    """Keys one by one, or as one piece if they are many or a variable."""
    text = shown(keys)
    if MARK in text or len(text) > MOST_KEYS or not text:
        rest = text.lstrip("wW")
        return (*([PAUSE] if rest != text else []), Piece(rest or " ", "key"))
    return tuple(PAUSE if key in "wW " else Piece(key, "key") for key in text)


def trigger_line(triggers: Sequence[Trigger]) -> Line:
    """`“agent” or “representative”`."""
    pieces: list[Piece] = []
    for trigger in triggers:
        pieces += [Piece("or", "quiet")] if pieces else []
        pieces += _trigger(trigger)
    return tuple(pieces)


def _trigger(trigger: Trigger) -> Line:
    match trigger:
        case Phrase(text=text):
            return said(text)
        case Pattern(regex=regex):
            return (Piece(f"/{shown(regex)}/", "pattern"),)
        case State(name=name):
            return (Piece(STATES[name]),)
        case Silence(seconds=seconds):
            return (Piece(f"silence {write_duration(seconds)}"),)
        case Pressed(keys=keys):
            return key_pieces(keys)
        case Digits(count=count):
            return (Piece("any digit" if count == 1 else f"any {count} digits", "key"),)
        case _:
            assert_never(trigger)


def facts(flow: CallFlow) -> tuple[str, ...]:
    """Lines for the head of the picture: opening hours, what the call must know, and how often it is tried."""
    lines = []
    if flow.opening is not None:
        lines.append(f"open {_hours(flow.opening)}")
    if flow.needs:
        lines.append("needs " + ", ".join(shown(need.text) or need.name for need in flow.needs))
    if flow.params:
        lines.append("takes " + ", ".join(param.name for param in flow.params))
    if flow.redial is not None:
        lines.append(f"redials {flow.redial.times} times, every {write_duration(flow.redial.every)}")
    return tuple(lines)


def _hours(opening: Opening) -> str:
    spans = []
    for hours in opening.hours:
        days = hours.first if hours.first == hours.last else f"{hours.first}–{hours.last}"
        spans.append(f"{'daily' if days == 'mon–sun' else days} {hours.opens}–{hours.closes}")
    return f"{', '.join(spans)} ({shown(opening.zone).replace('_', ' ')})"
