"""The gateway: all operations in one place. They raise `GatewayError`, in words for whoever asked.

Not responsible for any of them: see `calls`, `library` and `phones` beside this file.
"""

from holdlang.config import Config
from runtime.gateway.calls import Calls
from runtime.gateway.library import Library
from runtime.gateway.parts import Parts
from runtime.gateway.phones import Phones
from runtime.hub import Hub
from runtime.store import Store
from runtime.supervisor import Supervisor


class Gateway(Calls, Library, Phones):
    """Made by `runtime.gateway.opened`."""

    def __init__(self, parts: Parts) -> None:
        Calls.__init__(self, parts)
        Library.__init__(self, parts, self)

    @property
    def config(self) -> Config:
        """What it was opened with."""
        return self._parts.config

    @property
    def hub(self) -> Hub | None:
        """The stream of events; None if another process numbers them."""
        return self._parts.hub

    @property
    def store(self) -> Store:
        """The index of the calls."""
        return self._parts.store

    @property
    def supervisor(self) -> Supervisor:
        """Who looks after the calls."""
        return self._parts.supervisor
