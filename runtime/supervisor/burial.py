"""A call whose process was killed: its log gets an end, and its legs, which nobody holds any more, a BYE.

Not responsible for noticing it (`runtime.supervisor`).
"""

import fcntl
import logging
import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import trio

from holdlang.calllog import (
    CallEnded,
    CallFailed,
    CallStarted,
    Data,
    HangUp,
    Line,
    RecordingStarted,
    line,
    parse_line,
)
from holdlang.config import Config
from holdlang.errors import UsageError
from holdlang.history import LOG, call_id
from runtime.sip.plain import Credentials, Dialog, bye
from runtime.soundtrack import open_track

logger = logging.getLogger(__name__)

DIALOGS = "dialog_*.json"
"""What the legs of a call that runs are noted in (`runtime.sip.dialogs`)."""

REASON = "the process of the call was killed"

BYE_SECONDS = 8.0
"""How long a far end may take to agree that it is over; timer F of RFC 3261 is 32 s, but nobody waits for it here."""


def close_log(folder: Path, begun: CallStarted) -> bool:
    """Write the end that the process could not write. False if somebody holds the log, or it has an end.

    A last line that is cut off is taken out: what is written after it would be no line.
    """
    with (folder / LOG).open("r+b", buffering=0) as log:
        try:
            fcntl.flock(log, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        text = log.read()
        whole = text[: text.rfind(b"\n") + 1]
        lines = _parsed(whole.splitlines())
        if any(isinstance(one.data, CallEnded) for one in lines):
            return False
        at = _last_sign(folder, lines)
        duration = at - next((one.at for one in lines if isinstance(one.data, CallStarted)), at)
        ends: list[Data] = [] if lines else [begun]
        for dialog in sorted(folder.glob(DIALOGS)):
            ends.append(HangUp(leg=dialog.stem, reason=REASON))
        ends.append(CallFailed(number=begun.number, error=REASON, outcome="failed"))
        ends.append(CallEnded(number=begun.number, duration=duration, reason=REASON, outcome="failed"))
        now = datetime.now(UTC)
        new = "".join(line(data, call_id=call_id(folder), timestamp=now, at=at).to_json() + "\n" for data in ends)
        log.truncate(len(whole))
        log.seek(0, os.SEEK_END)
        log.write(new.encode())
    return True


def _last_sign(folder: Path, lines: Sequence[Line]) -> float:
    """Until when the call is known to have lived, on the clock of its log: on hold nothing may be worth a line for an
    hour, and the recordings grow."""
    signs = [one.at for one in lines]
    for one in lines:
        if isinstance(one.data, RecordingStarted):
            with suppress(OSError, ValueError):
                signs.append(one.at + open_track(folder / Path(one.data.path).name).seconds)
    return max(signs, default=0.0)


async def release_legs(folder: Path, config: Config) -> None:
    """Tell the far ends of its dialogs that they are over: the company, and the user's phone."""
    trunk = config.trunk
    credentials = None
    if trunk is not None and trunk.username and trunk.password is not None:
        with suppress(UsageError):
            credentials = Credentials(trunk.username, trunk.password.resolve().reveal(), trunk.realm)
    async with trio.open_nursery() as nursery:
        for path, dialog in await trio.to_thread.run_sync(_dialogs, folder):
            nursery.start_soon(_release, path, dialog, credentials)


def _dialogs(folder: Path) -> list[tuple[Path, Dialog]]:
    found = []
    for path in sorted(folder.glob(DIALOGS)):
        with suppress(OSError, ValueError):
            found.append((path, Dialog.model_validate_json(path.read_text())))
    return found


async def _release(path: Path, dialog: Dialog, credentials: Credentials | None) -> None:
    try:
        code = await bye(dialog, within=BYE_SECONDS, credentials=credentials)
    except OSError as error:
        logger.warning("a leg of a killed call could not be released: %s", error.strerror)
        return
    logger.info("a leg of a killed call was released: %s", code)
    await trio.Path(path).unlink(missing_ok=True)


def _parsed(texts: Sequence[bytes]) -> list[Line]:
    lines = []
    for text in texts:
        with suppress(ValueError):
            lines.append(parse_line(text.decode()))
    return lines
