"""First lines of items, header lines of flows and lines of tests as source."""

import json
from typing import assert_never

from holdlang.model import (
    Asking,
    CallFlow,
    Deaf,
    Ending,
    Expectation,
    Fault,
    Given,
    Hours,
    Jitter,
    Loss,
    ModelDown,
    Need,
    Noise,
    Opening,
    Param,
    Pressing,
    Reaching,
    Redial,
    Test,
    Tree,
    Use,
    Wording,
)
from holdlang.model.meta import canonical_json
from holdlang.printer.lines import Row
from holdlang.syntax.values import (
    write_decibels,
    write_duration,
    write_keys,
    write_name,
    write_percent,
    write_text,
)


def item_line(item: CallFlow | Tree | Test) -> str:
    """`flow ID "name"`, `tree ID "name"` or `test "name" of FLOW against TREE`, or against `"CALL"`."""
    if isinstance(item, Test):
        far_end = item.tree if item.call is None else write_text(item.call)
        return f"test {write_text(item.name)} of {item.flow} against {far_end}"
    kind = "flow" if isinstance(item, CallFlow) else "tree"
    return f"{kind} {item.id} {write_text(item.name)}" if item.name else f"{kind} {item.id}"


def use_line(use: Use) -> str:
    """`use "path"`."""
    return f"use {write_text(use.path)}"


# --- flows


def header_rows(flow: CallFlow) -> list[Row]:
    """The header lines of a flow, as far as it has them."""
    rows: list[Row] = []
    if flow.company is not None:
        rows.append(("company", write_text(flow.company)))
    if flow.phone_number is not None:
        rows.append(("dial", write_text(flow.phone_number)))
    if flow.tags:
        rows.append(("tags", ", ".join(map(write_name, flow.tags))))
    if flow.description is not None:
        rows.append(("intent", write_text(flow.description)))
    if flow.opening is not None:
        rows.append(("open", opening_text(flow.opening)))
    rows += [("needs", need_text(need)) for need in flow.needs]
    rows += [("param", param_text(param)) for param in flow.params]
    if flow.redial is not None:
        rows.append(("redial", redial_text(flow.redial)))
    return rows + stored_rows(flow)


def stored_rows(flow: CallFlow) -> list[Row]:
    """What programs that store flows keep with it."""
    rows: list[Row] = []
    if flow.stored_id is not None:
        rows.append((f"meta stored_id {canonical_json(json.dumps(flow.stored_id))}", ""))
    if flow.version != 1:
        rows.append((f"meta version {flow.version}", ""))
    if flow.created_at is not None:
        rows.append((f'meta created_at "{flow.created_at.isoformat()}"', ""))
    if flow.updated_at is not None:
        rows.append((f'meta updated_at "{flow.updated_at.isoformat()}"', ""))
    if flow.success_count:
        rows.append((f"meta success_count {flow.success_count}", ""))
    if flow.fail_count:
        rows.append((f"meta fail_count {flow.fail_count}", ""))
    return rows


def opening_text(opening: Opening) -> str:
    """`mon-fri 08:00-20:00, sat 09:00-13:00 America/New_York`."""
    return f"{', '.join(map(_hours, opening.hours))} {opening.zone}"


def _hours(hours: Hours) -> str:
    days = hours.first if hours.first == hours.last else f"{hours.first}-{hours.last}"
    return f"{'daily' if days == 'mon-sun' else days} {hours.opens}-{hours.closes}"


def need_text(need: Need) -> str:
    """`card secret "the last four digits"`."""
    return need.name + (" secret" if need.secret else "") + (f" {write_text(need.text)}" if need.text else "")


def param_text(param: Param) -> str:
    """`pin secret = "1234"`."""
    default = "" if param.default is None else f" = {write_keys(param.default)}"
    return param.name + (" secret" if param.secret else "") + default


def redial_text(redial: Redial) -> str:
    """`3 every 10m`."""
    return f"{redial.times} every {write_duration(redial.every)}"


# --- tests


def trial_rows(test: Test) -> list[Row]:
    """The lines of a test, what is given first."""
    return [*map(given_row, test.given), *map(fault_row, test.faults), *map(expect_row, test.expects)]


def given_row(given: Given) -> Row:
    """`given NAME = VALUE`."""
    return "given", f"{given.name} = {write_keys(given.value)}"


def fault_row(fault: Fault) -> Row:
    """`with …`."""
    match fault:
        case Loss(percent=percent) | Deaf(percent=percent):
            return "with", f"{fault.kind} {write_percent(percent)}"
        case Jitter(seconds=seconds):
            return "with", f"jitter {write_duration(seconds)}"
        case Noise(decibels=decibels):
            return "with", f"noise {write_decibels(decibels)}"
        case ModelDown():
            return "with", "model down"
        case _:
            assert_never(fault)


def expect_row(expectation: Expectation) -> Row:
    """`expect …`."""
    return "expect", _expectation(expectation)


def _expectation(expectation: Expectation) -> str:
    match expectation:
        case Pressing(keys=keys):
            return "pressed " + ", ".join(map(write_keys, keys))
        case Wording(kind=kind, text=text):
            return f"{kind} {write_text(text)}"
        case Reaching(label=label):
            return f"reached {label}"
        case Asking(most=most):
            return f"asks {most}"
        case Ending(kind=kind, device=device, why=why, within=within):
            parts = [kind, device, None if why is None else write_text(why)]
            return " ".join(filter(None, parts)) + ("" if within is None else f" within {write_duration(within)}")
        case _:
            assert_never(expectation)
