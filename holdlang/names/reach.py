"""What a flow may come to on a call: other flows, devices, sound files. Not responsible for what it says
(`runtime.speech`), nor for whether any of these exist."""

from collections.abc import Collection, Iterator, Mapping

from holdlang import template
from holdlang.model import CallFlow, Play, Run, Step, Transfer
from holdlang.names.variables import actions


def doings(flow: CallFlow) -> Iterator[Step]:
    """Everything that the flow may do, steps and the actions of their clauses, in the order of the source."""
    return (doing for _, doing, _ in actions(flow))


def reachable(flow: CallFlow, library: Mapping[str, CallFlow]) -> list[CallFlow]:
    """The flow and all that it may `run`, each once, itself first."""
    found = [flow]
    for one in found:
        ids = {action.flow for action in doings(one) if isinstance(action, Run)}
        found += [library[other] for other in sorted(ids) if other in library and library[other] not in found]
    return found


def secret_names(flows: Collection[CallFlow]) -> set[str]:
    """What these flows need, or take as a parameter, and keep secret. A name that is secret in one is so in all."""
    needed = {need.name for flow in flows for need in flow.needs if need.secret}
    return needed | {param.name for flow in flows for param in flow.params if param.secret}


def device_names(flow: CallFlow, library: Mapping[str, CallFlow]) -> set[str]:
    """The devices that the flow, or one that it may run, transfers to."""
    return {name for step in _transfers(flow, library) for group in step.targets for name in group}


def confirm_keys(flow: CallFlow, library: Mapping[str, CallFlow]) -> dict[str, str]:
    """The key by which each device takes the call, of those that must take it by one."""
    transfers = [step for step in _transfers(flow, library) if step.confirm is not None]
    return {name: step.confirm or "" for step in transfers for group in step.targets for name in group}


def _transfers(flow: CallFlow, library: Mapping[str, CallFlow]) -> Iterator[Transfer]:
    for one in reachable(flow, library):
        yield from (step for step in one.steps if isinstance(step, Transfer))


def sound_files(flow: CallFlow) -> list[str]:
    """The paths of the files that the flow may play, as they stand in the source; not those with variables."""
    paths = [action.path for action in doings(flow) if isinstance(action, Play)]
    return [template.fill(path, lambda name: f"${name}") for path in paths if not any(template.names(path))]
