"""The variables of one running flow, and texts with them filled in. What a secret has touched is a secret.

Not responsible for how a template is written (`holdlang.template`), nor for what the far end says of a secret
(`holdlang.redact`).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from holdlang import template
from holdlang.model import CallFlow, Need
from holdlang.model.header import Param
from holdlang.secret import HIDDEN, Secret
from runtime.outcome import FlowFailed

Value = str | Secret


@dataclass(frozen=True)
class Filled:
    """A text to be used now. `shown` is what may be written down of it."""

    value: Value
    shown: str

    @property
    def is_secret(self) -> bool:
        """Whether there is a secret in it."""
        return isinstance(self.value, Secret)

    def reveal(self) -> str:
        """The text itself, for whoever uses it up."""
        return self.value.reveal() if isinstance(self.value, Secret) else self.value


class Scope:
    """Names and their values. The groups of the clause that is being acted on come before the variables."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = dict(values)
        self._groups: Mapping[str, str] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._groups or name in self._values

    @property
    def values(self) -> tuple[Value, ...]:
        """What the variables hold now."""
        return tuple(self._values.values())

    def set(self, name: str, value: Value) -> None:
        """Give the variable `name` a value."""
        self._values[name] = value

    @contextmanager
    def groups(self, groups: Mapping[str, str]) -> Iterator[None]:
        """While the block lasts, `$1` and named groups are these."""
        before, self._groups = self._groups, groups
        try:
            yield
        finally:
            self._groups = before

    def fill(self, text: str) -> Filled:
        """`text` with its variables. Raises `FlowFailed` for one that has no value."""
        shown = template.fill(text, lambda name: HIDDEN if isinstance(self._value(name), Secret) else self._text(name))
        if not any(isinstance(self._value(name), Secret) for name, _ in template.names(text)):
            return Filled(shown, shown)
        return Filled(Secret(template.fill(text, self._text)), shown)

    def _value(self, name: str) -> Value:
        value = self._groups.get(name, self._values.get(name))
        if value is None:
            raise FlowFailed(f"`${name}` has no value")
        return value

    def _text(self, name: str) -> str:
        value = self._value(name)
        return value.reveal() if isinstance(value, Secret) else value


def scope_of(flow: CallFlow, given: Mapping[str, Value]) -> Scope:
    """What `flow` begins with: what it needs and was given, its parameters and their defaults.

    What it declares secret is secret, whatever it was given as. Raises `FlowFailed` for a parameter without a value.
    """
    values: dict[str, Value] = {}
    declarations: tuple[Need | Param, ...] = (*flow.needs, *flow.params)
    for declared in declarations:
        value = given.get(declared.name)
        if value is None and isinstance(declared, Param) and declared.default is not None:
            value = template.fill(declared.default, lambda name: f"${name}")
        if value is None:
            raise FlowFailed(f"flow `{flow.id}` was given no `{declared.name}`")
        values[declared.name] = Secret(value) if declared.secret and isinstance(value, str) else value
    return Scope(values)
