"""Golden files: `pytest --update` writes what a test saw, and without it a test compares.

A golden file that no test reads any more fails too (see `tests/language/test_goldens.py`).
"""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Golden = Callable[[Path, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the golden files from what the tests see")


@pytest.fixture(autouse=True, scope="session")
def _interruptible() -> None:
    """What a test starts can be interrupted, even where a shell in the background has us ignore SIGINT."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is kept between two runs of holdlang is kept between two tests, and not in the user's folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """A function that holds a text against a golden file."""

    def compare(path: Path, seen: str) -> None:
        if request.config.getoption("--update"):
            path.write_text(seen, encoding="utf-8", newline="\n")
        expected = path.read_text(encoding="utf-8") if path.exists() else ""
        assert seen == expected, f"{path.name} says otherwise; `pytest --update` if this is meant"

    return compare
