"""Results as JUnit XML, for build servers.

Nobody owns that format. This keeps to what both of its common schemas take: the one of Ant, whose attributes and
elements are the fewest (windyroad/JUnit-Schema), and the one of Jenkins (xunit-plugin, junit-10.xsd). Each file is a
suite, and each test a case; `time` is in real seconds. Not responsible for the script of a call, which comes as text.
"""

import platform
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter
from pathlib import PurePath
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from holdlang.diagnostics import Diagnostic
from holdlang.diagnostics.render import render
from holdlang.trials.failing import failures, told
from holdlang.trials.summary import Summary
from holdlang.trials.trial import Result

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document can hold (XML 1.0, section 2.2)."""


def junit(
    results: Sequence[Result],
    mistakes: Sequence[Diagnostic],
    summary: Summary,
    began: datetime,
    script: Callable[[Result], str],
) -> bytes:
    """The document. `mistakes` are those of files that can't be run, `script` gives the script of a call."""
    broken = [(name, list(found)) for name, found in groupby(mistakes, lambda one: one.source.name)]
    root = Element(
        "testsuites",
        name="holdlang",
        tests=str(len(results) + len(broken)),
        failures=str(summary.failed),
        errors=str(summary.errors + len(broken)),
        time=_seconds(summary.took),
    )
    for name, found in broken:
        suite = _suite(root, name, began, 1, 0, 1, 0.0)
        case = SubElement(suite, "testcase", name="the file itself", classname=_classname(name), time=_seconds(0.0))
        error = SubElement(case, "error", message=_clean(found[0].message), type="mistake")
        error.text = _clean(render(found))
        _close(suite)
    for name, group in groupby(results, attrgetter("trial.file")):
        of_file = list(group)
        count = [result.verdict for result in of_file]
        took = sum(result.took for result in of_file)
        suite = _suite(root, name, began, len(of_file), count.count("failed"), count.count("error"), took)
        properties = suite.find("properties")
        assert properties is not None
        SubElement(properties, "property", name="seed", value=str(summary.seed))
        for result in of_file:
            _case(suite, result, script)
        _close(suite)
    indent(root)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _suite(  # noqa: PLR0917 - the attributes of one element
    root: Element, name: str, began: datetime, tests: int, failed: int, errors: int, took: float
) -> Element:
    suite = SubElement(
        root,
        "testsuite",
        id=str(len(root)),
        package=_clean(_classname(name)),
        name=_clean(name),
        timestamp=began.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S"),
        hostname=platform.node() or "localhost",
        tests=str(tests),
        failures=str(failed),
        errors=str(errors),
        time=_seconds(took),
    )
    SubElement(suite, "properties")
    return suite


def _close(suite: Element) -> None:
    """What the schema of Ant wants at the end of a suite, even empty."""
    SubElement(suite, "system-out")
    SubElement(suite, "system-err")


def _case(suite: Element, result: Result, script: Callable[[Result], str]) -> None:
    trial = result.trial
    case = SubElement(
        suite,
        "testcase",
        name=_clean(trial.name),
        classname=_clean(_classname(trial.file)),
        time=_seconds(result.took),
    )
    match result.verdict:
        case "failed":
            found = failures(result)
            more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
            failure = SubElement(case, "failure", message=_clean(found[0].why + more), type="failed")
            parts = [f"{why}\n{places}" for why, places in told(found)]
            failure.text = _clean("\n\n".join([*parts, script(result)]))
        case "error":
            SubElement(case, "error", message=_clean(result.error), type="error").text = _clean(result.error)
        case "skipped":
            SubElement(case, "skipped", message=_clean(result.skipped))
        case "passed":
            pass


def _classname(name: str) -> str:
    """`flows.bank.disputes` for `flows/bank/disputes.hold`."""
    parts = PurePath(name.removesuffix(".hold")).parts
    return ".".join(part for part in parts if part not in ("/", "..")) or name


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}"


def _clean(text: str) -> str:
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)
