"""What processes take of the machine. Linux only."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

import trio


def family(pid: int) -> list[int]:
    """A process and its children: a call and its recogniser."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [pid, *(int(child) for task in tasks for child in task.read_text().split())]


def resident_megabytes(pid: int) -> float:
    """Memory that a process holds now."""
    return _kilobytes(pid, "status", "VmRSS") / 1024


def own_megabytes(pid: int) -> float:
    """Memory of a process with its share of what it has in common with others (PSS, proc(5) on smaps_rollup)."""
    return _kilobytes(pid, "smaps_rollup", "Pss") / 1024


def _kilobytes(pid: int, file: str, field: str) -> int:
    found = re.search(rf"^{field}:\s+(\d+) kB", Path(f"/proc/{pid}/{file}").read_text(), re.MULTILINE)
    assert found
    return int(found[1])


class Used:
    """What processes use together from now on: user and system time of all threads (proc(5), fields 14 and 15)."""

    def __init__(self, pids: Sequence[int]) -> None:
        self._pids = pids
        self._begun = trio.current_time()
        self._before = self._seconds()

    def percent(self) -> float:
        """Of one core, since then."""
        return 100 * (self._seconds() - self._before) / (trio.current_time() - self._begun)

    def _seconds(self) -> float:
        return sum(map(_processor_seconds, self._pids))


def _processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
