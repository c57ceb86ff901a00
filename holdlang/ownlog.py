"""Our own log messages during a call go into a file of its folder: on standard error they would tear the view apart.

Not responsible for what happens on the call (`holdlang.calllog`) or for PJSIP's log (`runtime.sip`).
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

FILE_NAME = "holdlang.log"


class _File(logging.FileHandler):
    """Made when there is something to write; a disk that is full does not reach the call, or the terminal."""

    def emit(self, record: logging.LogRecord) -> None:
        with suppress(OSError):
            super().emit(record)

    def close(self) -> None:
        with suppress(OSError):
            super().close()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's word
        """logging would print a traceback on standard error."""


@contextmanager
def logged(folder: Path) -> Iterator[None]:
    """While the block lasts, messages of our own from INFO and of libraries from WARNING go to a file in `folder`."""
    file = _File(folder / FILE_NAME, encoding="utf-8", errors="backslashreplace", delay=True)
    file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root, ours = logging.getLogger(), [logging.getLogger(name) for name in ("holdlang", "runtime")]
    levels = [logger.level for logger in ours]
    root.addHandler(file)
    for logger in ours:
        logger.setLevel(logging.INFO)
    logging.captureWarnings(True)
    try:
        yield
    finally:
        logging.captureWarnings(False)
        for logger, level in zip(ours, levels, strict=True):
            logger.setLevel(level)
        root.removeHandler(file)
        file.close()
