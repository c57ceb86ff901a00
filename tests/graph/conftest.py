"""What the tests of pictures need from outside."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.graph.mermaid import fetch


@pytest.fixture(scope="session")
def mermaid_folder(request: pytest.FixtureRequest) -> Callable[[], Path]:
    """The folder with Mermaid's parser; calling it skips the test if there can be none."""

    def folder() -> Path:
        assert request.config.cache is not None
        path = request.config.cache.mkdir("mermaid")
        fetch(path)
        return path

    return folder
