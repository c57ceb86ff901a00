"""What an operation of the gateway can refuse, with the HTTP status that says so. Not responsible for writing responses
(`runtime.server.errors`)."""

from collections.abc import Sequence

from holdlang.diagnostics import Diagnostic


class GatewayError(Exception):
    """`detail` is one sentence for whoever asked; it holds no secret."""

    status = 500

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class BadRequest(GatewayError):
    """What was asked makes no sense."""

    status = 400


class Unauthorised(GatewayError):
    """Nobody knows who asks."""

    status = 401


class Forbidden(GatewayError):
    """Whoever asks may not do this, or nobody may."""

    status = 403


class NotFound(GatewayError):
    """There is no such call, flow or device."""

    status = 404


class Conflict(GatewayError):
    """It is not as the request takes it to be: the call has ended, the flow was changed meanwhile, …"""

    status = 409


class Unprocessable(GatewayError):
    """Source with mistakes."""

    status = 422

    def __init__(self, detail: str, diagnostics: Sequence[Diagnostic] = ()) -> None:
        super().__init__(detail)
        self.diagnostics = tuple(diagnostics)


class TooMany(GatewayError):
    """Later, please: in `retry_after` seconds."""

    status = 429

    def __init__(self, detail: str, retry_after: float) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class Unavailable(GatewayError):
    """Something that the gateway needs is not to be had at present."""

    status = 503
