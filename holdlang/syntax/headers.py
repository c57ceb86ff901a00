"""Parse trees to header lines of a flow. Not responsible for where a header may stand, nor for how often
(`holdlang.syntax.build`)."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import get_args

from holdlang.diagnostics import did_you_mean, meant_name
from holdlang.model import Hours, Meta, Need, Opening, Param, Redial
from holdlang.model.base import MOST_TIMES
from holdlang.model.header import DAYS, Day
from holdlang.syntax.parser import Node, Token
from holdlang.syntax.reader import Reader, child_node, child_nodes, tokens

FIELDS = {"dial": "phone_number", "intent": "description", "open": "opening", "param": "params"}
"""Header word -> field of `CallFlow`, where they differ."""

REPEATABLE = frozenset({"needs", "param"})


class Headers(Reader):
    """Reads one header line: the value of its field (for `needs` and `param`, one of its values)."""

    def header(self, node: Node) -> object | None:
        """None if the line can't be read as a whole; what is wrong has been said."""
        values = tokens(node)[1:]
        match node.data:
            case "tags":
                return self.texts(node)
            case "open":
                return self._opening(node, values[0])
            case "needs":
                self.spans[("name",)] = self.span(values[0])
                text = next((self.text(value) for value in values if value.type == "TEXT"), "")
                return Need(name=str(values[0]), secret=_is_secret(values), text=text)
            case "param":
                self.spans[("name",)] = self.span(values[0])
                default = self.value(child_node(node), ()) if child_nodes(node) else None
                return Param(name=str(values[0]), secret=_is_secret(values), default=default)
            case "redial":
                times = self.number(values[0], 1, MOST_TIMES, "the number of calls")
                return Redial(times=times, every=self.seconds(values[1])) if len(values) > 1 else Redial(times=times)
            case _:
                return self.text(values[0])

    def texts(self, node: Node) -> tuple[str, ...]:
        """Values of a line as they stand, texts without their quotation marks."""
        return tuple(self.text(token) if token.type == "TEXT" else str(token) for token in tokens(node)[1:])

    def stored(self, meta: Meta, key: Token) -> dict[str, object]:
        """A `meta` line of a flow, as a field: those that the documented format has, and no others."""
        read = STORED.get(meta.key)
        if read is None:
            hint = did_you_mean(meta.key, STORED) or f"a flow keeps {', '.join(f'`{name}`' for name in STORED)}"
            fix = meant_name(str(key), STORED, self.span(key))
            self.report(
                "HL209", f"a flow keeps no `{meta.key[:40]}`", self.span(key), "not a field of flows", hint, fix
            )
            return {}
        try:
            return {meta.key: read(json.loads(meta.value))}
        except ValueError:
            wanted: dict[object, str] = {_time: 'a time such as `"2026-01-15T10:30:00Z"`', _text: "a text"}
            what = wanted.get(read, "a whole number, not negative")
            self.report("HL209", f"`{meta.key}` can't be that", self.span(key), "", f"it is {what}")
            return {}

    def _opening(self, node: Node, zone: Token) -> Opening | None:
        hours = [self._hours(child) for child in child_nodes(node)]
        from zoneinfo import ZoneInfo, available_timezones  # looks for its database when imported

        known = None
        try:
            known = ZoneInfo(zone)
        except (OSError, ValueError, KeyError):
            alike = sorted(name for name in available_timezones() if _city(name)[:1] == _city(zone)[:1])
            hint = did_you_mean(zone, alike) or "such as `America/New_York` or `UTC`"
            fix = meant_name(zone, alike, self.span(zone))
            message, label = f"unknown time zone `{zone[:40]}`", "not in the IANA database"
            self.report("HL207", message, self.span(zone), label, hint, fix)
        readable = tuple(found for found in hours if found)
        return Opening(hours=readable, zone=str(zone)) if known and readable else None

    def _hours(self, node: Node) -> Hours | None:
        days, times = tokens(node)
        first, _, last = ("mon-sun" if days == "daily" else days.lower()).partition("-")
        last = last or first
        for day in (first, last):
            if day not in DAYS:
                hint = did_you_mean(day, DAYS) or "such as `mon-fri`, `sat` or `daily`"
                self.report("HL207", f"`{day[:20]}` is not a day", self.span(days), "", hint)
                return None
        opens, _, closes = times.partition("-")
        try:
            return Hours.model_validate(
                {"first": first, "last": last, "opens": opens.zfill(5), "closes": closes.zfill(5)}
            )
        except ValueError:
            self.report("HL207", "these are not hours of a day", self.span(times), "", "such as `08:00-20:00`")
            return None


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].casefold()


def _is_secret(values: list[Token]) -> bool:
    return any(value.type == "SECRET" for value in values)


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError("not a count")
    return value


def _time(value: object) -> datetime:
    if not isinstance(value, str):
        raise ValueError("not a time")
    return datetime.fromisoformat(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("not a text")
    return value


STORED: dict[str, Callable[[object], object]] = {
    "stored_id": _text,
    "version": _count,
    "created_at": _time,
    "updated_at": _time,
    "success_count": _count,
    "fail_count": _count,
}
"""What programs that store flows keep with them: fields of the documented format that mean nothing to a call."""

assert get_args(Day) == DAYS
