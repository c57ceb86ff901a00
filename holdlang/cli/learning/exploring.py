"""The exploring call of `holdlang learn`: what it needs, whether the user agrees, and where its log lies.

Not responsible for the flow by which a company is explored (`holdlang.learn.exploring`) or for making the call
(`holdlang.cli.calling`).
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import click

from holdlang.cli.status import Status
from holdlang.cli.streams import complain
from holdlang.config import Config, load_config
from holdlang.errors import UsageError
from holdlang.model import Need
from holdlang.model.base import NAME
from holdlang.numbers import REHEARSAL
from holdlang.syntax.values import Unreadable, read_duration


@dataclass(frozen=True)
class Wanted:
    """What the command line says of the call; see the options of `holdlang.cli.learn`."""

    number: str | None
    intent: str
    company: str | None
    needs: tuple[str, ...]
    pairs: tuple[str, ...]
    devices: tuple[str, ...]
    hold: str
    tree: str | None


def explore(wanted: Wanted, config_file: Path | None, *, asked: bool, json: bool) -> tuple[Path | None, Status]:
    """Make the call. Returns the folder of its log, None if there is none to learn from, and how it ended.

    `asked`: the user has agreed to dial beforehand. Raises `UsageError`.
    """
    from holdlang.cli.asking import terminal
    from holdlang.cli.calling import Order, call, rehearse
    from holdlang.cli.run import number_to_dial
    from holdlang.learn.exploring import exploration
    from holdlang.values import gather

    config = load_config(config_file)
    if wanted.tree is None and config.trunk is None:
        raise UsageError(
            "there is no trunk to call by",
            "`holdlang init` writes a holdlang.yaml to fill in; --rehearse needs none",
        )
    flow = exploration(
        wanted.number or REHEARSAL,
        wanted.intent,
        company=wanted.company,
        needs=[_need(text) for text in wanted.needs],
        devices=_devices(wanted, config),
        hold_seconds=_seconds(wanted.hold),
    )
    number = number_to_dial(flow, wanted.number, config, rehearsed=wanted.tree is not None)
    values = gather(flow, [], wanted.pairs, config.values, terminal())
    if wanted.tree is None and not asked:
        _agree(number, wanted, config)
    folders: list[Path] = []
    order = Order(flow, Path.cwd(), number, values, made=folders.append)
    if wanted.tree is not None:
        status = rehearse(order, wanted.tree, config, json=json)
    else:
        status = call(order, config, lambda: True, json=json)
    connected = status not in (Status.NOT_ANSWERED, Status.INTERRUPTED)
    return (folders[-1] if folders and connected else None), status


def _agree(number: str, wanted: Wanted, config: Config) -> None:
    """Ask before a company is called for the first time. Raises `UsageError` where there is nobody to ask."""
    who = "the model of holdlang.yaml" if config.model is not None else "likeness of words (no model is configured)"
    complain(f"This calls {number}, to “{wanted.intent}”. At each prompt {who} chooses what to press.")
    if not sys.stdin.isatty():
        raise UsageError("there is nobody to ask whether to dial", "--yes dials without asking")
    if not click.confirm("Dial?", err=True):
        raise UsageError("not dialled")


def _devices(wanted: Wanted, config: Config) -> tuple[str, ...]:
    """The phones to ring. In a rehearsal any name will do."""
    if wanted.tree is not None:
        return wanted.devices or ("sip_phone",)
    unknown = next((name for name in wanted.devices if name not in config.devices), None)
    if unknown is not None:
        raise UsageError(f"there is no device `{unknown}`", f"holdlang.yaml has {', '.join(config.devices) or 'none'}")
    return wanted.devices or tuple(config.devices)[:1]


def _need(text: str) -> Need:
    name, _, what = text.partition("=")
    if not NAME.fullmatch(name.strip()) or not what.strip():
        raise UsageError(f"`--needs {text}` should be a name and what it is", '--needs pin="the PIN of my card"')
    return Need(name=name.strip(), secret=True, text=what.strip())


def _seconds(text: str) -> float:
    try:
        return read_duration(text)
    except Unreadable as error:
        raise UsageError(f"`--hold {text}` is {error}", "for example 45m or 1h30m") from None
