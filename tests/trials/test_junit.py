"""JUnit XML, held against a schema of what both of the common ones take. It is written down here from what they say of
elements and attributes: Ant's (windyroad/JUnit-Schema) and that of Jenkins (xunit-plugin, junit-10.xsd)."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from holdlang.load import Loaded, load
from holdlang.source import Source
from holdlang.trials.expecting import judge
from holdlang.trials.junit import junit
from holdlang.trials.summary import summed
from holdlang.trials.trial import Result, Trial
from tests.trials.logs import log, rehearsal
from tests.trials.test_decisions import ENDED, menu

pytestmark = pytest.mark.unit

SCHEMA = """\
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified">
  <xs:simpleType name="local"><xs:restriction base="xs:dateTime">
    <xs:pattern value="[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"/>
  </xs:restriction></xs:simpleType>
  <xs:complexType name="problem"><xs:simpleContent><xs:extension base="xs:string">
    <xs:attribute name="message" type="xs:string"/>
    <xs:attribute name="type" type="xs:string" use="required"/>
  </xs:extension></xs:simpleContent></xs:complexType>
  <xs:element name="testsuites"><xs:complexType>
    <xs:sequence><xs:element name="testsuite" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
      <xs:sequence>
        <xs:element name="properties"><xs:complexType><xs:sequence>
          <xs:element name="property" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
            <xs:attribute name="name" type="xs:token" use="required"/>
            <xs:attribute name="value" type="xs:string" use="required"/>
          </xs:complexType></xs:element>
        </xs:sequence></xs:complexType></xs:element>
        <xs:element name="testcase" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
          <xs:choice minOccurs="0">
            <xs:element name="error" type="problem"/>
            <xs:element name="failure" type="problem"/>
            <xs:element name="skipped"><xs:complexType>
              <xs:attribute name="message" type="xs:string"/>
            </xs:complexType></xs:element>
          </xs:choice>
          <xs:attribute name="name" type="xs:token" use="required"/>
          <xs:attribute name="classname" type="xs:token" use="required"/>
          <xs:attribute name="time" type="xs:decimal" use="required"/>
        </xs:complexType></xs:element>
        <xs:element name="system-out" type="xs:string"/>
        <xs:element name="system-err" type="xs:string"/>
      </xs:sequence>
      <xs:attribute name="id" type="xs:int" use="required"/>
      <xs:attribute name="package" type="xs:token" use="required"/>
      <xs:attribute name="name" type="xs:token" use="required"/>
      <xs:attribute name="timestamp" type="local" use="required"/>
      <xs:attribute name="hostname" type="xs:token" use="required"/>
      <xs:attribute name="tests" type="xs:int" use="required"/>
      <xs:attribute name="failures" type="xs:int" use="required"/>
      <xs:attribute name="errors" type="xs:int" use="required"/>
      <xs:attribute name="time" type="xs:decimal" use="required"/>
    </xs:complexType></xs:element></xs:sequence>
    <xs:attribute name="name" type="xs:string"/>
    <xs:attribute name="tests" type="xs:string"/>
    <xs:attribute name="failures" type="xs:string"/>
    <xs:attribute name="errors" type="xs:string"/>
    <xs:attribute name="time" type="xs:string"/>
  </xs:complexType></xs:element>
</xs:schema>
"""

DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)

TEXT = """\
flow menu
needs pin secret
listen
  on "disputes" press 3
  else hangup
transfer cell
tree t
answer
test "it <passes> & \\u{7} rings" of menu against t
  given pin = 4251
  expect pressed 3
test "it fails" of menu against t
  given pin = 4251
  expect pressed 4251
  expect ended
test "it breaks" of menu against t
  given pin = 4251
test "it is skipped" of menu against t
  given pin = 4251
"""


def bank() -> Loaded:
    found = load(Source("flows/bank/menu.tree.hold", TEXT))
    assert found.ok, found.diagnostics
    return found


def document(mistakes: str = "") -> bytes:
    """The JUnit XML of four tests, of which one passes, one fails, one can't be run and one is skipped."""
    loaded = bank()
    trials = [Trial(loaded, test) for test in loaded.tests]
    call = rehearsal(log(*menu(), (9, ENDED)), ["3"])
    results = [
        *(Result(trial, 1, 0.25, call, judge(trial.test, call, trial.mask())) for trial in trials[:2]),
        Result(trials[2], 1, 0.5, error="it went round for ever"),
        Result(trials[3], 1, 0.0, skipped="nobody can be called"),
    ]
    wrong = load(Source("broken.hold", mistakes)).diagnostics if mistakes else ()
    summary = summed(results, tests=4, mistakes=bool(wrong), stopped=False, seed=1, took=1.5)
    return junit(results, wrong, summary, DAY, lambda result: "00:05  they: “for disputes”\x00")


@pytest.mark.parametrize("mistakes", ["", "flow a\ngoto nowhere\ngoto nowhere\n"])
def test_the_common_schemas_take_it(mistakes: str) -> None:
    xmlschema = pytest.importorskip("xmlschema", reason="`pip install xmlschema` to hold it against a schema")
    xmlschema.XMLSchema(SCHEMA).validate(document(mistakes).decode().partition("\n")[2])


def test_what_is_in_it() -> None:
    root = ElementTree.fromstring(document())
    assert root.attrib == {"name": "holdlang", "tests": "4", "failures": "1", "errors": "1", "time": "1.500"}
    (suite,) = root
    assert (suite.get("name"), suite.get("package")) == ("flows/bank/menu.tree.hold", "flows.bank.menu.tree")
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("4", "1", "1")
    assert suite.get("timestamp") == "2026-03-01T12:00:00"
    passed, failed, broken, skipped = suite.findall("testcase")
    assert passed.get("name") == "it <passes> & \N{REPLACEMENT CHARACTER} rings"
    assert list(passed) == []
    (failure,) = failed
    assert failure.get("message") == "expected to press <secret>, but it pressed 3 (and 1 more)"
    assert failure.text is not None
    assert "--> flows/bank/menu.tree.hold:14:18" in failure.text
    assert "00:05  they: “for disputes”\N{REPLACEMENT CHARACTER}" in failure.text
    (error,) = broken
    assert (error.tag, error.get("message")) == ("error", "it went round for ever")
    assert [(one.tag, one.attrib) for one in skipped] == [("skipped", {"message": "nobody can be called"})]


def test_a_file_with_mistakes_is_a_suite_with_an_error() -> None:
    suite, _ = ElementTree.fromstring(document("flow a\ngoto nowhere\ngoto nowhere\n"))
    assert (suite.get("name"), suite.get("tests"), suite.get("errors")) == ("broken.hold", "1", "1")
    error = suite.find("testcase/error")
    assert error is not None
    assert error.text is not None
    assert error.text.count("error[HL102]") == 2


def test_no_secret_is_in_it() -> None:
    assert b"4251" not in document()
