"""Which devices could be rung now: SIP OPTIONS to all of them at once, and the answers kept for a while.

Not responsible for which devices there are.
"""

from collections.abc import Iterable

import trio

from holdlang.config import Trunk
from holdlang.errors import UsageError
from holdlang.numbers import phones, sipuri
from runtime.sip.plain import Credentials, credentials_of, options
from runtime.sip.plain.options import NOBODY

KEPT_SECONDS = 10.0
"""How long an answer holds: a page that asks every second asks nobody else every second."""


class Presence:
    """What is known of who is there."""

    def __init__(self, trunk: Trunk | None) -> None:
        self._trunk = trunk
        self._known: dict[str, tuple[float, bool]] = {}
        self._asking = trio.Lock()

    async def of(self, uris: Iterable[str]) -> dict[str, bool]:
        """Whether somebody answers at each of these (see `Reply.is_there`), known for `KEPT_SECONDS` at most."""
        wanted = tuple(dict.fromkeys(uris))
        async with self._asking:
            due = trio.current_time() - KEPT_SECONDS
            self._known = {uri: known for uri, known in self._known.items() if known[0] > due}
            unknown = [uri for uri in wanted if uri not in self._known]
            credentials = await self._credentials() if any(map(self._behind_trunk, unknown)) else None
            async with trio.open_nursery() as nursery:
                for uri in unknown:
                    nursery.start_soon(self._ask, uri, credentials)
            return {uri: self._known[uri][1] for uri in wanted}

    async def _ask(self, uri: str, credentials: Credentials | None) -> None:
        """The trunk alone is told who we are: a strange host has no use for our password's digest. Of a telephone
        number it knows nothing before it dials it: what it says of one, 404 for example, tells only that it is there
        itself."""
        transport = self._trunk.transport if self._trunk else "udp"
        if self._trunk is not None and self._behind_trunk(uri):
            asker = self._trunk.from_uri
        else:
            asker, credentials = NOBODY, None
        reply = await options(uri, asker=asker, transport=transport, credentials=credentials)
        number = self._behind_trunk(uri) and phones.is_number(uri)
        there = reply is not None and (reply.code < 500 if number else reply.is_there)
        self._known[uri] = (trio.current_time(), there)

    def _behind_trunk(self, uri: str) -> bool:
        return self._trunk is not None and sipuri.same_host(sipuri.parse(uri).host, self._trunk.address.host)

    async def _credentials(self) -> Credentials | None:
        assert self._trunk is not None
        try:
            return await trio.to_thread.run_sync(credentials_of, self._trunk)
        except UsageError:  # a challenge then goes unanswered, and is an answer too
            return None
