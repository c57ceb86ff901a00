"""Small sums that the parts share. Not responsible for what is measured."""

import re
from collections.abc import Sequence
from pathlib import Path

import trio


def quantile(values: Sequence[float], share: float) -> float:
    """The value below or at which this share of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


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
