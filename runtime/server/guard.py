"""Who may do what: looked at before every request and every WebSocket. Not responsible for keeping tokens, counting
requests or writing the audit log (`runtime.access`)."""

import hmac
import secrets
from collections.abc import Callable, Collection
from datetime import UTC, datetime

import trio

from holdlang.config import Config
from runtime.access import (
    FAILURES_PER_MINUTE,
    SCOPES,
    Audit,
    Entry,
    Identity,
    Limits,
    Scope,
    Tokens,
    TokensUnreadable,
    allowed,
    client_at,
)
from runtime.gateway.errors import Forbidden, TooMany, Unauthorised, Unavailable
from runtime.server.tickets import Tickets

ANYBODY = Identity("local", frozenset(SCOPES))
"""Who asks on this machine, as long as nobody has made a token."""

STILL_SECONDS = 30.0
"""How long a stream may go on after its token was taken back."""

TOKENS, AUDIT = "tokens.json", "audit.jsonl"
"""Names below `data_dir`."""


class Guard:
    """Knows the tokens, and the one that was printed when the server started."""

    def __init__(self, config: Config, address: str) -> None:
        server = config.server
        self.tickets = Tickets()
        self.audit = Audit(config.data_dir / AUDIT)
        self.printed = f"hold_{secrets.token_urlsafe(32)}"
        """A token for as long as the server runs: whoever can read the terminal may do everything."""
        self._tokens = Tokens(config.data_dir / TOKENS)
        self._is_local = not server.beyond_loopback and server.public_url is None
        self._own = [address, *([server.public_url] if server.public_url else [])]
        self._extra: Collection[str] = server.origins
        self._requests = Limits(server.requests_per_minute)
        self._failures = Limits(FAILURES_PER_MINUTE)

    def check_origin(self, origin: str | None, host: str) -> None:
        """Raises `Forbidden` for a page that is not ours, and for a name that is not ours (DNS rebinding)."""
        if not allowed(origin, host, own=self._own, extra=self._extra):
            raise Forbidden("this page may not talk to holdlang (see server.origins and server.public_url)")

    def check_rate(self, address: str) -> None:
        """Raises `TooMany`."""
        wait = self._requests.take(client_at(address))
        if wait is not None:
            raise TooMany("too many requests", wait)

    def identify(
        self, header: str | None, ticket: str | None, call_id: str | None, *, address: str, private: bool
    ) -> Identity:
        """Who asks. Raises `Unauthorised`, `TooMany` for a client that guesses, and `Unavailable`."""
        if header is not None:
            scheme, _, token = header.partition(" ")
            who = self._of_token(token.strip()) if scheme.lower() == "bearer" else None
        elif ticket is not None:
            who = self.tickets.take(ticket, call_id)
            who = who if who is not None and self._still(who) else None
        elif self._is_open() and not private:
            return ANYBODY
        else:
            raise Unauthorised("this wants a token: Authorization: Bearer … (`holdlang token add` makes one)")
        if who is None:
            wait = self._failures.take(client_at(address))
            if wait is not None:
                raise TooMany("too many wrong tokens", wait)
            raise Unauthorised("this token is not known (any more)")
        return who

    def standing(self, who: Identity) -> Callable[[], bool]:
        """Whether somebody who was let in would be still, for streams: tokens are taken back, and run out. It is
        looked at every `STILL_SECONDS`."""
        still, looked = True, trio.current_time()

        def stands() -> bool:
            nonlocal still, looked
            if still and trio.current_time() >= looked + STILL_SECONDS:
                still, looked = self._still(who), trio.current_time()
            return still

        return stands

    def check_scope(self, who: Identity, scope: Scope) -> None:
        """Raises `Forbidden`."""
        if not who.may(scope):
            raise Forbidden(f"this token may not do that: it lacks the scope `{scope}`")

    def note(self, entry: Entry) -> None:
        """Write it into the audit log."""
        self.audit.write(entry)

    def _still(self, who: Identity) -> bool:
        if who is _PRINTED:
            return True
        if who is ANYBODY:
            return self._is_local and not self._tokens.path.exists()
        now = datetime.now(UTC)
        try:
            return any(token.name == who.name and not token.expired(now) for token in self._tokens.list())
        except TokensUnreadable:
            return False

    def _of_token(self, token: str) -> Identity | None:
        if hmac.compare_digest(token.encode(), self.printed.encode()):
            return _PRINTED
        try:
            return self._tokens.identify(token)
        except TokensUnreadable as error:
            raise Unavailable(str(error)) from None

    def _is_open(self) -> bool:
        """On this machine, until the first token was ever made: whoever takes the last one back wants nobody in."""
        if not self._is_local:
            return False
        try:
            self._tokens.list()
        except TokensUnreadable as error:
            raise Unavailable(str(error)) from None
        return not self._tokens.path.exists()


_PRINTED = Identity("terminal", frozenset(SCOPES))
