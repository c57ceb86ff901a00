"""Builds flows from discoveries, and merges new discoveries into a flow: the documented interface, on models.

Not responsible for source text: neither for comments and layout (`holdlang.learn.source`) nor for edits of a file
(`holdlang.learn.merge`).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from holdlang.learn.discoveries import Discovery, MenuFound, read_discoveries
from holdlang.learn.rounds import compared
from holdlang.learn.steps import need_of, steps_of
from holdlang.model import CallFlow, Need

DEVICE = "sip_phone"
"""The device that the documented transfer rings (`metadata={"device": "sip_phone"}`)."""

ID_WORDS = 6
"""Words of a company and an intent that make a name: more is no name."""

_UNFINISHED = frozenset({"a", "an", "and", "at", "for", "from", "in", "my", "of", "on", "or", "the", "to", "with"})
"""Words that no name ends with."""

Raw = Iterable[Discovery | Mapping[str, Any]]


class CallFlowLearner:
    """As documented: `build_flow` after the first call, `merge_discoveries` after each further one."""

    def build_flow(
        self,
        discoveries: Raw,
        phone_number: str,
        company: str | None = None,
        intent: str | None = None,
        *,
        flow_id: str | None = None,
        device: str = DEVICE,
    ) -> CallFlow:
        """The flow that makes the same call again: a step for each discovery. Raises `pydantic.ValidationError` for
        what is no discovery, and for a `flow_id` or `device` that can be no name."""
        found = read_discoveries(discoveries)
        steps = [step for one in found for step in steps_of(one, device, asks=intent is not None)]
        return CallFlow(
            id=flow_id or flow_name(phone_number, company, intent),
            name=" — ".join(filter(None, (company, intent))),
            company=company,
            phone_number=phone_number,
            description=intent,
            needs=needs_of(found),
            steps=tuple(steps),
        )

    def merge_discoveries(self, existing_flow: CallFlow, new_discoveries: Raw) -> CallFlow:
        """The flow with what has changed at the company: moved keys, new options, new menus, longer waits. All else
        stays, and the same discoveries merged again change nothing. Raises `pydantic.ValidationError`."""
        return compared(existing_flow, read_discoveries(new_discoveries)).merged()


def flow_name(phone_number: str, company: str | None = None, intent: str | None = None) -> str:
    """The id of a flow: `chase_dispute_a_charge`."""
    words = re.findall(r"[^\W_]+", f"{company or ''} {intent or ''}".casefold().replace("'", ""))[:ID_WORDS]
    if not words:
        words = ["call", *re.findall(r"[^\W_]+", phone_number.casefold())]
    while len(words) > 1 and words[-1] in _UNFINISHED:
        words.pop()
    name = "_".join(words)
    return name if name[0].isalpha() else f"call_{name}"


def needs_of(found: Sequence[Discovery]) -> tuple[Need, ...]:
    """What must be known before the call, each once."""
    needs = [need_of(one) for one in found if isinstance(one, MenuFound)]
    return tuple({need.name: need for need in reversed(needs) if need is not None}.values())[::-1]
