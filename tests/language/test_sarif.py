"""The SARIF document: what is in it, and that it keeps to the official schema."""

import json
from typing import Any

import jsonschema
import pytest

from holdlang.diagnostics import Diagnostic, Edit, Fix, Related
from holdlang.diagnostics.render import render
from holdlang.load import load
from holdlang.source import Source, Span
from tests.npm import fetched

pytestmark = pytest.mark.unit

WRONG = "menu: wait 5min\nmenu: hold 2h\n  on nobody hangup\n"


def diagnostics() -> list[Diagnostic]:
    """Of a source with errors and warnings, and one that has everything that a diagnostic can have."""
    source, other = Source("flows/a b.hold", WRONG), Source("/srv/lib/bank.hold", "hangup\n")
    whole = Diagnostic(
        "HL103",
        "a second `menu`",
        Span(16, 20),
        source,
        "taken",
        "call it otherwise",
        (Related("first defined here", Span(0, 4), source), Related("and here", Span(0, 6), other)),
        Fix("write `menu2`", (Edit(Span(16, 20), "menu2"),)),
    )
    return [*load(source).diagnostics, whole]


def document(found: list[Diagnostic]) -> Any:
    return json.loads(render(found, "sarif"))


def test_each_diagnostic_is_a_result_of_its_rule() -> None:
    found = diagnostics()
    (run,) = document(found)["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [result["ruleId"] for result in run["results"]] == [diagnostic.code for diagnostic in found]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    assert [rule["id"] for rule in rules] == sorted({diagnostic.code for diagnostic in found})
    assert all("Prefer" in rule["help"]["markdown"] for rule in rules)


def test_places_others_and_fixes() -> None:
    result = document(diagnostics())["runs"][0]["results"][-1]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "flows/a%20b.hold"}
    assert place["region"] == {
        "startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 5, "charOffset": 16, "charLength": 4,
    }  # fmt: skip
    others = [other["physicalLocation"]["artifactLocation"]["uri"] for other in result["relatedLocations"]]
    assert others == ["flows/a%20b.hold", "file:///srv/lib/bank.hold"]
    (change,) = result["fixes"][0]["artifactChanges"]
    assert [edit["insertedContent"]["text"] for edit in change["replacements"]] == ["menu2"]


def test_without_a_mistake_there_is_a_document_all_the_same() -> None:
    assert document([])["runs"][0]["results"] == []


@pytest.mark.parametrize("found", [diagnostics(), []], ids=["some", "none"])
def test_it_keeps_to_the_official_schema(found: list[Diagnostic], pytestconfig: pytest.Config) -> None:
    assert pytestconfig.cache is not None
    folder = fetched(pytestconfig.cache.mkdir("sarif"), "@microsoft/jest-sarif@1.0.0-beta.0")
    (path,) = folder.glob("node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-*.json")
    schema = json.loads(path.read_text(encoding="utf-8"))
    errors = jsonschema.Draft7Validator(schema).iter_errors(document(found))
    assert [f"{error.json_path}: {error.message}" for error in errors] == []
