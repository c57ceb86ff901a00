"""Data that other programs keep on a step. Carried, printed and compared, and otherwise not looked at."""

import json
import re
from typing import Annotated

from pydantic import AfterValidator

from holdlang.model.base import Model


def canonical_json(text: str) -> str:
    """The one way to write a JSON value on one line, with every character that can't be seen escaped.

    Raises `ValueError` for what is no JSON (RFC 8259): NaN and infinities are none.
    """
    try:
        value = json.loads(text, parse_constant=_refuse)
        written = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return re.sub(r"[^\x20-\x7e]", lambda found: found[0] if found[0].isprintable() else _escaped(found[0]), written)


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is not JSON")


def _escaped(character: str) -> str:
    return json.dumps(character)[1:-1]


class Meta(Model):
    """`value` is JSON text in its canonical form, so that metadata compares by what it means."""

    key: str
    value: Annotated[str, AfterValidator(canonical_json)]
