"""The server: the gateway over HTTP (REST, WebSocket, server-sent events, MCP) and the page at `/`.

`runtime.server.route` says what a route is; each route says its scope, its models and its errors, and from that it is
both served and described (`runtime.server.openapi`). Not responsible for what is done (`runtime.gateway`).
"""
