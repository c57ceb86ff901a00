"""What is said about documents that are no flows: where, which key, and never a value."""

import json

import pytest

from holdlang.document import DocumentError, from_json, from_values, from_yaml, to_values
from holdlang.model import CallFlow, Listen, Meta

pytestmark = pytest.mark.unit

GOOD = """\
{
  "id": "rental",
  "name": "Rental",
  "steps": [
    {"id": "wait", "type": "WAIT", "description": "Wait"},
    {"id": "menu", "type": "LISTEN",
     "description": "Menu", "timeout": 15}
  ]
}
"""


def said(text: str, *, yaml: bool = False) -> str:
    with pytest.raises(DocumentError) as caught:
        (from_yaml if yaml else from_json)(text, "a.yaml" if yaml else "a.json")
    return caught.value.words()


def test_the_good_one_is_good() -> None:
    assert from_json(GOOD).name == from_yaml(GOOD).name == "Rental"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('"LISTEN"', '"JUMP"', ":6: steps.#2.type: there is no such type of step; the types are DTMF, WAIT"),
        ('"timeout": 15', '"timout": 15', ":7: steps.#2.timout: there is no such field; did you mean `timeout`?"),
        ('"timeout": 15', '"timeout": "4242"', ":7: steps.#2.timeout: should be a valid number"),
        ('"timeout": 15', '"timeout": true', ":7: steps.#2.timeout: should be a valid number"),
        ('"timeout": 15', '"dtmf": 3', ":7: steps.#2.dtmf: should be text; put it in quotes"),
        ('"timeout": 15', '"conditions": []', ":7: steps.#2.conditions: should be a"),
        ('"menu"', '"wait"', ":6: steps.#2.id: is the id of two steps; the other is steps.#1"),
        ('"id": "menu", ', "", ":6: steps.#2.id: is missing"),
        ('"name": "Rental"', '"phone": "+1"', ":1: name: is missing"),
        ('"name": "Rental"', '"name": "Rental", "phone": "+1"', ":3: phone: there is no such field; did you mean"),
        ('"name": "Rental"', '"name": "Rental", "created_at": 12', ":3: created_at: should be a time such as"),
        ('"name": "Rental"', '"name": "R", "created_at": "x"', ":3: created_at: should be a valid datetime"),
        ('"name": "Rental"', '"name": "R", "version": -1', ":3: version: should be greater than or equal to 0"),
        ('"name": "Rental"', '"name": "R", "metadata": {"redail": 3}', ":3: metadata.redail: there is no such field;"),
        ('"name": "Rental"', '"name": "R", "name": "S"', ":3: name: the same key stands here twice"),
        ('"name": "Rental"', '"name": "\\ud800"', ":3: name: half a character"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_mistake(before: str, after: str, words: str) -> None:
    text = GOOD.replace(before, after)
    assert f"error: a.json{words}" in said(text)
    assert f"error: a.yaml{words}" in said(text, yaml=True)
    assert "4242" not in said(text)


CLAUSE = {"when": [{"phrase": "x"}], "do": ["hangup"]}


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        (
            {"clauses": [CLAUSE, {**CLAUSE, "do": ["hangpu"]}]},
            "clauses.#2.do.#1: there is no such action; did you mean `hangup`?",
        ),
        (
            {"clauses": [{**CLAUSE, "do": [{"prss": "1"}]}]},
            "clauses.#1.do.#1: there is no such action; did you mean `press`?",
        ),
        ({"clauses": [{**CLAUSE, "do": [{"press": 1}]}]}, "clauses.#1.do.#1: `press` can't be read"),
        ({"clauses": [{**CLAUSE, "do": [{"goto": "a b"}]}]}, "clauses.#1.do.#1: `goto` can't be read"),
        ({"clauses": [{**CLAUSE, "do": [4242]}]}, "clauses.#1.do.#1: should be a word that names the action"),
        ({"clauses": [{**CLAUSE, "do": "hangup"}]}, "clauses.#1.do: should be a list of actions"),
        ({"clauses": [{**CLAUSE, "when": []}]}, "clauses.#1.when: should be a list of triggers"),
        (
            {"clauses": [{**CLAUSE, "when": [{"phrse": "x"}]}]},
            "clauses.#1.when.#1: there is no such trigger; did you mean `phrase`?",
        ),
        ({"clauses": [{**CLAUSE, "when": [{"pattern": "("}]}]}, "clauses.#1.when.#1: `pattern` can't be read"),
        (
            {"clauses": [{"wen": [{"phrase": "x"}], "do": ["hangup"]}]},
            "clauses.#1.wen: there is no such field; did you mean `when`?",
        ),
        ({"clauses": [CLAUSE, {"when": [{"phrase": "x"}]}]}, "clauses.#2.do: is missing"),
        (
            {"clauses": [{**CLAUSE, "note": "4242"}]},
            "clauses.#1.note: there is no such field; the fields here are when, do",
        ),
        ({"clauses": [CLAUSE, "4242"]}, "clauses.#2: should be an object with the keys `when` and `do`"),
        ({"else": ["hangpu"]}, "else.#1: there is no such action; did you mean `hangup`?"),
        ({"clauses": [CLAUSE], "else": [{"dance": "4242"}]}, "else.#1: there is no such action; there are "),
    ],
    ids=lambda value: json.dumps(value)[:60],
)
def test_a_clause_that_is_meant_for_us_and_cannot_be_read(conditions: dict[str, object], words: str) -> None:
    text = GOOD.replace('"timeout": 15', f'"timeout": 15,\n "conditions": {json.dumps(conditions)}')
    for told in (said(text), said(text, yaml=True)):
        assert f":8: steps.#2.conditions.{words}" in told
        assert told.count("\n") == 0
        assert "4242" not in told


