"""HL308: triggers that their step does not notice, so that the clause is never taken.

The table says what `runtime.steps` can notice; a step that learns to notice more is entered here.
"""

from collections.abc import Iterator

from holdlang.diagnostics.finding import Finding
from holdlang.model import Hold, Listen, Music, Pattern, Phrase, Silence, State, StateName, Transfer, Trigger
from holdlang.printer import trigger_text
from holdlang.syntax.items import Item

_TOLD: frozenset[StateName] = frozenset(
    {"busy", "beep", "music", "human", "announcement", "closed", "voicemail", "callback offer", "hangup", "timeout"}
)
"""What the line tells of, in whatever step it is heard."""

STATES: dict[str, frozenset[StateName]] = {
    "listen": _TOLD | {"unmatched"},
    "hold": _TOLD | {"uncertain"},
    "transfer": frozenset({"busy", "nobody"}),
}
WORDS = frozenset({"listen", "hold"})
SILENCE = frozenset({"listen"})


def unnoticed_trigger(item: Item) -> Iterator[Finding]:
    """In a tree, only music is never silent: what else it can wait for is a matter of syntax."""
    for index, step in enumerate(item.steps):
        if isinstance(step, Music) and index not in item.broken:
            for number, clause in enumerate(step.clauses):
                for place, trigger in enumerate(clause.triggers):
                    if isinstance(trigger, Silence):
                        yield Finding(
                            "HL308",
                            ("step", index, "clause", number, "trigger", place),
                            f"`music` does not notice `{trigger_text(trigger)}`",
                            "never comes true here",
                            "there is no silence while music plays; `music 40s` says how long it does",
                        )
        if not isinstance(step, Listen | Hold | Transfer) or index in item.broken:
            continue
        if isinstance(step, Hold) and step.otherwise is not None:
            hint = "`on timeout` says what happens when nobody comes in time"
            yield Finding(
                "HL308", ("step", index, "else"), "`hold` never comes to its `else`", "never comes true", hint
            )
        for number, clause in enumerate(step.clauses):
            for place, trigger in enumerate(clause.triggers):
                if not _noticed(step.kind, trigger):
                    states = ", ".join(f"`{name}`" for name in sorted(STATES[step.kind]))
                    yield Finding(
                        "HL308",
                        ("step", index, "clause", number, "trigger", place),
                        f"`{step.kind}` does not notice `{trigger_text(trigger)}`",
                        "never comes true here",
                        f"the states that `{step.kind}` notices are {states}",
                    )


def _noticed(kind: str, trigger: Trigger) -> bool:
    match trigger:
        case State(name=name):
            return name in STATES[kind]
        case Phrase() | Pattern():
            return kind in WORDS
        case Silence():
            return kind in SILENCE
        case _:
            return False
