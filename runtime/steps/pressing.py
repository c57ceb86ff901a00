"""Keys of a template, pressed. Not responsible for choosing them."""

from holdlang.dtmf import keys_of
from runtime.context import Call
from runtime.outcome import FlowFailed


async def press(written: str, call: Call, step_id: str, reason: str) -> None:
    """Press the keys of `written`, with its variables filled in. Raises `FlowFailed` if these are no keys, `HungUp`."""
    filled = call.scope.fill(written)
    keys = keys_of(filled.reveal())
    if keys is None:
        raise FlowFailed(f"`press {written}` has no keys to press: a telephone has 0-9, * and #")
    await call.line.press(keys, filled.shown if filled.is_secret else keys, step_id, reason)
