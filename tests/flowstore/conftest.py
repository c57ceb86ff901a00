"""A folder of flows, with and without git."""

from pathlib import Path

import pytest

from runtime.flowstore import FlowStore


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "flows"
    place.mkdir()
    return place


@pytest.fixture
def store(folder: Path) -> FlowStore:
    return FlowStore(folder)
