"""Small sums that the parts share. Not responsible for what is measured."""

import re
from collections.abc import Sequence
from pathlib import Path

import trio

from tests.bench.first_call import processor_seconds


def quantile(values: Sequence[float], share: float) -> float:
    """The value below or at which this share of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def own_megabytes(pid: int) -> float:
    """Memory of a process with its share of what it has in common with others (PSS, proc(5) on smaps_rollup)."""
    found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    assert found
    return int(found[1]) / 1024


class Used:
    """What processes use together from now on."""

    def __init__(self, pids: Sequence[int]) -> None:
        self._pids = pids
        self._begun = trio.current_time()
        self._before = self._seconds()

    def percent(self) -> float:
        """Of one core, since then."""
        return 100 * (self._seconds() - self._before) / (trio.current_time() - self._begun)

    def _seconds(self) -> float:
        return sum(map(processor_seconds, self._pids))


class Pressure:
    """How busy the machine is with all that runs on it, ours or not, from now on."""

    def __init__(self) -> None:
        self._begun = trio.current_time()
        self._before = _waited()

    def percent(self) -> float:
        """Of the time since then: how long somebody has waited for a core (Linux, Documentation/accounting/psi.rst)."""
        return 100 * (_waited() - self._before) / (trio.current_time() - self._begun)


def _waited() -> float:
    found = re.search(r"some .*total=(\d+)", Path("/proc/pressure/cpu").read_text())
    assert found
    return int(found[1]) / 1_000_000
