"""A rehearsed far end as a process: takes SIP calls and has each one played by its tree, until it is told to stop.

Not responsible for options (`holdlang.cli.rehearse`), for starting such processes (`process`), or for any tree.
"""

import json
import logging
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import trio

from holdlang.errors import UsageError
from runtime.ending import end_on_signal, end_with_parent
from runtime.engines import EngineUnavailable, speaker
from runtime.ports import LegClosed
from runtime.rehearse.company import RING_SECONDS, play_tree
from runtime.rehearse.desk import Tell
from runtime.rehearse.dice import Dice, SeededDice
from runtime.rehearse.directory import Directory
from runtime.rehearse.happened import Happened
from runtime.rehearse.studio import Cast, Studio
from runtime.sip.call import PjCall
from runtime.sip.endpoint import open_telephone
from runtime.sip.errors import TelephoneError
from runtime.sip.leg import SipLeg
from runtime.sip.settings import SipSettings

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Options:
    """How to serve. `port` 0 takes a free one; `record` is a folder for what each call heard and sent."""

    bind: str = "127.0.0.1"
    port: int = 0
    json: bool = False
    record: Path | None = None
    ring_seconds: float = RING_SECONDS
    seed: int = 0
    """What is left to chance goes the same way each time with the same seed, call by call."""
    confirm: Mapping[str, str] = field(default_factory=dict)
    """By device, the key that a person at it presses to take the call."""
    exit_with_parent: bool = False
    """Stop when standard input ends (`runtime.ending`)."""


def cast() -> Cast:
    """Voices out of the wheel that a recogniser understands as it does people (`espeak.VOICES`), people talking faster
    than recordings do. Raises `UsageError`."""
    try:
        return Cast(
            menu=speaker("en-us"),
            queue=(speaker("en-us+f2"), speaker("en-us+m1")),
            people=(speaker("en-us+m3", 160), speaker("en-us+anika", 160), speaker("en-us+m7", 160)),
        )
    except EngineUnavailable as error:
        raise UsageError(str(error)) from None


def serve(directory: Directory, options: Options) -> None:
    """Serve until Ctrl-C, SIGTERM, SIGHUP or the end of the parent. Raises `UsageError` if the user can help it."""
    trio.run(_serve, directory, options)


async def _serve(directory: Directory, options: Options) -> None:
    if options.record is not None:
        await trio.to_thread.run_sync(partial(options.record.mkdir, parents=True, exist_ok=True))
    with tempfile.TemporaryDirectory(prefix="holdlang-rehearse-") as folder:
        async with trio.open_nursery() as nursery:
            await nursery.start(end_on_signal, nursery.cancel_scope)
            if options.exit_with_parent:
                nursery.start_soon(end_with_parent, nursery.cancel_scope)
            studio = await trio.to_thread.run_sync(_studio, directory, Path(folder))
            await _take_calls(directory, studio, options)


def _studio(directory: Directory, folder: Path) -> Studio:
    studio = Studio(cast(), folder, directory.base)
    try:
        for tree in directory.trees:
            trio.from_thread.check_cancelled()
            studio.prepare(tree)
    except OSError as error:
        where = "the folder of temporary files (TMPDIR)"
        raise UsageError(f"the rehearsal can't write its sounds into {where}: {error.strerror}") from None
    return studio


async def _take_calls(directory: Directory, studio: Studio, options: Options) -> None:
    settings = SipSettings(bind=options.bind, port=options.port, takes_calls=True, hands_over=True)
    try:
        async with open_telephone(settings) as telephone, trio.open_nursery() as nursery:
            _say_ready(telephone.address, directory, options)
            take = partial(
                _take_call, directory=directory, studio=studio, dice=SeededDice(options.seed), options=options
            )
            number = 0
            async for leg in telephone.incoming:
                number += 1
                nursery.start_soon(partial(take, leg, number))
    except* TelephoneError as errors:
        raise UsageError(f"cannot take calls at {options.bind}:{options.port}: {errors.exceptions[0]}") from None


async def _take_call(
    leg: SipLeg, number: int, *, directory: Directory, studio: Studio, dice: Dice, options: Options
) -> None:
    """One call in a task of its own; if it fails, the others go on."""
    tell: Tell = _print_json if options.json else _print_plain
    try:
        if options.record is not None:
            with suppress(LegClosed):
                await leg.command(_recording(options.record, number))
        tree = directory.find(leg.called)
        confirm = options.confirm.get(leg.called)
        await play_tree(
            tree, leg, studio, tell, dice=dice, call=number, ring_seconds=options.ring_seconds, confirm=confirm
        )
    except Exception:
        logger.exception("call %d failed", number)
        await leg.hangup(500)


def _recording(folder: Path, number: int) -> Callable[[PjCall], None]:
    def record(call: PjCall) -> None:
        call.record_far = folder / f"call-{number}-far.wav"
        call.record_near = folder / f"call-{number}-near.wav"

    return record


def _say_ready(address: str, directory: Directory, options: Options) -> None:
    if options.json:
        _print(json.dumps({"ready": address, "seed": options.seed}))
        return
    tree = directory.fallback
    where = f"{tree.name or tree.id} takes calls at sip:{tree.id}@{address}"
    _print(f"{where} (seed {options.seed}; Ctrl-C ends the rehearsal)")


def _print_json(event: Happened) -> None:
    _print(event.to_json())


def _print_plain(event: Happened) -> None:
    more = ", ".join(f"{name} {value}" for name, value in event.data.items())
    _print(f"{event.at:8.1f} s  call {event.call}  {event.event}{': ' if more else ''}{more}")


def _print(line: str) -> None:
    """Whoever read our output may have gone; the calls go on."""
    with suppress(BrokenPipeError):
        print(line, flush=True)
