"""The clock: opening hours, certificates and the times in call logs hang on it.

It is held against the trunk's clock, if the trunk tells it (the `Date` of its answer, RFC 3261 section 20.17), and
against the kernel's own word on whether it is kept by a time server (`adjtimex`). Not responsible for setting it.
"""

import ctypes
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from holdlang.config import Config
from runtime.doctor.finding import Verdict, fault, ok, warning
from runtime.sip.plain import options

TOLERABLE = 30.0
"""Seconds that nobody notices: `Date` has whole seconds, opening hours whole minutes."""

TOO_MUCH = 300.0
"""Seconds beyond which others refuse us: nonces and tokens are seldom good for longer."""

SET_IT = "have a time server set it: `timedatectl set-ntp true`"

_TIME_ERROR = 5
"""What `adjtimex(2)` returns for a clock that nobody keeps."""

_TIMEX_BYTES = 512
"""More than `struct timex` has anywhere (208 bytes on 64 bit Linux). All zeros ask and change nothing."""


async def is_right(config: Config) -> Verdict:
    """Whether this machine's clock agrees with the trunk's, and is kept."""
    kept = _is_kept()
    if config.trunk is not None and (told := await _trunk_time(config)) is not None:
        ahead = (datetime.now(UTC) - told).total_seconds()
        if abs(ahead) > TOLERABLE:
            words = f"this machine's clock is {abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'} the trunk's"
            return fault(words, SET_IT) if abs(ahead) > TOO_MUCH else warning(words, SET_IT)
        return ok(f"this machine's clock and the trunk's are {abs(ahead):.0f} s apart")
    beside = "" if config.trunk is None else "; the trunk does not tell its own"
    match kept:
        case True:
            return ok(f"the kernel says that a time server keeps it{beside}")
        case False:
            return warning(f"the kernel says that no time server keeps it{beside}", SET_IT)
        case None:
            return ok(
                f"{datetime.now().astimezone():%Y-%m-%d %H:%M %Z}, and there is nothing to hold it against{beside}"
            )


async def _trunk_time(config: Config) -> datetime | None:
    assert config.trunk is not None
    reply = await options(config.trunk.registrar_uri, asker=config.trunk.from_uri)
    try:
        told = parsedate_to_datetime(reply.date) if reply is not None and reply.date else None
    except ValueError:
        return None
    return told.replace(tzinfo=UTC) if told is not None else None  # a SIP date is always GMT


def _is_kept() -> bool | None:
    """None where the kernel does not say."""
    try:
        state = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES))
    except (OSError, AttributeError):
        return None
    return None if state < 0 else state != _TIME_ERROR
