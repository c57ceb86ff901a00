"""The flow by which a company is explored that nobody has a flow for: ask at every prompt, wait, ring the user.

It is a flow like any other, so exploring needs nothing that a call does not have. Not responsible for what is learned
from the call (`holdlang.learn.learner`).
"""

from collections.abc import Sequence

from holdlang.model import (
    Ask,
    CallFlow,
    Clause,
    Fail,
    Goto,
    Hangup,
    Hold,
    Listen,
    Need,
    Retry,
    Say,
    State,
    StateName,
    Step,
    Transfer,
)

LISTEN_SECONDS = 45.0
"""How long to wait for a prompt that wants an answer before taking the line for a queue: a menu that had no answer says
itself again within ten to twenty seconds, and legal notices take half a minute."""

PROMPTS = 40
"""The most prompts that are answered: four times what the deepest menus have, with their repetitions."""

EXPLORATION = "exploration"
"""The id of the flow."""

GOODBYE = "I am sorry, there is nobody here to take the call. Please excuse the disturbance. Goodbye."
"""Said to a person where no device is to be rung."""


def exploration(
    number: str,
    intent: str,
    *,
    company: str | None = None,
    needs: Sequence[Need] = (),
    devices: Sequence[str] = (),
    hold_seconds: float = 7200.0,
) -> CallFlow:
    """The flow that calls `number` for `intent`. `needs` is what may be typed in, `devices` are rung one after the
    other when a person has come; without any, the person is told so."""
    steps: list[Step] = [
        Listen(
            label="menu",
            timeout=LISTEN_SECONDS,
            clauses=(
                _on("human", Goto(target="person")),
                _on("callback offer", Goto(target="queue")),
                _on("closed", Fail(reason="they are closed")),
                _on("voicemail", Fail(reason="a voicemail has answered")),
                _on("timeout", Goto(target="queue")),
            ),
            otherwise=(Ask(), Retry(times=PROMPTS)),
        ),
        Hold(label="queue", timeout=hold_seconds),
    ]
    if devices:
        steps.append(Transfer(label="person", targets=tuple((device,) for device in devices)))
    else:
        steps += [Say(label="person", text=GOODBYE), Hangup()]
    return CallFlow(
        id=EXPLORATION,
        name=f"{company or number}, explored",
        company=company,
        phone_number=number,
        description=intent,
        needs=tuple(needs),
        steps=tuple(steps),
    )


def _on(state: StateName, action: Goto | Fail) -> Clause:
    return Clause(triggers=(State(name=state),), actions=(action,))
