"""HL404: what stands behind `dial` and can't be dialled."""

from collections.abc import Iterator

from holdlang.diagnostics.finding import Finding
from holdlang.model import CallFlow
from holdlang.syntax.items import Item
from holdlang.template import MARK


def unreadable_number(item: Item) -> Iterator[Finding]:
    if not isinstance(item.model, CallFlow) or item.model.phone_number is None:
        return
    number = item.model.phone_number
    hint = 'write such as `"+12125550142"`, with the code of the country, or `"sip:desk@192.168.1.20"`'
    if MARK in number:
        yield Finding("HL404", ("header", "dial"), "a number holds no variable", "this is dialled as it stands", hint)
    elif not _can_be_dialled(number):
        yield Finding("HL404", ("header", "dial"), "this can't be dialled", "neither a number nor a SIP address", hint)


def _can_be_dialled(number: str) -> bool:
    from holdlang.numbers import normalize, sipuri  # tables of all countries

    try:
        if sipuri.is_uri(number):
            sipuri.parse(number)
            return True
        normalize(number)
    except ValueError:
        return False
    return True
