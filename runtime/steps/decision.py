"""What a step decided by its clauses: written to the log before it is acted on. Not responsible for deciding."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from holdlang.calllog import Decided
from holdlang.model import Action
from holdlang.secret import Secret
from runtime.context import Call


@dataclass(frozen=True)
class Decision:
    """What to do, and why: `clause` is the trigger in source text, `heard` all that was said, `score` of the match from
    0 to 1."""

    actions: tuple[Action, ...]
    clause: str
    heard: str = ""
    score: float = 1.0
    excerpt: str = ""
    """The words of `heard` that fit the clause, if words did."""
    groups: Mapping[str, str] = field(default_factory=dict)
    """Of the clause's pattern, if it has one."""
    key: str | None = None
    """The key that the prompt names for what fits."""
    place: int | None = None
    """Which clause of the step it is; None for `else` and for an action that stands alone."""

    @property
    def reason(self) -> str:
        """The decision in one line."""
        words = self.excerpt or self.heard
        return f"{self.clause}: heard “{words}”" if words else self.clause

    def write(self, call: Call, step_id: str) -> None:
        """Put it on record. What fits a secret phrase is secret too, however it was misheard."""
        if self.excerpt and self.clause.startswith(('on "', "on $")) and call.scope.fill(self.clause).is_secret:
            call.record.hide(Secret(self.excerpt))
        call.record.write(
            Decided(
                step_id=step_id,
                heard=self.heard,
                clause=self.clause,
                score=round(self.score, 3),
                actions=[action.kind for action in self.actions],
            )
        )
