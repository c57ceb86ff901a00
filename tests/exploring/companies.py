"""The rehearsed companies that are explored: what to call them for, the way through, and what a model answers there.

Each is a file in `companies/`: the tree, a flow through it, and a test that proves the way. What a model that knows the
way would answer stands in `companies.toml`. Not responsible for exploring them, or for any call.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from pydantic import Field, TypeAdapter, model_validator

from holdlang.advice.model import Advice, EnterValue, PressKey, WaitOn
from holdlang.load import Loaded, load
from holdlang.match import find, normalize
from holdlang.model import CallFlow, Model, Name, Need, Pressing, Test, Tree
from holdlang.model.steps import Key
from holdlang.source import Source

HERE = Path(__file__).parent
FILES = tuple(sorted((HERE / "companies").glob("*.hold")))

WAY, MOVED = "the way through", "keys moved"
"""What the tests of these files are called."""


class Answer(Model):
    """At a prompt that says `hears`, press a key, or type in a value of the flow's by its name."""

    hears: str = Field(min_length=1)
    press: Key | None = None
    enter: Name | None = None

    @model_validator(mode="after")
    def _does_one_thing(self) -> Self:
        if (self.press is None) == (self.enter is None):
            raise ValueError("an answer presses a key or enters a value")
        return self

    @property
    def advice(self) -> Advice:
        """The same as an advisor says it."""
        if self.press is not None:
            return PressKey(key=self.press)
        assert self.enter is not None
        return EnterValue(name=self.enter)

    def fits(self, heard: str) -> bool:
        """Whether the phrase is said in `heard`."""
        return find(normalize(self.hears), normalize(heard)) is not None


class Script(Model):
    """The answers of one company, in the order of the way."""

    answers: tuple[Answer, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Company:
    """One company. `way` is the test of `flow` against `tree`; `moved`, where there is one, is the test of the same
    flow against the company after it has moved its keys."""

    name: str
    loaded: Loaded
    flow: CallFlow
    way: Test
    moved: Test | None
    answers: tuple[Answer, ...]

    @property
    def title(self) -> str:
        """What the company calls itself."""
        return self.flow.company or ""

    @property
    def number(self) -> str:
        """The number to dial, which nobody has."""
        return self.flow.phone_number or ""

    @property
    def intent(self) -> str:
        """What the call is for, as a user would say it."""
        return self.flow.description or ""

    @property
    def needs(self) -> tuple[Need, ...]:
        """The values that the company asks for, and what they are."""
        return self.flow.needs

    @property
    def given(self) -> Mapping[str, str]:
        """Those values, as the company takes them."""
        return {given.name: given.value for given in self.way.given}

    @property
    def keys(self) -> tuple[str, ...]:
        """What is pressed on the right way, one entry a prompt; `4862#` with the key that closes it."""
        return next(expected.keys for expected in self.way.expects if isinstance(expected, Pressing))

    @property
    def tree(self) -> Tree:
        """The company as it is."""
        return self._tree(self.way)

    @property
    def moved_tree(self) -> Tree | None:
        """The company with its keys moved, where there is such a tree."""
        return None if self.moved is None else self._tree(self.moved)

    def answer(self, heard: str) -> Advice:
        """What a model that knows the way does at this prompt. Of several prompts in a row the one furthest on the way
        is answered, and one that is not on it is left to go on."""
        fitting = [one for one in self.answers if one.fits(heard)]
        return fitting[-1].advice if fitting else WaitOn(reason="this wants no answer")

    def _tree(self, test: Test) -> Tree:
        assert test.tree is not None
        return self.loaded.scope.trees[test.tree]


def companies() -> tuple[Company, ...]:
    """All of them, by name. Raises `ValueError` or `KeyError` for what is missing or does not fit together."""
    scripts = TypeAdapter(dict[Name, Script]).validate_python(
        tomllib.loads((HERE / "companies.toml").read_text("utf-8"))
    )
    if unknown := scripts.keys() - {path.stem for path in FILES}:
        raise ValueError(f"answers for no company: {', '.join(sorted(unknown))}")
    return tuple(_company(path, scripts[path.stem]) for path in FILES)


def _company(path: Path, script: Script) -> Company:
    loaded = load(Source.read(path))
    (flow,) = loaded.flows
    tests = {test.name: test for test in loaded.tests}
    return Company(path.stem, loaded, flow, tests[WAY], tests.get(MOVED), script.answers)
