"""`holdlang test --explore TREE`: what else could happen on the calls that are tested against a tree.

Not responsible for the courses (`runtime.rehearse.explore`) or for how coverage looks (`holdlang.cli.trials.covering`).
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace

import click

from holdlang.callstate import clock
from holdlang.cli.sources import named_sources, used_source
from holdlang.cli.status import Status
from holdlang.cli.streams import complain, say
from holdlang.cli.styled import Printer, Styled
from holdlang.cli.trials.collecting import collect
from holdlang.cli.trials.covering import Covering, covered, tell
from holdlang.cli.trials.ways import virtually
from holdlang.diagnostics import did_you_mean
from holdlang.diagnostics.render import render
from holdlang.errors import UsageError
from holdlang.load import load
from holdlang.model import Test
from holdlang.trials.coverage import Coverage, Part, Reach
from holdlang.trials.seed import drawn_seed
from holdlang.trials.trial import Trial, without_secrets
from runtime.rehearse.explore import Course, Exploration
from runtime.rehearse.virtual.acting import Script, script_of


@dataclass(frozen=True)
class Exploring:
    """What the command line says: the `tree`, the `flow` (None: those that are tested against it), so many deviations
    at once, so many calls for each flow, the `seed` (None: any)."""

    tree: str
    flow: str | None
    depth: int
    most: int
    seed: int | None
    json: bool
    covering: Covering


def explore(paths: Sequence[str], choices: Exploring) -> Status:
    """Explore the calls of each flow to the tree, and tell what was found. Raises `UsageError`."""
    found = collect(paths)
    for error in found.unreadable:
        complain(error.words())
    if found.mistakes:
        raise UsageError(f"there are mistakes in files with tests\n\n{render(found.mistakes)}")
    seed = drawn_seed() if choices.seed is None else choices.seed
    chosen = _chosen(paths, found.trials, choices, seed)
    trials = [trial for trial, _ in chosen]
    tests = [trial for trial in found.trials if trial.test.flow in {one.test.flow for one in trials}]
    tested = covered(trials, virtually()(tests, seed))
    explored = covered(trials, ())
    printer = Printer()
    bad = stopped = False
    for trial, script in chosen:
        exploration = Exploration(script, depth=choices.depth, most=choices.most)
        courses, stopped = _gathered(exploration)
        for course in courses:
            explored.add(trial.loaded, trial.test.flow, course.lines)
        bad = bad or any(course.findings for course in courses)
        ordered = sorted(courses, key=lambda course: not course.findings)
        if choices.json:
            for course in ordered:
                say(json.dumps(_told(course, trial)).encode())
        else:
            printer.print(*_page(exploration, ordered, trial, stopped=stopped))
        if stopped:
            break
    both = _paired(tested, explored)
    if choices.json:
        for one, other in both:
            say(json.dumps({"type": "explored", **_reached(one, other)}).encode())
    else:
        printer.print(*_unreached(both), ((f"seed {seed}", "dim"),))
    if choices.covering.wanted:
        reaches = [other for _, other in both]
        tell(choices.covering, reaches, lambda source: without_secrets(trials, source), programs=choices.json)
    if stopped:
        return Status.INTERRUPTED
    return Status.USAGE if found.unreadable else Status.FAILED if bad else Status.DONE


def _gathered(exploration: Exploration) -> tuple[list[Course], bool]:
    """All its courses, or those until the user stops it, and whether they did. Who looks at a terminal sees that they
    are being tried."""
    courses = []
    stopped = False
    try:
        for course in exploration.courses():
            courses.append(course)
            if sys.stderr.isatty():
                click.echo(f"\r{exploration.calls} calls, {len(courses)} courses ", err=True, nl=False)
    except KeyboardInterrupt:
        stopped = True
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", err=True, nl=False)  # ECMA-48: the line is empty again
    return courses, stopped


def _chosen(paths: Sequence[str], trials: Sequence[Trial], choices: Exploring, seed: int) -> list[tuple[Trial, Script]]:
    """One trial for each flow, its first test against the tree, with its script."""
    tree, flow = choices.tree, choices.flow
    against = [trial for trial in trials if trial.test.tree == tree and flow in (None, trial.test.flow)]
    first = {(trial.file, trial.test.flow): trial for trial in reversed(against)}
    if first:
        return [(trial, script_of(trial.test, trial.loaded, seed)) for trial in reversed(first.values())]
    known = sorted({trial.test.tree for trial in trials if trial.test.tree})
    if flow is None:
        hint = did_you_mean(tree, known) or "--flow names a flow to explore, whether it has tests or not"
        raise UsageError(f"no test has a flow against a tree `{tree}`", hint)
    return [_untested(paths, trials, tree, flow, seed)]


def _untested(paths: Sequence[str], trials: Sequence[Trial], tree: str, flow: str, seed: int) -> tuple[Trial, Script]:
    """As if there were a test of the two, with what a test of the flow gives it. Raises `UsageError`."""
    scopes = [one for source in named_sources(paths, lambda _: None) if (one := load(source, files=used_source)).ok]
    far = next((one.scope.trees for one in scopes if tree in one.scope.trees), None)
    near = next((one for one in scopes if flow in one.scope.flows), None)
    if far is None or near is None:
        raise UsageError(f"there is no {f'tree `{tree}`' if far is None else f'flow `{flow}`'} in {', '.join(paths)}")
    given = next((trial.test.given for trial in trials if trial.test.flow == flow), ())
    test = Test(name=f"{flow} against {tree}", flow=flow, tree=tree, given=given)
    model = near.scope.flows[flow]
    needs = {need.name for need in model.needs} | {param.name for param in model.params if param.default is None}
    if lacking := sorted(needs - {one.name for one in given}):
        raise UsageError(f"`{flow}` needs {', '.join(lacking)}", "a test of it can give that")
    reach = replace(near, scope=replace(near.scope, trees=far))
    return Trial(near, test), script_of(test, reach, seed)


def _paired(tested: Coverage, explored: Coverage) -> list[tuple[Reach, Reach]]:
    """The flows that were explored: what tests reached of each, and what courses did."""
    known = {(reach.source.name, reach.flow.id): reach for reach in tested.reaches}
    return [(known[reach.source.name, reach.flow.id], reach) for reach in explored.reaches]


# --- for people


def _page(exploration: Exploration, courses: Sequence[Course], trial: Trial, *, stopped: bool) -> list[Styled]:
    if stopped:
        count = f"stopped after {exploration.calls} calls: {len(courses)} courses so far"
    else:
        count = f"{len(courses)} courses in {exploration.calls} calls"
    more = "; there would be more: raise --most" if exploration.cut else ""
    lines: list[Styled] = [((f"{trial.test.flow} against {trial.test.tree}", "bold"), (f"  {count}{more}", "dim"))]
    for course in courses:
        lines.append(_line(course))
        mask = trial.mask()
        for finding in course.findings:
            lines.append((("      ", ""), (f"{finding.fault}: ", "bold red"), (mask.text(finding.why), "red")))
    return [*lines, ()]


def _line(course: Course) -> Styled:
    sign = ("  ✗ ", "bold red") if course.findings else ("  ✓ ", "green")
    if not course.decisions:
        return (sign, (course.what, "bold"))
    *did, end = course.decisions
    steps = " → ".join(one.what for one in did) or "nothing"
    return (sign, (course.what, "bold"), (f"  {steps} → ", "dim"), (end.what, ""), (f"  {clock(end.at)}", "dim"))


def _unreached(both: Sequence[tuple[Reach, Reach]]) -> list[Styled]:
    """What no test reaches: first what an exploration does, then what nothing does."""
    lines: list[Styled] = []
    for heading, wanted in (
        ("reached by no test, but could be", True),
        ("reached by no test, nor by any course", False),
    ):
        rows = [
            (("  ", ""), (f"{one.source.name}:{one.line(part)}  ", "dim"), (part.name, ""))
            for one, other in both
            for part, again in _parts(one, other)
            if not part.times and bool(again.times) == wanted
        ]
        lines += [((heading, "bold"),), *rows, ()] if rows else []
    return lines or [(("every step and every clause is reached by a test", "green"),)]


def _parts(one: Reach, other: Reach) -> list[tuple[Part, Part]]:
    return list(zip((*one.steps, *one.ways), (*other.steps, *other.ways), strict=True))


# --- for programs


def _told(course: Course, trial: Trial) -> dict[str, object]:
    mask = trial.mask()
    end = course.decisions[-1] if course.decisions else None
    return {
        "type": "course",
        "flow": trial.test.flow,
        "tree": trial.test.tree,
        "different": [twist.what for twist in course.twists],
        "decisions": [one.what for one in course.decisions[:-1]],
        "outcome": end.outcome if end else None,
        "reason": mask.text(end.end) if end else None,
        "seconds": end.at if end else None,
        "findings": [{"fault": one.fault, "why": mask.text(one.why)} for one in course.findings],
    }


def _reached(tested: Reach, explored: Reach) -> dict[str, object]:
    return {
        "flow": tested.flow.id,
        "file": tested.source.name,
        "parts": [
            {"line": tested.line(part), "what": part.name, "tests": part.times, "courses": again.times}
            for part, again in _parts(tested, explored)
        ],
    }
