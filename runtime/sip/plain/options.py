"""Whether somebody is there: a question that rings nowhere (OPTIONS, RFC 3261 section 11).

Not responsible for what is done about it.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path

import trio

from runtime.sip.plain.asking import ask
from runtime.sip.plain.digest import Credentials
from runtime.sip.plain.hop import next_hop
from runtime.sip.plain.message import Request
from runtime.sip.printable import printable
from runtime.sip.settings import Transport

ABSENT = frozenset({404, 408, 410, 430, 480, 482, 483, 484, 485, 500, 502, 503, 504, 604})
"""What is said by proxies and registrars on the way when there is nobody to ask: no such user or not registered (404,
410, 480, 604), no answer from them (408, 430 of RFC 5626, 504), no way (482 to 485), or a proxy that is out of order
(500, 502, 503)."""

NOBODY = "sip:anonymous@anonymous.invalid"
"""Who asks, if it makes no difference (section 8.1.1.3)."""


@dataclass(frozen=True)
class Reply:
    """What came back: status, its words, and after how many seconds."""

    code: int
    reason: str
    seconds: float
    date: str = ""
    """The clock of whoever answered, as its `Date` header has it (section 20.17)."""

    @property
    def is_there(self) -> bool:
        """Whether a call would have somebody to ring.

        OPTIONS is answered as an INVITE would be (section 11.2), so that 200 is a free telephone, 486 or 600 a busy and
        603 an unwilling one. One that does not know the method says 405 or 501, one that asks who we are 401 or 407:
        all of them have read the question. A redirection (3xx) leads elsewhere, and no call of ours follows it.
        """
        return not 300 <= self.code < 400 and self.code not in ABSENT


async def options(
    uri: str,
    *,
    asker: str = NOBODY,
    transport: Transport = "udp",
    within: float = 2.0,
    credentials: Credentials | None = None,
    ca_file: Path | None = None,
) -> Reply | None:
    """Ask `uri` in the name of `asker`, by the transport it names or else `transport`.

    None if nothing answers within `within` seconds. A challenge is answered once, if there are `credentials`. Raises
    `ValueError` for what is no SIP URI.
    """
    hop = next_hop(uri, transport)
    sender = f"<{asker}>;tag={secrets.token_hex(6)}"
    headers = (("Accept", "application/sdp"),)
    request = Request("OPTIONS", uri, sender, f"<{uri}>", f"{secrets.token_hex(12)}@holdlang", 1, headers=headers)
    begun = trio.current_time()
    response = await ask(request, hop, within=within, credentials=credentials, ca_file=ca_file)
    if response is None:
        return None
    return Reply(
        response.code or 0, printable(response.reason), trio.current_time() - begun, printable(response.first("date"))
    )
