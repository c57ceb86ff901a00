"""One step and its fields in a document, both ways. Not responsible for ids and `next_step` (`holdlang.document.order`,
`holdlang.document.ids`), which depend on the other steps.

What a document says beyond the step is kept as `meta`: a key that is a field of the format stands for that field, any
other is a key of the step's `metadata`. So whatever a document holds comes back.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import JsonValue

from holdlang.document.code import Aim, decode_action, decode_clauses, encode, encode_clauses
from holdlang.document.model import UNSAID, StepDocument, StepType, is_text
from holdlang.model import Hold, Listen, Meta, Play, Press, Price, Say, Step, Transfer, Wait
from holdlang.model.base import LONGEST, NAME, SHORTEST
from holdlang.model.steps import Clauses

FIELDS = frozenset(StepDocument.model_fields)

PHONE = "sip_phone"
"""The device of a transfer that names none."""


@dataclass(frozen=True)
class Fields:
    """The fields of a step that it can tell by itself."""

    type: StepType
    dtmf: str | None = None
    timeout: float = UNSAID
    conditions: Mapping[str, JsonValue] = field(default_factory=dict)
    metadata: Mapping[str, JsonValue] = field(default_factory=dict)


def fields_of(step: Step, aim: Aim) -> Fields:
    """What a document says of `step`, its `meta` included as far as they can be."""
    own = _own(step, aim)
    replaced = next((meta for meta in map(_value, step.meta) if meta[0] == "metadata"), None)
    if replaced is not None and isinstance(replaced[1], dict):
        own = replace(own, metadata=replaced[1])
    for key, value in map(_value, step.meta):
        match key, value:
            case "dtmf", None | str():
                own = replace(own, dtmf=value)
            case "timeout", int() | float() if not isinstance(value, bool) and abs(value) < 1e300:
                own = replace(own, timeout=float(value))
            case "conditions", dict():
                own = replace(own, conditions={**own.conditions, **value})
            case _ if key not in FIELDS:
                own = replace(own, metadata={**own.metadata, key: value})
    return own


def step_of(document: StepDocument, aim: Aim) -> Step:
    """The step without its label and `about`; what it can't say is in its `meta`. `fields_of` gives all of it back."""
    step = _step(document, aim)
    return step.model_copy(update={"meta": tuple(_left(document, _own(step, aim)))})


def kept(step: Step, key: str) -> JsonValue:
    """The value of a `meta` line of the step, or None."""
    return next((json.loads(meta.value) for meta in step.meta if meta.key == key), None)


def slug(text: str, prefix: str) -> str:
    """A name made from `text`."""
    name = "_".join(re.findall(r"\w+", text.casefold())).strip("_")
    return name if NAME.fullmatch(name) else f"{prefix}_{name}".rstrip("_")


# --- a step as fields


def _value(meta: Meta) -> tuple[str, JsonValue]:
    return meta.key, json.loads(meta.value)


def _own(step: Step, aim: Aim) -> Fields:
    clauses = encode_clauses(step, aim) if isinstance(step, Clauses) else {}
    match step:
        case Wait(seconds=seconds):
            return Fields("WAIT", timeout=seconds)
        case Listen(timeout=timeout):
            return Fields("LISTEN", timeout=timeout, conditions=clauses)
        case Hold(timeout=timeout, price=price):
            said: dict[str, JsonValue] = {} if price == "normal" else {"price": price}
            return Fields("HOLD", timeout=timeout, conditions=clauses, metadata=said)
        case Transfer():
            return Fields("TRANSFER", conditions=clauses, metadata=_encode_transfer(step))
        case Press(keys=keys):
            return Fields("DTMF", dtmf=keys or None)
        case Say(text=text):
            return Fields("SPEAK", metadata={"text": text} if text else {})
        case Play(path=path):
            return Fields("SPEAK", metadata={"audio_file": path})
        case _:
            return Fields("WAIT", timeout=0.0, metadata={"action": encode(step, aim)})


