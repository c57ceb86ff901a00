"""What the calls of one endpoint share, and where a leg finds its call. Lives on PJSUA2's thread.

Not responsible for what happens within a call (`runtime.sip.call`).
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from runtime.sip.dialogs import Dialogs
from runtime.sip.library import BufferReader
from runtime.sip.media import Jack, Patchbay
from runtime.sip.thread import PjThread

if TYPE_CHECKING:
    from runtime.sip.call import PjCall


class Shared:
    """What all calls of one endpoint share."""

    def __init__(self, thread: PjThread, rate: int, read: BufferReader, silence: Jack, dialogs: Dialogs) -> None:
        self.thread = thread
        self.rate = rate
        self.read = read
        self.silence = silence
        self.dialogs = dialogs
        self.patchbay = Patchbay()
        self.transferee: Callable[[str], PjCall | None] = lambda _uri: None
        """Makes the call that a far end asks us for by REFER; None: we do not call there."""
        self.calls: set[PjCall] = set()
        """Those that PJSIP knows. Strong references: a `pj.Call` that is collected hangs up."""


class Slot:
    """Where a leg finds its call, while there is one. Emptied on the thread."""

    def __init__(self) -> None:
        self.call: PjCall | None = None
