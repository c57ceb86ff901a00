"""The event stream: every line of every call's log, numbered, for any number of listeners who may come back later.

A listener that resumes gets what it has missed from the index and the logs, then what happens. Not responsible for
following logs (`runtime.supervisor`), nor for how events reach a client (`runtime.server`).
"""

from runtime.hub.event import Event, Logged, UnknownPosition
from runtime.hub.hub import Hub, Listener
from runtime.hub.logs import Logs
from runtime.hub.subscription import Subscription, TooSlow

__all__ = ["Event", "Hub", "Listener", "Logged", "Logs", "Subscription", "TooSlow", "UnknownPosition"]
