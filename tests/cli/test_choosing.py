"""`--flow`, as every subcommand understands it."""

import pytest

from holdlang.cli.choosing import choose
from holdlang.errors import UsageError
from holdlang.model import CallFlow

pytestmark = pytest.mark.unit

BANK, SHOP = CallFlow(id="bank"), CallFlow(id="shop")


def test_the_only_one_or_the_one_that_is_named() -> None:
    assert choose("a.hold", [BANK], None) is BANK
    assert choose("a.hold", [BANK, SHOP], "shop") is SHOP


@pytest.mark.parametrize(
    ("models", "wanted", "words"),
    [
        ([], None, "error: a.hold holds no flow"),
        ([BANK, SHOP], None, "error: a.hold holds 2 flows\nhelp: choose with --flow: bank, shop"),
        ([BANK, SHOP], "bamk", "error: a.hold holds no flow `bamk`\nhelp: did you mean `bank`?"),
        ([BANK, SHOP], "else", "error: a.hold holds no flow `else`\nhelp: it holds bank, shop"),
    ],
)
def test_what_is_said_otherwise(models: list[CallFlow], wanted: str | None, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        choose("a.hold", models, wanted)
    assert caught.value.words() == words
