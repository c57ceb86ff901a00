"""A `test`: a flow, a tree to run it against, and what must come of it. Not responsible for running it."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from holdlang.model.base import Model, Name, Percent, Seconds


class Given(Model):
    """`given card = "4242"`: the value of something that the flow needs."""

    name: Name
    value: str


class Pressing(Model):
    """`expect pressed 3, 1`: these keys, in this order, and no others."""

    kind: Literal["pressed"] = "pressed"
    keys: tuple[str, ...] = Field(min_length=1)


class Wording(Model):
    """`expect said "…"`, `noted`, `notified`: that text, at least once."""

    kind: Literal["said", "noted", "notified"]
    text: str


class Reaching(Model):
    """`expect reached queue`: the step of that label is run."""

    kind: Literal["reached"] = "reached"
    label: Name


class Asking(Model):
    """`expect asks 0`: so many questions to the language model at most."""

    kind: Literal["asks"] = "asks"
    most: int = Field(ge=0)


class Ending(Model):
    """`expect transferred sip_phone within 3m`: how the call ends. `device` is for `transferred`, `why` for
    `failed`."""

    kind: Literal["transferred", "ended", "failed", "not answered"]
    device: Name | None = None
    why: str | None = None
    within: Seconds | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.device is not None) != (self.kind == "transferred") or (
            self.why is not None and self.kind != "failed"
        ):
            raise ValueError("a device is for `transferred`, which needs one, and a reason for `failed`")
        return self


Expectation = Annotated[Pressing | Wording | Reaching | Asking | Ending, Field(discriminator="kind")]


QUIETEST = -90
"""dBFS: what the last of 16 bits can say. No hiss is softer."""


class Loss(Model):
    """`with loss 5%`: so much of what the company sends never arrives."""

    kind: Literal["loss"] = "loss"
    percent: Percent


class Jitter(Model):
    """`with jitter 80ms`: what the company sends comes up to so much late."""

    kind: Literal["jitter"] = "jitter"
    seconds: Seconds


class Noise(Model):
    """`with noise -20dB`: the line hisses, so far below the loudest that a line can carry (dBFS, RMS)."""

    kind: Literal["noise"] = "noise"
    decibels: float = Field(ge=QUIETEST, le=0, allow_inf_nan=False)


class Deaf(Model):
    """`with deaf 10%`: of the words that the company says, so many are lost or misheard."""

    kind: Literal["deaf"] = "deaf"
    percent: Percent


class ModelDown(Model):
    """`with model down`: the language model cannot be reached."""

    kind: Literal["model_down"] = "model_down"


Fault = Annotated[Loss | Jitter | Noise | Deaf | ModelDown, Field(discriminator="kind")]
"""What is wrong with the line, or with us, during a test."""


class Test(Model):
    """`test "name" of FLOW against TREE`, or against a call that was kept: `against "calls/tuesday.jsonl"`, the path of
    its log relative to this file."""

    __test__: ClassVar[bool] = False  # to pytest: this is none of yours

    name: str
    flow: Name
    tree: Name | None = None
    call: str | None = None
    given: tuple[Given, ...] = ()
    faults: tuple[Fault, ...] = ()
    expects: tuple[Expectation, ...] = ()

    @model_validator(mode="after")
    def _has_a_far_end(self) -> Self:
        if (self.tree is None) == (self.call is None):
            raise ValueError("a test runs against a tree, or against a call that was kept")
        return self


class Use(Model):
    """`use "lib/bank.hold"`: what that file holds can be named in this one. `path` is relative to this file."""

    path: str
