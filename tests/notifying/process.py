"""A process that is to be killed: it tells the target at $TARGET_0 of one line (`… FOLDER LINE`).

What it was told before is not said: it begins in the middle of a call.
"""

import sys
from pathlib import Path

import trio

from holdlang.calllog import Line, parse_line
from holdlang.config import Notifications
from runtime.notifying import Notifier


async def _main(data_dir: Path, line: Line) -> None:
    settings = Notifications.model_validate({"targets": [{"url": "env TARGET_0"}]})
    send, events = trio.open_memory_channel[Line](1)
    send.send_nowait(line)
    await Notifier(settings, data_dir, now=lambda: line.timestamp).run(events)


trio.run(_main, Path(sys.argv[1]), parse_line(sys.argv[2]))
