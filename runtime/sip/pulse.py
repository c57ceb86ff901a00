"""Whether anything still comes from the far end of an answered call. Not responsible for ending it. Lives on PJSUA2's
thread."""

import time
from typing import Any

import pjsua2 as pj

from runtime.sip.reading import flowing_audio


class Pulse:
    """What was received of a call when last looked at, and since when that is so."""

    def __init__(self) -> None:
        self._received: tuple[int, int] | None = None
        self._since = time.monotonic()

    def quiet_for(self, call: Any) -> float:
        """Seconds for which nothing has come that was due."""
        now = time.monotonic()
        received = _received(call)
        if received is None or received != self._received:
            self._received, self._since = received, now
        return now - self._since


def _received(call: Any) -> tuple[int, int] | None:
    """RTP packets of the far end's, and RTCP reports on ours, so far; None if the call owes us neither."""
    try:
        info = call.getInfo()
        index = flowing_audio(info)
        if info.state != pj.PJSIP_INV_STATE_CONFIRMED or index is None:
            return None
        if info.media[index].status != pj.PJSUA_CALL_MEDIA_ACTIVE:
            return None
        stat = call.getStreamStat(index)  # what is read from it dies with it
        return stat.rtcp.rxStat.pkt, stat.rtcp.txStat.updateCount
    except pj.Error:  # its media are being replaced, or it has ended in this very moment
        return None
