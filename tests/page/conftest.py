"""One server and one browser for all tests of the page: to start either takes longer than most tests."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest

from tests.page.browser import WIDE, Browser, chromium
from tests.page.serving import Served, prepare, serve

SHOTS = Path(__file__).parents[2] / "build" / "screenshots"

SHOWN = Path(__file__).parent / "screenshots"
"""Those that the README shows: with `--update` they are taken anew."""


@pytest.fixture(scope="session")
def window(pytestconfig: pytest.Config) -> Iterator[Browser]:
    with chromium(SHOTS) as browser:
        yield browser
    if pytestconfig.getoption("--update"):
        for shown in SHOWN.iterdir():
            if (taken := SHOTS / shown.name).is_file():
                copyfile(taken, shown)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve(prepare(tmp_path_factory.mktemp("gateway"))) as served:
        yield served


@pytest.fixture
def browser(window: Browser, server: Served) -> Browser:
    """The browser, signed in, at the calls, in a wide light window. Nothing may have gone wrong in it afterwards."""
    window.size(*WIDE)
    window.prefer("light")
    window.go(server.signed_in)
    window.find("h1", "Calls")
    return window


@pytest.fixture(autouse=True)
def _quiet_console(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "browser" in request.fixturenames:
        assert request.getfixturevalue("window").complaints() == []
