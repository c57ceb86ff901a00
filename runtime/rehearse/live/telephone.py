"""Our telephone of a rehearsal in real time: it notes what goes out to the company.

Not responsible for whether it arrives (`arrived` holds the keys against those that the far end took), nor for SIP
(`runtime.sip`).
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from runtime.sip.dtmf import PAUSES
from runtime.sip.endpoint import SipTelephone
from runtime.sip.leg import SipLeg
from runtime.sip.settings import SipSettings
from runtime.sip.thread import PjThread


class NotingLeg(SipLeg):
    """A leg that notes the keys and the sound files that it is told to send, one entry a command."""

    def __init__(self, thread: PjThread, rate: int, called: str, remote: str) -> None:
        super().__init__(thread, rate, called, remote)
        self.pressed: list[str] = []
        self.played: list[Path] = []

    async def send_dtmf(self, keys: str) -> None:
        """See `SipLeg`."""
        self.pressed.append(keys)
        await super().send_dtmf(keys)

    async def play(self, path: Path) -> None:
        """See `SipLeg`."""
        self.played.append(path)
        await super().play(path)


class NotingTelephone(SipTelephone):
    """A telephone whose first leg, the one to the company, is `company`."""

    def __init__(self, settings: SipSettings) -> None:
        super().__init__(settings)
        self.company: NotingLeg | None = None

    def make_leg(self, called: str, remote: str) -> SipLeg:
        """See `SipTelephone`."""
        if self.company is not None:
            return super().make_leg(called, remote)
        self.company = NotingLeg(self._thread, self._settings.rate, called, remote)
        return self.company


@asynccontextmanager
async def open_noting(settings: SipSettings) -> AsyncIterator[NotingTelephone]:
    """Such a telephone for the length of a block. Raises as `runtime.sip.endpoint.open_telephone`."""
    telephone = NotingTelephone(settings)
    try:
        await telephone.open()
        yield telephone
    finally:
        await telephone.close()


def arrived(commands: Sequence[str], digits: str) -> list[str]:
    """The keys of each command as far as they arrived: `digits` is all that the far end took.

    What it took beyond what was sent belongs to the last command, so that it can't go unseen.
    """
    taken, at = [], 0
    for keys in commands:
        tones = sum(key not in PAUSES for key in keys)
        came = iter(digits[at : at + tones])
        taken.append("".join(key if key in PAUSES else next(came, "") for key in keys))
        at += tones
    if digits[at:]:
        taken[-1:] = ["".join(taken[-1:]) + digits[at:]]
    return [keys for keys in taken if keys]
