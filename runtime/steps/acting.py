"""Steps and actions that do something and go on: press, say, play, note, and the words of control.

They can stand alone or in a clause; `reason` is what the call log gives as the why.
"""

from collections.abc import Sequence

from holdlang.calllog import NoteTaken, NotifyUser
from holdlang.model import Action, Again, End, Fail, Goto, Hangup, Note, Notify, Play, Press, Say
from runtime.context import Call
from runtime.outcome import Finish, FlowFailed, Jump, Next, Outcome, Proceed, Repeat


async def act(action: Action, call: Call, step_id: str, reason: str) -> Next:
    """Carry out one action. Raises `FlowFailed` for `fail`, `HungUp` if the company is gone."""
    match action:
        case Press(keys=keys):
            await call.line.press(keys, step_id, reason)
        case Say(text=text):
            await call.line.say(text, call.speech[text], reason)
        case Play(path=path):
            await call.line.play(call.folder / path, reason)
        case Note(text=text):
            call.record.write(NoteTaken(text=text))
        case Notify(text=text):
            call.record.write(NotifyUser(text=text, reason=reason))
        case Goto(target=target):
            return Jump(target)
        case Again():
            return Repeat()
        case Hangup():
            return Finish(Outcome("ended", f"the flow hung up at `{step_id}`"))
        case End():
            return Finish(Outcome("ended", f"the flow ended at `{step_id}`"))
        case Fail(reason=why):
            raise FlowFailed(why)
    return Proceed()


async def act_all(actions: Sequence[Action], call: Call, step_id: str, reason: str) -> Next:
    """Carry out the actions of a clause in order, up to the first that leads away."""
    for action in actions:
        then = await act(action, call, step_id, reason)
        if not isinstance(then, Proceed):
            return then
    return Proceed()
