"""A connection that is lost, as the user sees it."""

from pathlib import Path

import pytest

from runtime.access import Tokens
from tests.page.browser import Browser
from tests.page.serving import prepare, serve
from tests.ports import free_port

pytestmark = pytest.mark.web

RECONNECTS = 40.0
"""Seconds: the page waits 15 s at most between two attempts, and a server may start slowly."""


def test_a_connection_that_was_lost_is_told_and_taken_up_again(window: Browser, tmp_path: Path) -> None:
    config = prepare(tmp_path, port=free_port())
    token = Tokens(tmp_path / "data" / "tokens.json").add("page", ["watch"])
    with serve(config) as served:
        window.go(f"{served.address}/#token={token}")
        window.find("a.row .chip", "Transferred to you")
        assert not window.has("#connection")
    window.find("#connection", "Connection lost")
    window.shoot("connection_lost")
    with serve(config):
        window.until(lambda _: not window.has("#connection"), "connected again", patience=RECONNECTS)
        window.press("g", "f")
        window.find(".rows", "Chase Bank")
    window.driver.get("about:blank")
    window.complaints()  # the browser's own, of a server that was not there
