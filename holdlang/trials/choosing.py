"""Which tests are meant, by `-k`: words, `and`, `or`, `not` and brackets, as pytest has them.

A word stands for every test in whose name, flow, tree or file it occurs, blind to case. Words that follow each other
are one text with the spaces between; what is quoted is a word too, even `"or"`. Not responsible for finding tests.
"""

import re
from collections.abc import Callable

from holdlang.errors import UsageError
from holdlang.trials.trial import Trial

Choice = Callable[[Trial], bool]

_TOKEN = re.compile(r"""\s*(?:([()])|"([^"]*)"|'([^']*)'|([^\s()"']+))""")
_OPERATORS = ("and", "or", "not", "(", ")")

_Token = tuple[str, bool]
"""A word or an operator; true for what was quoted, which is never an operator."""


def choice(expression: str) -> Choice:
    """What `expression` chooses. Raises `UsageError` if it is none."""
    reading = _Reading(expression)
    chosen = reading.either()
    reading.finish()
    return chosen


class _Reading:
    """Reads an expression from left to right: `or` binds least, then `and`, then `not`."""

    def __init__(self, expression: str) -> None:
        self._expression = expression
        self._tokens: list[_Token] = []
        end = 0
        while found := _TOKEN.match(expression, end):
            bracket, double, single, word = found.groups()
            quoted = double if double is not None else single
            self._tokens.append((bracket or word, False) if quoted is None else (quoted, True))
            end = found.end()
        if expression[end:].strip():
            self._refuse("a quotation mark is not closed")

    def either(self) -> Choice:
        """One or several, joined by `or`."""
        choices = [self._all()]
        while self._take("or"):
            choices.append(self._all())
        return lambda trial: any(chosen(trial) for chosen in choices)

    def finish(self) -> None:
        """Raises `UsageError` if something is left."""
        if self._tokens:
            self._refuse(f"`{self._tokens[0][0]}` is one too many")

    def _all(self) -> Choice:
        choices = [self._one()]
        while self._take("and"):
            choices.append(self._one())
        return lambda trial: all(chosen(trial) for chosen in choices)

    def _one(self) -> Choice:
        if self._take("not"):
            other = self._one()
            return lambda trial: not other(trial)
        if self._take("("):
            inner = self.either()
            if not self._take(")"):
                self._refuse("a bracket is not closed")
            return inner
        words = []
        while self._tokens and (self._tokens[0][1] or self._tokens[0][0] not in _OPERATORS):
            words.append(self._tokens.pop(0)[0])
        if not words:
            self._refuse(
                "a word is missing" if not self._tokens else f"a word is missing before `{self._tokens[0][0]}`"
            )
        text = " ".join(words).casefold()
        return lambda trial: text in _described(trial)

    def _take(self, operator: str) -> bool:
        if self._tokens and self._tokens[0] == (operator, False):
            self._tokens.pop(0)
            return True
        return False

    def _refuse(self, why: str) -> None:
        raise UsageError(
            f"can't read `-k {self._expression}`: {why}", "such as -k storm, -k 'storm and not \"way through\"'"
        )


def _described(trial: Trial) -> str:
    """All that a word can occur in, each on a line of its own, so that none goes across."""
    return "\n".join((trial.name, trial.test.flow, trial.against, trial.file)).casefold()
