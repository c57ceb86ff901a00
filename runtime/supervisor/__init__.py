"""Looks after the calls: starts a process for each, follows their logs, and finds them again after a restart.

Whatever happens to whoever supervises, a call goes on; whatever happens to a call, the others do. Not responsible for
what may be called (`runtime.gateway`), or for the call (`runtime.callprocess`).
"""

from runtime.supervisor.running import Running
from runtime.supervisor.supervisor import Full, Supervisor

__all__ = ["Full", "Running", "Supervisor"]
