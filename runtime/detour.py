"""Where an advisor took a running flow out of its way, and how it comes back.

An advisor may have answered a menu that the flow knows nothing of, such as one that the company has put before the
others. The flow goes on with its next step then, but what that hears may be what the step waited for that asked. Not
responsible for asking (`runtime.steps.asking`).
"""

from dataclasses import dataclass

from holdlang.match import choose
from holdlang.menu import understand
from holdlang.model import CallFlow, Listen
from runtime.outcome import Resume
from runtime.scope import Scope
from runtime.steps.filling import filled


@dataclass
class Detour:
    """Of one running flow."""

    here: int = 0
    """The position of the step that runs now."""
    asked: int | None = None
    """That of the step whose question was answered last; None if a clause has decided since."""
    heard: str = ""
    """What the step that the call came back to has heard already."""

    def leave(self) -> None:
        """The advisor has answered for the step that runs now."""
        self.asked = self.here

    def end(self) -> None:
        """A clause of the flow has decided: it is on its way."""
        self.asked = None

    def take_heard(self) -> str:
        """`heard`, which from now on is nothing."""
        heard, self.heard = self.heard, ""
        return heard

    def way_back(self, flow: CallFlow, scope: Scope, heard: str) -> Resume | None:
        """Back to the step that asked, if this prompt is one to be answered, and what that step waited for."""
        if self.asked is None or self.asked == self.here or not understand(heard).wants_an_answer:
            return None
        step = flow.steps[self.asked]
        fits = isinstance(step, Listen) and choose(filled(step, scope).clauses, heard) is not None
        return Resume(self.asked, heard) if fits else None
