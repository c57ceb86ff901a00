"""What a flow needs to know before it is dialled, and where that comes from.

In this order: what was given (`--set NAME=VALUE`), `HOLDLANG_NAME`, `values` of holdlang.yaml, a question. Not
responsible for asking it (`holdlang.cli.asking`), for where secrets are kept (`holdlang.secret`), or for what the flow
does with them.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from holdlang.diagnostics import did_you_mean
from holdlang.dtmf import keys_of
from holdlang.errors import UsageError
from holdlang.model import CallFlow, Need, Press
from holdlang.names.reach import secret_names
from holdlang.names.variables import actions
from holdlang.secret import Secret, SecretReference
from holdlang.template import names

Value = str | Secret
Ask = Callable[[Need], str]
"""Asks the user for a value."""

NOT_A_VALUE = frozenset({"HOLDLANG_CONFIG", "HOLDLANG_TRACEBACK", "HOLDLANG_TRUNK_PASSWORD"})
"""Variables of the environment that mean something else, and must not end up in a flow."""


def needed(flow: CallFlow, others: Sequence[CallFlow]) -> list[Need]:
    """What `flow` and the `others`, which it runs, must be told, each once: a secret if any of them says so.

    A parameter of `flow` itself that has no default is asked for as well: nobody else gives it.
    """
    wanted: dict[str, Need] = {}
    params = [Need(name=param.name, secret=param.secret) for param in flow.params if param.default is None]
    for need in (*flow.needs, *params, *(need for other in others for need in other.needs)):
        known = wanted.get(need.name, need)
        wanted[need.name] = Need(name=need.name, secret=known.secret or need.secret, text=known.text or need.text)
    return list(wanted.values())


def gather(
    flow: CallFlow,
    others: Sequence[CallFlow],
    pairs: Sequence[str],
    kept: Mapping[str, SecretReference],
    ask: Ask | None,
) -> dict[str, Value]:
    """A value for all that is needed. `pairs` are the `NAME=VALUE` of the command line, `kept` says where others lie;
    `ask` is None where there is nobody to ask. Raises `UsageError` that names everything that is missing."""
    given = pairs_given(pairs, takes(flow, others))
    values, missing = known_values(flow, others, given, kept)
    if missing and ask is None:
        raise UsageError(
            f"flow `{flow.id}` needs what it was not told: {listed(missing)}",
            f"`--set {missing[0].name}=…`, {_variable(missing[0].name)} in the environment, `values` in holdlang.yaml,"
            " or run it at a terminal to be asked",
        )
    for need in missing:
        assert ask is not None
        values[need.name] = ask(need)
    return checked(flow, others, values)


def takes(flow: CallFlow, others: Sequence[CallFlow]) -> set[str]:
    """The names of all that it can be told."""
    return {need.name for need in needed(flow, others)} | {param.name for param in flow.params}


def known_values(
    flow: CallFlow, others: Sequence[CallFlow], given: Mapping[str, str], kept: Mapping[str, SecretReference]
) -> tuple[dict[str, Value], list[Need]]:
    """What is `given` or kept somewhere, and what is still missing. Raises `UsageError`."""
    values: dict[str, Value] = dict(given)
    missing = []
    for need in needed(flow, others):
        if need.name in values:
            continue
        value: Value | None = _from_environment(need.name)
        if value is None and need.name in kept:
            value = kept[need.name].resolve()  # whoever keeps it so has a reason, even if the flow doesn't say secret
        if value is None:
            missing.append(need)
        else:
            values[need.name] = value
    return values, missing


def checked(flow: CallFlow, others: Sequence[CallFlow], values: Mapping[str, Value]) -> dict[str, Value]:
    """The values, those that are secret as such. Raises `UsageError` for keys that no telephone has."""
    for name in _pressed([flow, *others]):
        given_value = values.get(name)
        text = given_value.reveal() if isinstance(given_value, Secret) else given_value
        if text is not None and keys_of(text) is None:
            raise UsageError(
                f"the value of `{name}` is to be pressed, and no telephone has keys for it", "it has 0-9, * and #"
            )
    secret = secret_names([flow, *others])
    return {
        name: Secret(value) if name in secret and isinstance(value, str) else value for name, value in values.items()
    }


def listed(needs: Sequence[Need]) -> str:
    """Names of what is needed, with what they are."""
    return ", ".join(f"{need.name} ({need.text})" if need.text else need.name for need in needs)


def _pressed(flows: Iterable[CallFlow]) -> Iterator[str]:
    """The needed values that a `press` of these flows consists of; a parameter or a `set` may be another's value."""
    for flow in flows:
        own = {need.name for need in flow.needs}
        for _, action, _ in actions(flow):
            if isinstance(action, Press):
                yield from (name for name, _ in names(action.keys) if name in own)


def pairs_given(pairs: Sequence[str], known: set[str], option: str = "--set") -> dict[str, str]:
    """The values of the `NAME=VALUE` of an option. Raises `UsageError`, also for names that are not `known`."""
    values = {}
    for pair in pairs:
        name, mark, value = pair.partition("=")
        if not mark:
            raise UsageError("a value is given as NAME=VALUE", f"for example `{option} guest=Rivera`")
        if name not in known:
            wanted = f"it takes {', '.join(sorted(known))}" if known else "it takes none"
            raise UsageError(f"the flow takes no value `{name}`", did_you_mean(name, sorted(known)) or wanted)
        values[name] = value
    return values


def _variable(name: str) -> str:
    return f"HOLDLANG_{name.upper()}"


def _from_environment(name: str) -> str | None:
    variable = _variable(name)
    return None if variable in NOT_A_VALUE else os.environ.get(variable) or None