def _encode_transfer(step: Transfer) -> dict[str, JsonValue]:
    said: dict[str, JsonValue] = {}
    match step.targets:
        case (("sip_phone",),):
            pass
        case ((device,),):
            said["device"] = device
        case targets:
            said["devices"] = [group[0] if len(group) == 1 else list(group) for group in targets]
    if step.confirm is not None:
        said["confirm"] = step.confirm
    if step.by != "bridge":
        said["by"] = step.by
    return said


# --- fields as a step


def _step(document: StepDocument, aim: Aim) -> Step:
    timeout = min(max(document.timeout, SHORTEST), LONGEST)
    metadata = document.metadata
    match document.type:
        case "WAIT":
            action = decode_action(metadata.get("action"), aim) if document.timeout == 0 else None
            if action is None or isinstance(action, Press | Say | Play):  # those have types of their own
                return Wait(seconds=timeout)
            return action
        case "LISTEN":
            return Listen(timeout=timeout, **decode_clauses(document.conditions, aim))
        case "HOLD":
            return Hold(timeout=timeout, price=_price(metadata), **decode_clauses(document.conditions, aim))
        case "DTMF":
            return Press(keys=document.dtmf or "")
        case "TRANSFER":
            return Transfer(**_decode_transfer(metadata), **decode_clauses(document.conditions, aim))
        case "SPEAK":
            match metadata:
                case {"text": str(text)} if is_text(text):
                    return Say(text=text)
                case {"audio_file": str(path)} if is_text(path):
                    return Play(path=path)
            return Say(text="")


def _price(metadata: Mapping[str, JsonValue]) -> Price:
    match metadata.get("price"):
        case "eager" | "sure" as price:
            return price
    return "normal"


def _decode_transfer(metadata: Mapping[str, JsonValue]) -> dict[str, Any]:
    fields: dict[str, Any] = {"targets": _targets(metadata)}
    match metadata.get("confirm"):
        case str(key) if re.fullmatch(r"[0-9*#A-D]", key):
            fields["confirm"] = key
    if metadata.get("by") == "refer":
        fields["by"] = "refer"
    return fields


def _targets(metadata: Mapping[str, JsonValue]) -> tuple[tuple[str, ...], ...]:
    """A device whose name can't stand in source is rung by the name that comes closest."""
    match metadata.get("devices"):
        case [*groups] if groups:
            targets = tuple(_group(group) for group in groups)
            if all(targets):
                return targets
    match metadata.get("device"):
        case str(device):
            return ((device if NAME.fullmatch(device) else slug(device, "device"),),)
    return ((PHONE,),)


def _group(value: JsonValue) -> tuple[str, ...]:
    devices = value if isinstance(value, list) else [value]
    names = tuple(device for device in devices if isinstance(device, str) and NAME.fullmatch(device))
    return names if len(names) == len(devices) else ()


def _left(document: StepDocument, own: Fields) -> Iterator[Meta]:
    """What of `document` the step itself does not say."""
    if document.dtmf != own.dtmf:
        yield _meta("dtmf", document.dtmf)
    if document.timeout != own.timeout:
        yield _meta("timeout", document.timeout)
    conditions = _beyond(document.conditions, own.conditions)
    if conditions:
        yield _meta("conditions", conditions)
    metadata = _beyond(document.metadata, own.metadata)
    if own.metadata.keys() <= document.metadata.keys() and all(k not in FIELDS and is_text(k) for k in metadata):
        for key, value in metadata.items():
            yield _meta(key, value)
    else:
        yield _meta("metadata", document.metadata)


def _beyond(said: Mapping[str, JsonValue], own: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """What `said` has beyond `own`, in the order in which the two together are written: the keys of `own` first."""
    keys = [*(key for key in own if key in said), *(key for key in said if key not in own)]
    return {key: said[key] for key in keys if key not in own or own[key] != said[key]}


def _meta(key: str, value: JsonValue | Mapping[str, JsonValue]) -> Meta:
    return Meta(key=key, value=json.dumps(value))
