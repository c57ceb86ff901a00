"""Prompts: what a user can choose from a menu of their assistant instead of writing it.

Not responsible for what the tools say of themselves, which an assistant reads anyway.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import mcp_types as types
from mcp.shared.exceptions import MCPError


@dataclass(frozen=True)
class Prompt:
    """A prompt, and how it is written for its arguments."""

    listed: types.Prompt
    write: Callable[[Mapping[str, str]], str]

    def written(self, arguments: Mapping[str, str]) -> types.GetPromptResult:
        """The message that it stands for. Raises `MCPError` if an argument is missing."""
        wanted = [argument.name for argument in self.listed.arguments or () if argument.required]
        missing = [name for name in wanted if not arguments.get(name, "").strip()]
        if missing:
            raise MCPError(code=types.INVALID_PARAMS, message=f"this prompt takes {' and '.join(missing)}")
        text = types.TextContent(text=self.write(arguments))
        return types.GetPromptResult(messages=[types.PromptMessage(role="user", content=text)])


def _call_a_company(arguments: Mapping[str, str]) -> str:
    number = arguments.get("number", "").strip()
    device = arguments.get("device", "").strip()
    return f"""\
Call {arguments["company"].strip()} for me. What I want there: {arguments["intent"].strip()}
{f"Their number: {number}" if number else "Take their number from the flow, or ask me for it."}
{f"Ring me on: {device}" if device else "Ring me on the phone that `list_devices` shows online; ask if several are."}

1. `list_flows` with the company's name. If no flow fits, call by number and intent.
2. `when_to_call`. If another time is much better, tell me and let me choose.
3. Tell me whom you will call, by which flow, and on which phone I will be rung. Wait for my yes: it is a real call.
4. `start_call` once, with a new request_id. If you do not know whether it worked, use the same request_id again.
5. `watch_call` again and again, each time with the cursor it gave you last. Holding can take hours. Tell me when we are
   on hold, when our place in the queue changes, and at once when a person speaks, for my phone rings then.
6. When the call is over: `call_report`, and tell me in a few sentences how it went.
"""


PROMPTS = (
    Prompt(
        types.Prompt(
            name="call_a_company",
            title="Call a company for me",
            description="Call a company, wait on hold, and ring me when a person answers.",
            arguments=[
                types.PromptArgument(name="company", description="Whom to call, such as: Chase Bank", required=True),
                types.PromptArgument(
                    name="intent", description="What you want there, such as: dispute a charge", required=True
                ),
                types.PromptArgument(name="number", description="Their number, such as: +18005551234"),
                types.PromptArgument(name="device", description="Which of your phones to ring"),
            ],
        ),
        _call_a_company,
    ),
)