@pytest.mark.parametrize(
    "conditions",
    [
        {"clauses": "none"},
        {"clauses": []},
        {"clauses": [{"if": "x", "then": "hangpu"}]},
        {"clauses": [["when", "do"], 3]},
        {"else": "hangpu"},
        {"else": ["step_3"]},
        {"else": []},
        {"otherwise": ["hangpu"]},
    ],
    ids=json.dumps,
)
def test_what_another_program_calls_clauses_is_kept(conditions: dict[str, object]) -> None:
    values = {
        "id": "x",
        "name": "x",
        "steps": [{"id": "a", "type": "LISTEN", "description": "", "conditions": conditions}],
    }
    flow = from_values(values)
    assert [meta.key for meta in flow.steps[0].meta] == ["conditions"]
    assert to_values(flow) == values


def test_a_flow_that_keeps_what_is_nearly_a_clause_comes_back() -> None:
    nearly = Meta(key="conditions", value=json.dumps({"clauses": [{**CLAUSE, "do": ["hangpu"]}]}))
    flow = CallFlow(id="x", steps=(Listen(timeout=5, meta=(nearly,)),))
    assert from_values(to_values(flow)) == flow


def test_all_mistakes_are_told_in_order() -> None:
    text = GOOD.replace('"WAIT"', '"JUMP"').replace('"timeout": 15', '"timeout": "4242"').replace('"id": "rental",', "")
    lines = said(text).splitlines()
    assert [line.split(": ")[2] for line in lines] == ["steps.#1.type", "steps.#2.timeout"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ":1: not JSON: expecting value at column 1"),
        ('{\n"a": }', ":2: not JSON: expecting value at column 6"),
        ("[]", ":1: should be an object of keys and values"),
        ("null", ":1: should be an object of keys and values"),
        ('{"name": NaN}', ": NaN is not JSON"),
        ('{"name": 1e999}', ": a number is too large"),
        ('{"name": ' + "1" * 5000 + "}", ": a number has too many digits"),
        ('{"a":' * 5000 + "1" + "}" * 5000, ": nested too deeply"),
        ('{"a":' * 150 + "1" + "}" * 150, ": nested too deeply"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_no_json(text: str, words: str) -> None:
    assert said(text).startswith(f"error: a.json{words}")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ":1: should be an object"),
        ("a: [1", ":1: not YAML: while parsing a flow sequence"),
        ("a: 1\n---\nb: 2", ":2: not YAML"),
        ("name: !!python/object/apply:os.system ['true']", ":1: name: tags (`!`) are not read here"),
        ("name: !secret x", ":1: name: tags (`!`) are not read here"),
        ("name: &n Rental\ncompany: *n", ":1: name: anchors (`&`) and aliases (`*`) are not read here"),
        ("&a [*a]", ":1: anchors (`&`)"),
        ("name: Rental\n1: x", ":2: a key should be text"),
        ("name: .nan", ":1: name: is not a number that JSON has"),
        ("name: a\nname: b", ":2: name: the same key stands here twice"),
        ("name: a\n\x07", ":2: not YAML: a control character stands here"),
        ("[" * 300 + "]" * 300, ":1: #1.#1.#1: nested too deeply"),
        ("- " * 3_000, ": nested too deeply"),
        ("#" * 1_000_001, ": longer than 1,000,000 characters; give it as JSON"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_no_yaml(text: str, words: str) -> None:
    assert said(text, yaml=True).startswith(f"error: a.yaml{words}")


def test_yaml_that_is_no_json_but_says_the_same() -> None:
    text = (
        "id: rental\nname: Rental\ncreated_at: 2026-01-15T10:30:00Z\nversion: 0x10\nsteps:\n  - {id: a, type: WAIT}\n"
    )
    flow = from_yaml(text)
    assert (flow.version, str(flow.created_at)) == (16, "2026-01-15 10:30:00+00:00")
    assert len(flow.steps) == 1


def test_a_flow_that_was_changed_beside_its_exact_self() -> None:
    values = {"id": "a", "name": "a", "metadata": {"exact": {"id": "b"}}, "steps": []}
    with pytest.raises(DocumentError, match=r"metadata\.exact: is not the flow that the rest of the document is"):
        from_values(values)
    assert said(json.dumps(values, indent=1)).startswith("error: a.json:5: metadata.exact: ")


def test_plain_values_for_a_server() -> None:
    with pytest.raises(DocumentError) as caught:
        from_values({"steps": [{"id": 1}], "name": "x"})
    assert [problem.key for problem in caught.value.problems] == ["steps.#1.id", "steps.#1.type"]
    assert to_values(from_values({"name": "x", "steps": []})) == {"id": "x", "name": "x", "steps": []}


def test_values_that_are_nested_too_deeply() -> None:
    deep: object = 1
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(DocumentError, match="nested too deeply"):
        from_values({"name": "x", "steps": [{"id": "a", "type": "WAIT", "metadata": {"deep": deep}}]})


def test_a_step_that_is_told_to_have_no_label_gets_one_where_it_needs_one() -> None:
    steps = [{"id": "1", "type": "WAIT", "next_step": "1"}]
    flow = from_values({"name": "x", "steps": steps, "metadata": {"labels": {"1": None}}})
    assert [step.kind for step in flow.steps] == ["wait", "goto"]
