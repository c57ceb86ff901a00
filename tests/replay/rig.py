"""Calls to be replayed: a flow against a tree in virtual time, and the same or another flow over its log."""

from collections.abc import Sequence

from holdlang.calllog import Line
from holdlang.load import Loaded, load
from holdlang.model import Tree
from holdlang.secret import Secret
from holdlang.source import Source
from holdlang.trials.decisions import Difference, decisions, first_difference
from holdlang.trials.rehearsal import Rehearsal
from runtime.rehearse.virtual.acting import Script as Rehearsed
from runtime.rehearse.virtual.acting import act
from runtime.replay.acting import Script, comparable, replay, values_of
from runtime.replay.tape import read_tape

COMPANY = """\
tree company
answer after 2 rings
menu: say "Welcome to the bank. For billing, press 2. For disputes, press 3."
  on press 3    goto queue
  on press 2    goto billing
  on silence 5s goto menu
billing: say "This is billing. Please enter your account number."
  on silence 5s goto billing
queue: music 30s
say "You are number 2 in line. Please stay on the line."
music 20m
human "Thank you for holding, this is Dana, how can I help you?"

tree sip_phone
answer after 1 ring
human "Hello?"
wait 5s
hangup
"""

FLOW = """\
flow bank
listen 30s
  on "disputes" press heard
  else fail "no way in"
queue: hold 2h
  on /number (\\d+)/ notify "Number $1", again
say "One moment, please."
transfer sip_phone
  on nobody note "nobody", hangup
"""


def loaded(text: str) -> Loaded:
    """A source without mistakes."""
    found = load(Source("bank.hold", text))
    assert found.ok, found.diagnostics
    return found


def call(flow: str, trees: str = COMPANY, **given: str) -> Rehearsal:
    """The call of the first flow against `tree company`; secrets are given as such."""
    found = loaded(f"{flow}\n{trees}")
    phones: dict[str, Tree] = {tree.id: tree for tree in found.trees}
    secret = {need.name for need in found.flows[0].needs if need.secret}
    values = {name: Secret(value) if name in secret else value for name, value in given.items()}
    library = {one.id: one for one in found.flows}
    return act(Rehearsed(found.flows[0], phones["company"], phones, values, library))


def again(lines: Sequence[Line], flow: str, **given: str) -> Rehearsal:
    """The first flow over that call."""
    found = loaded(flow)
    library = {one.id: one for one in found.flows}
    tape = read_tape(lines)
    values = values_of(found.flows[0], library, {**tape.started.given, **given})
    return replay(tape, Script(found.flows[0], values, library))


def parted(that_day: Sequence[Line], today: Rehearsal) -> Difference | None:
    """Where the two calls part."""
    was, now = comparable(that_day, today.lines)
    return first_difference(decisions(was), decisions(now))
