"""HL316: how a prompt takes keys, said of one that does not take them. (`uninterrupted` is true of it all the same.)"""

from collections.abc import Iterator

from holdlang.diagnostics.finding import Finding
from holdlang.model import Digits, Pressed, Prompt
from holdlang.syntax.items import Item


def idle_option(item: Item) -> Iterator[Finding]:
    for index, step in enumerate(item.steps):
        if isinstance(step, Prompt) and index not in item.broken:
            for word, label in _idle(step):
                yield Finding("HL316", ("step", index, word), f"`{word}` changes nothing here", label)


def _idle(step: Prompt) -> Iterator[tuple[str, str]]:
    """Which of its options are idle, each with the reason."""
    waits = [trigger for clause in step.clauses for trigger in clause.triggers]
    entries = [len(wait.keys) if isinstance(wait, Pressed) else wait.count for wait in waits if isinstance(wait, _KEYS)]
    if step.between_digits is not None and max(entries, default=0) < 2:
        yield "digits", "none of its clauses waits for more than one key"
    keys = {wait.keys for wait in waits if isinstance(wait, Pressed)}
    if step.renumbered is not None and len(keys & set("0123456789")) < 2:
        yield "renumbered", "there are no two numbers to exchange"
    elif step.renumbered is not None and not step.text:
        yield "renumbered", "it is not known what the file says: write it behind `saying`"


_KEYS = (Pressed, Digits)
