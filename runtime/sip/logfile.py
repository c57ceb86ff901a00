"""PJSIP's own log, as a file without DTMF digits. Not responsible for our own logging.

At its level 4 PJSIP names each digit it sends and prints whole SIP messages, INFO with digits included; a digit may be
part of somebody's PIN.
"""

import re
from pathlib import Path
from typing import Any

import pjsua2 as pj

LOG_LEVEL = 4
"""PJSIP's level at which it logs SIP messages."""

_INFO_BODY = re.compile(r"(content-type:\s*application/dtmf.*?\r?\n\r?\n).*", re.IGNORECASE | re.DOTALL)
_DIGIT = re.compile(r"DTMF( digit(?: id)?| event)? \S+")


def without_digits(message: str) -> str:
    """A log entry with every DTMF digit taken out."""
    if "dtmf" not in message.lower():
        return message
    return _DIGIT.sub(r"DTMF\1 (withheld)", _INFO_BODY.sub(r"\1(withheld)\n", message))


class LogFile(pj.LogWriter):  # type: ignore[misc]
    """Writes the entries PJSIP gives it. PJSUA2 destroys it with the library: give it away by `__disown__`."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._file = path.open("w", encoding="utf-8", errors="replace", buffering=1)

    def write(self, entry: Any) -> None:
        """One entry; a full disk must not reach PJSIP as an exception."""
        try:
            self._file.write(without_digits(entry.msg))
        except (OSError, ValueError):
            return
