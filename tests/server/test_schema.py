"""The OpenAPI document, and schemathesis, which asks for whatever the document allows, and for what it does not.

Nothing that is asked for leaves this machine: the server has no trunk. It is a process of its own, because the client
blocks.
"""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from jsonschema import Draft202012Validator
from schemathesis import CheckFunction, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from tests.server.serving import with_flows

pytestmark = pytest.mark.web

EXAMPLES = 30
"""Requests of an operation, as good ones and as bad ones."""


MEANING = [positive_data_acceptance]
"""A request can be as the document has it, and make no sense: a number that nobody can call, a flow with mistakes."""

HOLD = "text/x-hold"
"""Any text can be sent as source; schemathesis takes 5 for something that is none."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Where the server is, and a token."""
    folder = tmp_path_factory.mktemp("gateway")
    with_flows(folder)
    (folder / "holdlang.yaml").write_text(
        "data_dir: data\nserver:\n  bind: 127.0.0.1:0\n  flows: flows\n  warm: 0\n  calls: 1\n  queue: 0\n"
        "  requests_per_minute: 10000000\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "holdlang", "serve", "--json", "--config", "holdlang.yaml"]
    with (folder / "errors").open("wb") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, cwd=folder)
    try:
        assert process.stdout is not None
        printed = json.loads(process.stdout.readline())
        yield f"http://{printed['address']}", printed["token"]
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)
    assert "Traceback" not in (folder / "errors").read_text()


@pytest.fixture(scope="module")
def described(address: tuple[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = requests.get(f"{address[0]}/openapi.json", timeout=10).json()
    return found


asking = settings(
    derandomize=True,
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


def wrong_with(address: str, token: str, mode: GenerationMode) -> str:
    """What schemathesis has to complain of, by operation."""
    found = []
    for result in schemathesis.openapi.from_url(f"{address}/openapi.json").get_all_operations():
        assert isinstance(result, Ok)
        operation = result.ok()

        @asking
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: schemathesis.Case[Any]) -> None:
            left_out: list[CheckFunction] = [*MEANING, *([negative_data_rejection] if case.media_type == HOLD else [])]
            headers = {"Authorization": f"Bearer {token}"}
            case.call_and_validate(headers=headers, timeout=20, excluded_checks=left_out)

        try:
            ask()
        except Unsatisfiable:
            continue  # there is no way to ask this wrongly
        except BaseExceptionGroup as wrong:
            found += [f"{operation.label}: {one}" for one in wrong.exceptions]
        except AssertionError as wrong:
            found.append(f"{operation.label}: {wrong}")
    return "\n\n".join(found)


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_whoever_may_do_everything(address: tuple[str, str], mode: GenerationMode) -> None:
    assert wrong_with(*address, mode) == ""


def test_whoever_has_a_wrong_token(address: tuple[str, str]) -> None:
    assert wrong_with(address[0], "hold_none", GenerationMode.POSITIVE) == ""


def test_the_document_is_openapi(described: dict[str, Any]) -> None:
    assert described["openapi"] == "3.1.0"
    for name, one in described["components"]["schemas"].items():
        Draft202012Validator.check_schema(one)
        assert one.get("description"), f"{name} is not described"
    names = [one["operationId"] for path in described["paths"].values() for one in path.values()]
    assert len(names) == len(set(names))
