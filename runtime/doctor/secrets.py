"""The secrets that the configuration names: do they lie where it says? Not responsible for whether they are right."""

from collections.abc import Iterator

import trio

from holdlang.config import Config, SecretReference
from holdlang.errors import UsageError
from holdlang.plural import counted
from runtime.doctor.finding import Verdict, fault, ok, warning


async def are_there(config: Config) -> Verdict:
    """Whether each can be fetched. None is shown, nor kept."""
    return await trio.to_thread.run_sync(_are_there, config, abandon_on_cancel=True)


def _are_there(config: Config) -> Verdict:
    named = dict(_named(config))
    missing = {key: error for key, reference in named.items() if (error := _complaint(reference)) is not None}
    if not missing:
        return ok(f"{counted(len(named), 'secret')} lie where holdlang.yaml says" if named else "none is named")
    words = "; ".join(f"{key}: {error.message}" for key, error in missing.items())
    fix = "; ".join(dict.fromkeys(error.help or "see holdlang.yaml" for error in missing.values()))
    # a value is asked for before the call, or given by whoever wants it; nobody is there to ask for the others
    return warning(words, fix) if all(key.startswith("values.") for key in missing) else fault(words, fix)


def _named(config: Config) -> Iterator[tuple[str, SecretReference]]:
    if config.trunk is not None and config.trunk.password is not None:
        yield "trunk.password", config.trunk.password
    if config.model is not None and config.model.key is not None:
        yield "model.key", config.model.key
    for place, target in enumerate(config.notify.targets, 1):
        yield f"notify.targets.{place}", target.url
    for name, reference in config.values.items():
        yield f"values.{name}", reference


def _complaint(reference: SecretReference) -> UsageError | None:
    try:
        reference.resolve()
    except UsageError as error:
        return error
    return None
