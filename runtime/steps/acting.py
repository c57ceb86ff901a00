"""Steps and actions that do something and go on: press, say, play, note, variables, and the words of control.

They can stand alone or in a clause; the decision that led to them is what the call log gives as the why. Not
responsible for running another flow (`runtime.steps.running`) or for asking what to do (`runtime.steps.asking`).
"""

from holdlang.calllog import NoteTaken, NotifyUser
from holdlang.model import (
    Action,
    Again,
    Ask,
    End,
    Fail,
    Goto,
    Hangup,
    Note,
    Notify,
    Play,
    Press,
    PressHeard,
    Recording,
    Retry,
    Run,
    Say,
    Set,
)
from holdlang.sounds import OUTSIDE, lies_in
from runtime.context import Call
from runtime.outcome import Finish, FlowFailed, Jump, Next, Outcome, Proceed, Repeat, Return
from runtime.steps.asking import ask
from runtime.steps.decision import Decision
from runtime.steps.pressing import press
from runtime.steps.running import run_flow


async def act_all(decision: Decision, call: Call, step_id: str) -> Next:
    """Carry out what was decided, in order, up to the first action that leads away.

    Raises `FlowFailed` for `fail`, for a `retry` used up with nothing behind it and for a variable without a value;
    `HungUp` if the company is gone.
    """
    with call.scope.groups(decision.groups):
        for place, action in enumerate(decision.actions, start=1):
            match action:
                case Retry(times=times):
                    if call.retries[decision.place] < times:
                        call.retries[decision.place] += 1
                        return Repeat(counted=True)
                    if place == len(decision.actions):
                        raise FlowFailed(f"tried {times} more time{'' if times == 1 else 's'}")
                case _:
                    then = await _act(action, call, step_id, decision)
                    if not isinstance(then, Proceed):
                        return then
    return Proceed()


async def _act(action: Action, call: Call, step_id: str, why: Decision) -> Next:
    fill = call.scope.fill
    match action:
        case Press(keys=written):
            await press(written, call, step_id, why.reason)
        case PressHeard(fallback=fallback):
            if why.key is not None:
                await call.line.press(why.key, why.key, step_id, why.reason)
            elif fallback is not None:
                await press(fallback, call, step_id, why.reason)
            else:
                raise FlowFailed("the prompt named no key to press")
        case Say(text=text):
            said = fill(text)
            async with call.speech.sound(said) as sound:
                await call.line.say(said.shown, sound, why.reason)
        case Play(path=path):
            file = fill(path)
            sound_file, shown = call.folder / file.reveal(), str(call.folder / file.shown)
            if not lies_in(sound_file, call.sounds):
                raise FlowFailed(f"{shown} {OUTSIDE}")
            await call.line.play(sound_file, shown, why.reason)
        case Note(text=text):
            call.record.write(NoteTaken(text=fill(text).shown))
        case Notify(text=text):
            call.record.write(NotifyUser(text=fill(text).shown, reason=why.reason))
        case Set(name=name, value=value):
            call.scope.set(name, fill(value).value)
        case Recording(on=on):
            await call.line.keep_recording(on, why.reason)
        case Run():
            return await run_flow(action, call)
        case Ask():
            return await ask(call, step_id, why)
        case Goto(target=target):
            return Jump(target)
        case Again():
            return Repeat()
        case Hangup():
            return Finish(Outcome("ended", f"the flow hung up at `{step_id}`"))
        case End():
            return Return(f"the flow ended at `{step_id}`")
        case Fail(reason=reason):
            raise FlowFailed(fill(reason).shown)
    return Proceed()
