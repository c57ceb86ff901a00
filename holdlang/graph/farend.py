"""The steps that only a tree has, in the words of a picture. Not responsible for those of flows
(`holdlang.graph.words`), nor for where arrows lead (`holdlang.graph.draw`)."""

from collections.abc import Iterator
from typing import assert_never

from holdlang.graph.picture import Kind, Line, Piece
from holdlang.graph.pieces import head, said, shown
from holdlang.model import (
    Answer,
    Beep,
    Chance,
    CutOff,
    EarlyMedia,
    Every,
    Goto,
    Hangup,
    Human,
    Music,
    NoAnswer,
    Play,
    Prompt,
    PutThrough,
    Reject,
    Say,
    Tone,
)
from holdlang.syntax.values import write_duration, write_percent

FarStep = (
    Answer
    | EarlyMedia
    | Reject
    | NoAnswer
    | Prompt
    | Music
    | Tone
    | Beep
    | Human
    | PutThrough
    | Chance
    | CutOff
)  # fmt: skip


def far_kind(step: FarStep) -> Kind:
    """What the node of a step looks like."""
    match step:
        case Reject() | NoAnswer():
            return "failed"
        case Answer() | EarlyMedia() | PutThrough():
            return "answer"
        case Prompt(path=None):
            return "say"
        case Prompt() | Beep():
            return "play"
        case Music() | Tone():
            return "music"
        case Human():
            return "human"
        case Chance():
            return "jump"
        case CutOff():
            return "wait"
        case _:
            assert_never(step)


def far_lines(step: FarStep) -> tuple[Line, ...]:
    """What is written in the node of a step."""
    match step:
        case Answer(rings=0):
            return (head("answer"),)
        case Answer(rings=rings):
            return (head("answer", f"after {rings} ring{'s' if rings > 1 else ''}"),)
        case EarlyMedia():
            return (head("before they answer"),)
        case Reject(code=486):
            return (head("busy"),)
        case Reject(code=code):
            return (head("reject", str(code)),)
        case NoAnswer():
            return (head("no answer"),)
        case Prompt():
            return tuple(_prompt(step))
        case Music():
            return tuple(_music(step))
        case Tone(name="sit"):
            return (head("tone", "number not in service"),)
        case Tone(name=name, seconds=seconds):
            return (head("tone", name, write_duration(seconds or 0)),)
        case Beep():
            return (head("beep"),)
        case Human():
            return tuple(_human(step))
        case PutThrough():
            return (head("put through"),)
        case Chance(percent=percent):
            return (head("chance", write_percent(percent)),)
        case CutOff(seconds=seconds):
            return (head("they hang up", f"{write_duration(seconds)} from here"),)
        case _:
            assert_never(step)


def _prompt(step: Prompt) -> Iterator[Line]:
    if step.path is not None:
        yield head("play")
        yield (Piece(shown(step.path), "quiet"),)
    if step.text:
        yield said(step.text)
    if step.uninterrupted:
        yield (Piece("said to its end", "quiet"),)
    if step.between_digits is not None:
        yield (Piece(f"digits within {write_duration(step.between_digits)}", "quiet"),)
    if step.renumbered is not None:
        yield (Piece(f"other numbers in {write_percent(step.renumbered)} of calls", "quiet"),)


def _music(step: Music) -> Iterator[Line]:
    most = "" if step.most is None else f" to {write_duration(step.most)}"
    yield head("music", write_duration(step.seconds) + most)
    if step.path is not None:
        yield (Piece(shown(step.path), "quiet"),)
    if step.behind:
        yield (Piece(f"behind {step.behind} callers" if step.behind > 1 else "behind one caller", "quiet"),)
    for every in step.every:
        if not leads_away(every):
            yield _every(every)


def leads_away(every: Every) -> bool:
    """Whether the music ends by it: then it is an arrow."""
    return any(isinstance(action, Goto | Hangup) for action in every.actions)


def _every(every: Every) -> Line:
    pieces: list[Piece] = [Piece(f"every {write_duration(every.seconds)}", "quiet")]
    for action in every.actions:
        match action:
            case Say(text=text):
                pieces += said(text)
            case Play(path=path):
                pieces.append(Piece(shown(path)))
    return tuple(pieces)


def _human(step: Human) -> Iterator[Line]:
    late = [] if step.after is None else [f"after {write_duration(step.after)}"]
    yield head("a person", *late, *(["over the music"] if step.over_music else []))
    if step.text:
        yield said(step.text)
    else:
        yield (Piece("waits in silence", "quiet"),)
