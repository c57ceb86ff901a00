"""A request, and once more with proof of who we are when that is asked for (RFC 3261 section 22).

Not responsible for how either travels (`runtime.sip.plain.transaction`) or for the proof (`runtime.sip.plain.digest`).
"""

import secrets
from pathlib import Path

import trio

from runtime.sip.plain.digest import ANSWERS, Credentials, answer
from runtime.sip.plain.hop import Hop
from runtime.sip.plain.message import Message, Request
from runtime.sip.plain.transaction import transact


async def ask(
    request: Request, hop: Hop, *, within: float, credentials: Credentials | None, ca_file: Path | None
) -> Message | None:
    """The final response, or None if there is none within `within` seconds in all. A challenge that is no good without
    `credentials`, or is repeated in spite of them (section 22.2), is that response."""
    deadline = trio.current_time() + within
    response = await transact(request, hop, within=within, ca_file=ca_file)
    if response is None or response.code not in ANSWERS or credentials is None:
        return response
    proof = answer(response, credentials, method=request.method, uri=request.uri, cnonce=secrets.token_hex(8))
    if proof is None:
        return response
    return await transact(request.again(proof), hop, within=max(0.0, deadline - trio.current_time()), ca_file=ca_file)
