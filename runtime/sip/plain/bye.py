"""Ends a dialog that another process of ours had when it was killed (RFC 3261 sections 12.2.1.1 and 15.1).

Not responsible for knowing that it was: two that speak for one dialog confuse the far end.
"""

from pathlib import Path

from runtime.sip.plain.asking import ask
from runtime.sip.plain.dialog import Dialog
from runtime.sip.plain.digest import Credentials
from runtime.sip.plain.hop import next_hop
from runtime.sip.plain.message import Request, address
from runtime.sip.plain.transaction import TIMER_F

LEAP = 1000
"""How far our sequence number is above the one noted: it must be above that of every request since, keys by INFO and
renewed sessions among them, and nobody counted those (section 12.2.1.1; gaps are allowed, section 12.2.2)."""


async def bye(
    dialog: Dialog, *, within: float = TIMER_F, credentials: Credentials | None = None, ca_file: Path | None = None
) -> int | None:
    """Send BYE, and return the status of the final response, or None if there is none within `within` seconds.

    200 is an end; 481 says that there was no such call any more, and 408 or None that nobody is there: then, too, it is
    over for us (section 15.1.1). A challenge is answered once, with `credentials`.
    """
    first = dialog.route_set[0] if dialog.route_set else None
    hop = next_hop(dialog.remote_target if first is None else address(first)[0], dialog.transport)
    target, routes = dialog.remote_target, dialog.route_set
    if first is not None and not _is_loose(first):  # a strict router (RFC 2543) wants itself in the request line
        target, routes = address(first)[0], (*dialog.route_set[1:], f"<{dialog.remote_target}>")
    request = Request("BYE", target, dialog.local_uri, dialog.remote_uri, dialog.call_id, dialog.cseq + LEAP, routes)
    response = await ask(request, hop, within=within, credentials=credentials, ca_file=ca_file)
    return response.code if response is not None else None


def _is_loose(route: str) -> bool:
    """Whether the proxy leaves the request line alone: its URI has the parameter `lr` (section 16.12)."""
    return "lr" in (word.partition("=")[0].strip().lower() for word in address(route)[0].split(";")[1:])
