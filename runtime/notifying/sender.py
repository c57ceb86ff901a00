"""Sending one notice to one target, by apprise. Not responsible for trying again (`runtime.notifying.notifier`).

A target's URL holds its account, and so do the messages that apprise and its HTTP library log: none of them goes beyond
this file.
"""

import logging
import re
from typing import TYPE_CHECKING, Literal

import trio

from holdlang.config.gateway import Occasion, Target
from holdlang.errors import UsageError
from holdlang.secret import Secret
from runtime.notifying.notice import Notice

if TYPE_CHECKING:
    import apprise

Sent = Literal["sent", "unsent", "in doubt"]
"""`in doubt`: it was handed over, and there was no answer."""

READ_SECONDS = 10.0
"""How long a target may take to answer, if its URL does not say so itself (`rto`): long enough for a mail server that
looks at everything first, short enough for a second attempt while a person waits."""

AT_ONCE = 4
"""Notices that are on their way to one target; its silence holds up nobody else's."""

_NO_ANSWER = re.compile(r"timed out|Connection aborted|Connection reset|Remote end closed", re.IGNORECASE)
_NO_CONNECTION = re.compile(r"connect timeout|NewConnectionError|NameResolutionError", re.IGNORECASE)
"""How urllib3, http.client and the operating system put it: apprise itself only says that it failed."""

_LOOKS: dict[Occasion, str] = {"person": "success", "done": "success", "failed": "failure", "callback": "warning"}
"""The colour and the picture that some targets show (apprise's notification types); `info` for all else."""


class Sender:
    """A target. Creating it raises `UsageError` if no URL is kept where it should be, or none that apprise knows."""

    def __init__(self, target: Target) -> None:
        _hush()
        self.name = str(target.url)
        """Where the URL is kept, which tells nothing of it."""
        self.on = frozenset(target.on)
        self._url = target.url.resolve()
        self._limiter = trio.CapacityLimiter(AT_ONCE)
        if _service(self._url) is None:
            raise UsageError(
                f"what is kept at `{self.name}` is no URL that apprise knows",
                "for example mailto://user:password@example.com or ntfy://topic; see apprise's list of services",
            )

    async def send(self, notice: Notice) -> Sent:
        """Hand `notice` over, once. Cancelling leaves a thread behind that ends by itself."""
        return await trio.to_thread.run_sync(self._send, notice, abandon_on_cancel=True, limiter=self._limiter)

    def _send(self, notice: Notice) -> Sent:
        import apprise

        service = _service(self._url)
        assert service is not None
        with apprise.Apprise(service).notify(
            title=notice.title,
            body=notice.body,
            body_format="text",
            notify_type=_LOOKS.get(notice.occasion, "info"),
            log_level=logging.DEBUG,
        ) as result:
            if result:
                return "sent"
            said = [entry.message for entry in result.logs()]
        unanswered = any(_NO_ANSWER.search(text) and not _NO_CONNECTION.search(text) for text in said)
        return "in doubt" if unanswered else "unsent"


def _service(url: Secret) -> "apprise.NotifyBase | None":
    """A new one for each notice: they are not made for several threads."""
    import apprise

    service = apprise.Apprise.instantiate(
        url.reveal(), asset=apprise.AppriseAsset(app_id="holdlang", async_mode=False, service_timeout=0)
    )
    if service is not None and "socket_read_timeout" not in vars(service):
        service.socket_read_timeout = READ_SECONDS
    return service


def _hush() -> None:
    """apprise logs hosts and URLs, urllib3 the paths that it asks for, in which many services have their tokens.

    What apprise logs is written nowhere, and comes back to us alone with the result of each attempt.
    """
    own = logging.getLogger("apprise")
    own.propagate = False
    own.setLevel(logging.DEBUG)
    logging.getLogger("urllib3").setLevel(logging.WARNING)
