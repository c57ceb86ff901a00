"""From calls that were made to files: a new flow with its tree and test, or changes of a flow that is there.

Not responsible for what is learned (`holdlang.learn`), for the wording of a commit (`holdlang.cli.learning.committing`)
or for making calls.
"""

from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import Self

import click

from holdlang.cli.calls.options import data_dir
from holdlang.cli.choosing import choose
from holdlang.cli.learning.committing import commit
from holdlang.cli.patching import patch
from holdlang.cli.sources import read_source, used_source
from holdlang.cli.status import Status
from holdlang.cli.streams import complain
from holdlang.cli.trials.running import Choices, run_tests
from holdlang.cli.writing import whole, write_whole
from holdlang.errors import UsageError
from holdlang.history import find_call
from holdlang.learn.changes import Change
from holdlang.learn.discoveries import reached_person
from holdlang.learn.exploring import EXPLORATION
from holdlang.learn.learner import CallFlowLearner, flow_name
from holdlang.learn.made import MadeCall
from holdlang.learn.merge import merge_text
from holdlang.learn.source import flow_text
from holdlang.learn.trial import trial_text
from holdlang.load import load
from holdlang.model import CallFlow
from holdlang.model.base import NAME
from holdlang.numbers import REHEARSAL
from holdlang.source import Source


class Manner(Enum):
    """What is done with what was learned. A new file is written unless only the difference is wanted; one that is
    there is changed only if that is said."""

    SHOW = "show"
    DIFF = "diff"
    WRITE = "write"
    COMMIT = "commit"

    @classmethod
    def of(cls, *, only_diff: bool, write: bool, commit: bool) -> Self:
        """By the options. Raises `UsageError` for those that exclude each other."""
        if only_diff and (write or commit):
            raise UsageError("--diff writes nothing", "leave out --write and --commit, or --diff")
        return cls("diff" if only_diff else "commit" if commit else "write" if write else "show")


def new_file(number: str, company: str | None, intent: str | None) -> Path:
    """Where a flow goes that is learned, if nobody says where: a file here that is named by what the call was for."""
    return Path(f"{flow_name(number, company, intent)}.hold")


def check_target(target: Path, flow_id: str | None, manner: Manner) -> None:
    """Find out before a call of an hour whether what it will teach can go into this file. Raises `UsageError`."""
    if target.exists():
        _chosen(read_source(target), flow_id)
        return
    _check_name(flow_id)
    if manner is not Manner.DIFF:
        _check_free(_tree_file(target))
    if not target.absolute().parent.is_dir():
        raise UsageError(f"can't write {target}: there is no folder {target.parent}")


def learn_from(
    references: Sequence[str], output: Path | None, flow_id: str | None, manner: Manner, config_file: Path | None
) -> Status:
    """Learn from these calls into `output`, or into the file of the flow that made the first. Raises `UsageError`."""
    folder = data_dir(config_file)
    calls = [MadeCall.read(find_call(reference, folder)) for reference in references]
    numbers = sorted({call.started.number for call in calls})
    if len(numbers) > 1:
        raise UsageError(f"these calls were to {len(numbers)} numbers", "learn from calls to one company at a time")
    target = output or _own_file(calls[0])
    if target.exists():
        return _merge(calls, target, flow_id, manner)
    best = next((call for call in calls if reached_person(call.found)), None)
    if best is None:
        complain("there is nothing to learn yet: no person was reached\nhelp: `holdlang calls show` tells why")
        return Status.FAILED
    return _begin([best, *(call for call in calls if call is not best)], target, flow_id, manner)


def _own_file(call: MadeCall) -> Path:
    """The file that the flow of a call came from; for an exploring call, a new one that is named by what it was for."""
    if call.started.source is not None:
        source = Path(call.started.source)
        if not source.exists():
            raise UsageError(f"{source} is not there any more", "say with -o which file to learn into")
        return source
    if call.started.flow_id != EXPLORATION:
        raise UsageError("the flow of that call lay in no file", "say with -o which file to learn into")
    return new_file(call.started.number, call.started.company, call.started.intent)


def _tree_file(target: Path) -> Path:
    return target.with_name(f"{target.name.removesuffix('.hold')}.tree.hold")


def _check_free(file: Path) -> None:
    if file.exists():
        raise UsageError(f"{file} is there already", "choose another file with -o")


def _check_name(flow_id: str | None) -> None:
    if flow_id is not None and not NAME.fullmatch(flow_id):
        raise UsageError(f"`--flow {flow_id}` can be no flow's name", "letters, digits and _, such as chase_disputes")


def _begin(calls: Sequence[MadeCall], target: Path, flow_id: str | None, manner: Manner) -> Status:
    """A flow that is not there yet, with the company as a tree and a test beside it."""
    _check_name(flow_id)
    first, *others = calls
    started = first.started
    flow = CallFlowLearner().build_flow(
        first.found, started.number, started.company, started.intent, flow_id=flow_id, device=first.device
    )
    if started.number == REHEARSAL:
        flow = flow.model_copy(update={"phone_number": None})
    text = flow_text(flow, first.found, first.origin)
    for call in others:
        text = merge_text(Source(str(target), text), flow.id, call.found).text
    beside = _tree_file(target)
    tree = trial_text(flow, first.found, target.name)
    if manner is Manner.DIFF:
        click.echo(patch(Source(str(target), ""), text, "learned") + patch(Source(str(beside), ""), tree, "learned"))
        return Status.DONE
    _check_free(beside)
    with whole(target) as new:
        new.write_text(text, encoding="utf-8")
        write_whole(beside, tree.encode())
    click.echo(f"{target}: the flow\n{beside}: the company as a tree, and a test")
    status = run_tests([str(beside)], Choices())
    if manner is Manner.COMMIT:
        commit([target, beside], flow, ())
    return status


def _merge(calls: Sequence[MadeCall], target: Path, flow_id: str | None, manner: Manner) -> Status:
    """What has changed, into a flow that is there."""
    before = read_source(target)
    flow = _chosen(before, flow_id or _ran(calls[0], target))
    after, changes, left_alone = before, list[Change](), list[str]()
    for call in calls:
        merged = merge_text(after, flow.id, call.found, ran=_ran(call, target) == flow.id, files=used_source)
        after = Source(before.name, merged.text)
        changes += merged.changes
        left_alone += merged.left_alone
    for sentence in left_alone:
        complain(f"note: {sentence}")
    if after.text == before.text:
        click.echo(f"{target}: nothing has changed")
        return Status.DONE
    for change in changes:
        click.echo(f"{flow.id}: {change.sentence}")
    if manner in (Manner.SHOW, Manner.DIFF):
        click.echo(patch(before, after.text, "learned"), nl=False)
        if manner is Manner.SHOW:
            complain("help: --write makes these changes, --commit makes a git commit of them")
        return Status.DONE
    write_whole(target, after.text.encode())
    if manner is Manner.COMMIT:
        commit([target], flow, changes)
    return Status.DONE


def _chosen(source: Source, flow_id: str | None) -> CallFlow:
    loaded = load(source, files=used_source)
    if not loaded.ok:
        raise UsageError(f"{source.name} has mistakes", f"`holdlang check {source.name}` shows them")
    return choose(source.name, loaded.flows, flow_id)


def _ran(call: MadeCall, target: Path) -> str | None:
    """The flow of that file which made the call, if one did."""
    source = call.started.source
    return call.started.flow_id if source is not None and Path(source).resolve() == target.resolve() else None
