"""The door: whoever can reach the server must need a token. Not responsible for asking for one (`runtime.server`)."""

from datetime import UTC, datetime

import trio

from holdlang.config import Config
from holdlang.plural import counted
from runtime.access import Tokens, TokensUnreadable
from runtime.doctor.finding import Verdict, fault, ok

FILE_NAME = "tokens.json"


async def is_guarded(config: Config) -> Verdict:
    """Whether there is a token, if others than this machine can reach the server."""
    try:
        tokens = await trio.to_thread.run_sync(Tokens(config.data_dir / FILE_NAME).list, abandon_on_cancel=True)
    except TokensUnreadable as error:
        return fault(error.message, error.help or "put the file right, or move it away and make new tokens")
    good = [token for token in tokens if not token.expired(datetime.now(UTC))]
    bind = config.server.bind
    if good:
        return ok(f"{counted(len(good), 'token')} for {bind}")
    if config.server.beyond_loopback:
        return fault(
            f"`server.bind: {bind}` lets others in, and there is no token", "`holdlang token add NAME --scope watch`"
        )
    return ok(f"{bind} is reached from this machine alone: no token is needed")
