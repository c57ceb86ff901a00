"""What a clause of a tree does: its actions, in order. Not responsible for which clause it is."""

from collections.abc import Awaitable, Callable, Hashable, Sequence

from holdlang.model import Action, Again, Goto, Hangup, Play, Retry, Say
from runtime.outcome import Jump, Proceed, Repeat
from runtime.rehearse.desk import Desk

Then = Jump | Repeat | Proceed
"""How a tree goes on after a step."""


class TreeHangsUp(Exception):
    """The tree ends the call."""


async def act(
    desk: Desk, actions: Sequence[Action], clause: Hashable, say: Callable[[str], Awaitable[None]] | None = None
) -> Then:
    """Carry the actions out up to the first that leads away. `clause` tells whose they are: a `retry` is counted by it.

    What they `say` goes to `say`, by default in the voice of the menus. A `retry` that is used up, with nothing behind
    it, hangs up, as menus do on a caller who can't be understood (a flow fails there). Raises `TreeHangsUp`.
    """
    for number, action in enumerate(actions, start=1):
        match action:
            case Goto(target=target):
                return Jump(target)
            case Again():
                return Repeat()
            case Retry(times=times):
                if desk.retried[clause] < times:
                    desk.retried[clause] += 1
                    return Repeat(counted=True)
                if number == len(actions):
                    raise TreeHangsUp
            case Hangup():
                raise TreeHangsUp
            case Say(text=text):
                await (say or desk.say)(text)
            case Play(path=path):
                await desk.play_file(path)
            case _:
                raise ValueError(f"a tree cannot `{action.kind}`")
    return Proceed()
