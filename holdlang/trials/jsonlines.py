"""Results as JSON, one object a line: for programs. Other fields may join these; none of them goes away.

`{"type": "mistake", …}`: something wrong with a file, as `holdlang check --format json` has it.

`{"type": "test", …}`: `id` (what names it for `holdlang test`), `file`, `line`, `name`, `flow`, `against` (the tree, or
the call that was kept), `verdict` (`passed`, `failed`, `error`, `skipped`), `seed`, `took` (real seconds), `call` (null
without one: `seconds`, `outcome`, `reason`, `pressed`, `said`, `decisions`), `unmet` (a list: `why`, `file`, `line`,
`column` of what was expected, and `parted` with `file`, `line`, `column`, `label`: where the flow went another way, or
null), `error`, `skipped` (why it was) and `log` (the file of the call log, if it was written).

`{"type": "coverage", …}`: `flow`, `file`, and of its `steps` and the `ways` on from them (clauses, `else`, and what a
step does without one) how many were `reached`, `of` how many, and those `missing` (a list: `line`, `what`).

Of an exploration: `{"type": "course", …}` with `flow`, `tree`, what was `different` (a list; [] on an ordinary day),
`decisions`, `outcome`, `reason`, `seconds`, and `findings` (a list: `fault`, `why`); and `{"type": "explored", …}` with
`flow`, `file` and `parts` (a list: `line`, `what`, how many `tests` and how many `courses` reached it).

`{"type": "summary", …}`: `passed`, `failed`, `errors`, `skipped`, `mistakes`, `not_run`, `stopped` (by Ctrl-C), `seed`,
`took`, `seconds` (of calls).

Not responsible for running anything.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from holdlang.diagnostics import Diagnostic
from holdlang.diagnostics.render import json as _diagnostic
from holdlang.trials.decisions import decisions
from holdlang.trials.failing import Failure, failures
from holdlang.trials.summary import Summary
from holdlang.trials.trial import Result

MILLISECONDS = 3
"""Decimals of seconds."""


def mistake_line(diagnostic: Diagnostic) -> str:
    """One thing that is wrong with a file."""
    return _line("mistake", json.loads(_diagnostic(diagnostic)))


def result_line(result: Result, log: Path | None = None) -> str:
    """What came of a test."""
    trial = result.trial
    place = trial.loaded.source.position(trial.span().start)
    return _line(
        "test",
        {
            "id": trial.id,
            "file": trial.file,
            "line": place[0],
            "name": trial.name,
            "flow": trial.test.flow,
            "against": trial.against,
            "verdict": result.verdict,
            "seed": result.seed,
            "took": round(result.took, MILLISECONDS),
            "call": _call(result),
            "unmet": [_unmet(failure) for failure in failures(result)],
            "error": result.error,
            "skipped": result.skipped,
            "log": None if log is None else str(log),
        },
    )


def summary_line(summary: Summary) -> str:
    """All of it in figures."""
    return _line(
        "summary",
        {
            "passed": summary.passed,
            "failed": summary.failed,
            "errors": summary.errors,
            "skipped": summary.skipped,
            "mistakes": summary.mistakes,
            "not_run": summary.not_run,
            "stopped": summary.stopped,
            "seed": summary.seed,
            "took": round(summary.took, MILLISECONDS),
            "seconds": round(summary.seconds, MILLISECONDS),
        },
    )


def _call(result: Result) -> dict[str, object] | None:
    call = result.call
    if call is None:
        return None
    mask = result.trial.mask()

    def shown(texts: Sequence[str]) -> list[str]:
        return [mask.text(text) for text in texts]

    return {
        "seconds": call.end.duration,
        "outcome": call.end.outcome,
        "reason": call.end.reason,
        "pressed": shown(call.pressed),
        "said": shown(call.said),
        "decisions": [
            {"at": one.at, "step": one.step_id, "clause": one.clause, "did": one.what} for one in decisions(call.lines)
        ],
    }


def _unmet(failure: Failure) -> dict[str, object]:
    line, column = failure.place.position
    parted = None
    if failure.parted is not None:
        there = failure.parted.source.position(failure.parted.span.start)
        parted = {
            "file": failure.parted.source.name,
            "line": there[0],
            "column": there[1],
            "label": failure.parted.label,
        }
    return {
        "why": failure.why,
        "file": failure.place.source.name,
        "line": line,
        "column": column,
        "parted": parted,
    }


def _line(kind: str, fields: dict[str, object]) -> str:
    return json.dumps({"type": kind, **fields}, ensure_ascii=False)
