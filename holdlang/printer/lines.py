"""Steps, clauses and actions as lines of source."""

from collections.abc import Sequence
from typing import assert_never

from holdlang.model import (
    Action,
    Again,
    Answer,
    Ask,
    Beep,
    Chance,
    Clause,
    CutOff,
    Digits,
    EarlyMedia,
    End,
    Every,
    Fail,
    Goto,
    Hangup,
    Hold,
    Human,
    Listen,
    Meta,
    Music,
    NoAnswer,
    Note,
    Notify,
    Pattern,
    Phrase,
    Play,
    Press,
    Pressed,
    PressHeard,
    Prompt,
    PutThrough,
    Recording,
    Reject,
    Retry,
    Run,
    Say,
    Set,
    Silence,
    State,
    Step,
    Tone,
    Transfer,
    TreeStep,
    Trigger,
    Wait,
)
from holdlang.model.steps import Clauses
from holdlang.syntax.values import (
    names_variable,
    write_duration,
    write_keys,
    write_name,
    write_pattern,
    write_percent,
    write_text,
)

INDENT = "  "

WIDEST = 40
"""Clauses of a step are aligned as far as this column; a longer one pushes only itself."""

Row = tuple[str, str]
"""The two columns of a header or clause line; the second may be empty."""


def step_line(step: Step | TreeStep) -> str:
    """A step with its label, without its clauses."""
    label = f"{step.label}: " if step.label else ""
    return label + _step(step)


def below_rows(step: Step | TreeStep) -> list[Row]:
    """What stands under a step: what it is for, what other programs keep there, what is announced meanwhile, and its
    clauses, `else` last."""
    rows = [] if step.about is None else [about_row(step.about)]
    rows += map(meta_row, step.meta)
    if isinstance(step, Music):
        rows += map(every_row, step.every)
    return rows + clause_rows(step) if isinstance(step, Clauses) else rows


def clause_rows(step: Clauses) -> list[Row]:
    """The clauses of a step, `else` last."""
    rows = [clause_row(clause) for clause in step.clauses]
    return rows if step.otherwise is None else [*rows, otherwise_row(step.otherwise)]


def about_row(text: str) -> Row:
    """`about "…"`."""
    return f"about {write_text(text)}", ""


def meta_row(meta: Meta) -> Row:
    """`meta KEY JSON`, in one column."""
    return f"meta {write_name(meta.key)} {meta.value}", ""


def clause_row(clause: Clause) -> Row:
    """`on …` and what is done then."""
    return "on " + " or ".join(map(trigger_text, clause.triggers)), actions_text(clause.actions)


def every_row(every: Every) -> Row:
    """`every …` and what is said then."""
    return f"every {write_duration(every.seconds)}", actions_text(every.actions)


def otherwise_row(actions: Sequence[Action]) -> Row:
    """`else …`, in one column."""
    return f"else {actions_text(actions)}", ""


def actions_text(actions: Sequence[Action]) -> str:
    """Actions with commas between."""
    return ", ".join(map(_action, actions))


def columns(rows: Sequence[Row]) -> list[str]:
    """Rows as indented lines with their second column aligned."""
    widths = [len(left) for left, right in rows if right and len(left) <= WIDEST]
    width = max(widths, default=0)
    return [INDENT + (f"{left:<{width}} {right}" if right else left) for left, right in rows]


# --- parts of lines


def _step(step: Step | TreeStep) -> str:
    match step:
        case Wait(seconds=seconds):
            return f"wait {write_duration(seconds)}"
        case Listen(timeout=timeout):
            return f"listen {write_duration(timeout)}"
        case Hold(timeout=timeout, price=price):
            return f"hold {write_duration(timeout)}" + ("" if price == "normal" else f" {price}")
        case Transfer(targets=targets, confirm=confirm, by=by):
            devices = "transfer " + " then ".join(" or ".join(group) for group in targets)
            asked = f" confirm {write_keys(confirm)}" if confirm else ""
            return devices + asked + (" by refer" if by == "refer" else "")
        case Answer(rings=rings):
            return "answer" if not rings else f"answer after {rings} ring{'s' if rings > 1 else ''}"
        case Reject(code=486):
            return "busy"
        case Reject(code=code):
            return f"reject {code}"
        case NoAnswer():
            return "no answer"
        case EarlyMedia():
            return "early media"
        case Prompt():
            return _prompt(step)
        case Music():
            return _music(step)
        case Tone(name=name, seconds=seconds):
            return f"tone {name}" + ("" if seconds is None else f" {write_duration(seconds)}")
        case Human(text=text, after=after, over_music=over_music):
            late = "" if after is None else f" after {write_duration(after)}"
            return "human" + (f" {write_text(text)}" if text else "") + late + (" over music" if over_music else "")
        case PutThrough():
            return "transfer"
        case Chance(percent=percent, actions=actions):
            return f"chance {write_percent(percent)} {actions_text(actions)}"
        case CutOff(seconds=seconds):
            return f"hangup after {write_duration(seconds)}"
        case Beep():
            return "beep"
        case _:
            return _action(step)


def _prompt(step: Prompt) -> str:
    said = write_text(step.text)
    sound = f"say {said}" if step.path is None else f"play {write_text(step.path)}"
    return (
        sound
        + (f" saying {said}" if step.text and step.path is not None else "")
        + (" uninterrupted" if step.uninterrupted else "")
        + ("" if step.between_digits is None else f" digits within {write_duration(step.between_digits)}")
        + ("" if step.renumbered is None else f" renumbered {write_percent(step.renumbered)}")
    )


def _music(step: Music) -> str:
    length = write_duration(step.seconds) + ("" if step.most is None else f"..{write_duration(step.most)}")
    path = "" if step.path is None else f" {write_text(step.path)}"
    return f"music {length}{path}" + (f" behind {step.behind}" if step.behind else "")


def _action(action: Action) -> str:
    match action:
        case Press(keys=keys):
            return f"press {write_keys(keys)}"
        case PressHeard(fallback=fallback):
            return "press heard" + ("" if fallback is None else f" or {write_keys(fallback)}")
        case Say(text=text) | Notify(text=text) | Note(text=text):
            return f"{action.kind} {write_text(text)}"
        case Play(path=path):
            return f"play {write_text(path)}"
        case Goto(target=target):
            return f"goto {target}"
        case Set(name=name, value=value):
            return f"set {name} = {write_keys(value)}"
        case Recording(on=on):
            return "record on" if on else "record off"
        case Run(flow=flow, arguments=arguments):
            given = ", ".join(f"{argument.name}: {write_keys(argument.value)}" for argument in arguments)
            return f"run {flow}({given})" if given else f"run {flow}"
        case Retry(times=times):
            return f"retry {times}"
        case Fail(reason=reason):
            return f"fail {write_text(reason)}"
        case Ask() | Again() | Hangup() | End():
            return action.kind
        case _:
            assert_never(action)


def trigger_text(trigger: Trigger) -> str:
    """What a clause waits for."""
    match trigger:
        case Phrase(text=text):
            return text if names_variable(text) else write_text(text)
        case Pattern(regex=regex):
            return write_pattern(regex)
        case State(name=name):
            return name
        case Silence(seconds=seconds):
            return f"silence {write_duration(seconds)}"
        case Pressed(keys=keys):
            return f"press {write_keys(keys)}"
        case Digits(count=count):
            return f"press {count} digit{'s' if count > 1 else ''}"
        case _:
            assert_never(trigger)
