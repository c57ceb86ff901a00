"""The gateway: what can be done with calls, flows and phones. The same for REST, for assistants and for the page.

Not responsible for who asks (`runtime.access`) or by which protocol (`runtime.server`, `runtime.assistant`).
"""

from runtime.gateway.gateway import Gateway
from runtime.gateway.opening import opened

__all__ = ["Gateway", "opened"]
