"""HL317: what is wrong with the line, said of a call that was made long ago. What was heard on it is in its log."""

from collections.abc import Iterator

from holdlang.diagnostics.finding import Finding
from holdlang.model import Test


def idle_fault(test: Test) -> Iterator[Finding]:
    if test.call is not None:
        for index in range(len(test.faults)):
            label = "a call that was kept is replayed as it was heard"
            hint = "remove it, or test against a tree"
            yield Finding("HL317", ("with", index), "this changes nothing here", label, hint)
