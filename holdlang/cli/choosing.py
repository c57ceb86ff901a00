"""Which flow of a file is meant. Not responsible for reading the file (`holdlang.cli.sources`)."""

from collections.abc import Sequence
from typing import TypeVar

from holdlang.diagnostics import did_you_mean
from holdlang.errors import UsageError
from holdlang.model import CallFlow, Tree

M = TypeVar("M", bound=CallFlow | Tree)


def choose(name: str, models: Sequence[M], wanted: str | None, kind: str = "flow") -> M:
    """The only one of the file `name`, or the one whose id is `wanted`. Raises `UsageError`."""
    ids = [model.id for model in models]
    if not models:
        raise UsageError(f"{name} holds no {kind}")
    if wanted is None and len(models) > 1:
        raise UsageError(f"{name} holds {len(models)} {kind}s", f"choose with --flow: {', '.join(ids)}")
    found = next((model for model in models if wanted in (None, model.id)), None)
    if found is None:
        hint = did_you_mean(wanted or "", ids) or f"it holds {', '.join(ids)}"
        raise UsageError(f"{name} holds no {kind} `{wanted}`", hint)
    return found
