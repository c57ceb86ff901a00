"""What an assistant reads when a tool does not do what it was asked: what is wrong, and what to do about it.

Not responsible for deciding that: the gateway does, the scopes of a token, and the schema of a tool. No refusal quotes
a value that it was given, which could be a secret.
"""

import json
from math import ceil
from typing import Any

from pydantic import ValidationError

from holdlang.diagnostics.render import render
from runtime.access import Identity, Scope
from runtime.gateway.errors import GatewayError, TooMany, Unprocessable

WHAT_TO_DO = {
    400: "Correct the arguments and try again.",
    401: "Tell the user that the server wants a token: `holdlang token` makes one.",
    403: "This is not allowed, and trying again won't change it: tell the user.",
    404: "The ids there are: `list_calls`, `call_history`, `list_flows`, `list_devices`, `list_rehearsals`.",
    409: "Look at what is there (`list_calls`, `call_report`, `read_flow`) before you try anything else.",
    422: "Mend the source and give it to `check_flow` until it finds nothing; then try again.",
    429: "Wait, then try again with the same arguments. Don't try more often than that.",
    503: "This is not your mistake. Tell the user; try again in a minute at the earliest.",
}
"""By the status of a gateway's error."""


class Refusal(Exception):
    """A tool that was not used; `text` says why and what to do, `data` the same for programs."""

    def __init__(self, text: str, data: dict[str, Any] | None = None) -> None:
        super().__init__(text)
        self.text = text
        self.data = data


def forbidden(tool: str, scope: Scope, who: Identity) -> Refusal:
    """The token of the request does not reach so far."""
    holds = ", ".join(sorted(who.scopes)) or "none"
    return Refusal(
        f"`{tool}` takes a token with the scope `{scope}`; the scopes of this one: {holds}.\n"
        "Trying again won't change it. Tell the user: `holdlang token` makes one that may."
    )


def malformed(tool: str, error: ValidationError) -> Refusal:
    """The arguments do not fit the schema."""
    wrong = [
        f"- `{'.'.join(map(str, each['loc'])) or tool}`: {_lower(each['msg'])}"
        for each in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    return Refusal("\n".join([f"The arguments of `{tool}` are not right:", *wrong, WHAT_TO_DO[400]]))


def from_gateway(error: GatewayError) -> Refusal:
    """What the gateway refused."""
    lines = [f"{error.detail.rstrip('.')}."]
    data: dict[str, Any] = {"status": error.status, "detail": error.detail}
    if isinstance(error, Unprocessable) and error.diagnostics:
        lines.append(render(error.diagnostics))
        data["diagnostics"] = [json.loads(render([each], "json")) for each in error.diagnostics]
    if isinstance(error, TooMany):
        lines.append(f"It can be tried again in {ceil(error.retry_after)} s.")
        data["retry_after"] = ceil(error.retry_after)
    lines.append(WHAT_TO_DO.get(error.status, WHAT_TO_DO[503]))
    return Refusal("\n".join(lines), data)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
