"""What the steps of one call share. Not responsible for running them (`runtime.interpreter`) or for any waiting."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from holdlang.model import CallFlow
from runtime.counsel import Counsel
from runtime.detour import Detour
from runtime.line import Line
from runtime.outcome import Next
from runtime.ports import Telephone
from runtime.record import Record
from runtime.scope import Scope, Value
from runtime.speech import Speech


@dataclass(frozen=True)
class Device:
    """A telephone of the user's: where to ring it, and for how many seconds."""

    uri: str
    ring: float = 30.0


@dataclass(frozen=True)
class Call:
    """One running flow. A flow that it runs is another `Call` on the same line, with a scope of its own."""

    flow: CallFlow
    line: Line
    """The leg to the company. Keys and speech go here and nowhere else."""
    telephone: Telephone
    devices: Mapping[str, Device]
    speech: Speech
    folder: Path
    """Where the flow's source lies; `play` is relative to it."""
    record: Record
    scope: Scope
    interpret: "Callable[[Call], Awaitable[Next]]"
    """Goes through the steps of a flow: what `run` wants of the interpreter, which wants the steps."""
    counsel: Counsel
    """Who is asked at prompts that the flow does not know."""
    needs: Mapping[str, Value] = field(default_factory=dict)
    """What was asked for before the call, for whichever flow needs it."""
    library: Mapping[str, CallFlow] = field(default_factory=dict)
    """The flows that can be run, by id."""
    folders: Mapping[str, Path] = field(default_factory=dict)
    """Where their sources lie, if not in `folder`."""
    sounds: Path | None = None
    """The folder outside of which no sound file is played; None: wherever it lies."""
    assists: bool = False
    """Whether what the company says is written down when the user is joined, too: the user wants it so."""
    disclosure: str | None = None
    """What a person is told of the recording, while the user's phone rings."""
    caller: str = ""
    """Whom we called, as the user is told when a device has to confirm."""
    path: tuple[str, ...] = ()
    """The flows that ran each other to come here, without the outermost."""
    runs: Counter[str] = field(default_factory=Counter)
    """How often each flow was run so far, on the whole call."""
    retries: Counter[int | None] = field(default_factory=Counter)
    """How often each clause of the step that runs now, by its place there, has had it run again; None: its `else`."""

    detour: Detour = field(default_factory=Detour)

    def name(self, step_id: str) -> str:
        """The step of this flow as the log names it: `enter_pin/press_pin`."""
        return "/".join((*self.path, step_id))
