"""What a recogniser is told to expect of a flow."""

import pytest

from holdlang.load import load
from holdlang.names.awaited import awaited_phrases, pattern_phrases
from holdlang.secret import Secret
from holdlang.source import Source

pytestmark = pytest.mark.unit

FLOW = """\
flow ask
  company "Small Bank"
  needs   card secret "your card"
  needs   desk "the desk"

run choose(option: "account services", key: 3)
listen 20s
  on "the $desk desk" or "card $card" press 1
  on /your wait is (\\d+) minutes/     note "$1"
  else hangup

flow choose
  param option
  param key

listen 20s
  on $option press heard or $key
  else press $key
"""


def test_phrases_patterns_arguments_and_the_company() -> None:
    flows = load(Source("ask.hold", FLOW)).scope.flows
    phrases = awaited_phrases(flows["ask"], flows, {"desk": "loans", "card": Secret("4242")})
    assert phrases[:3] == ["Small Bank", "the loans desk", "card"]
    assert "your wait is 7 minutes" in phrases
    assert phrases[-1] == "account services"


@pytest.mark.parametrize(
    ("regex", "phrases"),
    [
        (r"it was left (.+)", ["it was left"]),
        (r"your refund (.+) on (.+)", ["your refund"]),
        (r"restored by (?P<hour>.+)", ["restored by"]),
        (r"you are .*number (\d)", ["you are", *(f"number {digit}" for digit in "123456789")]),
        (r"\w+day", []),
    ],
)
def test_words_of_patterns(regex: str, phrases: list[str]) -> None:
    assert pattern_phrases(regex) == phrases
