"""The gateway for assistants, by the Model Context Protocol (MCP): calls, flows and what became of them as tools.

Not responsible for doing any of it (`runtime.gateway`), nor for who may come in (the server in front reads the token).
What people say on a call is marked as speech wherever an assistant can read it (`runtime.assistant.speech`), for it
comes from whoever was called.
"""

from runtime.assistant.http import ASGIApp, mounted
from runtime.assistant.server import build
from runtime.assistant.stdio import serve

__all__ = ["ASGIApp", "build", "mounted", "serve"]
