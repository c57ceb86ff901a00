"""What is understood of a prompt: options of all kinds, with punctuation, without, and as recognisers mishear it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdlang.match import normalize
from holdlang.menu import named_key, options, understand

pytestmark = pytest.mark.unit

KEYS = {"zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "star": "*", "pound": "#"}
TOPICS = ("billing", "new orders", "technical support", "store hours", "returns", "account services")


@pytest.mark.parametrize("plain", [False, True], ids=["as written", "as heard"])
@pytest.mark.parametrize(
    ("prompt", "offered"),
    [
        ("Press 1 for billing, press 2 for sales, or press 0 for parts.", {"1": "billing", "2": "sales", "0": "parts"}),
        ("Press 1 for sales, 2 for service, 3 for parts.", {"1": "sales", "2": "service", "3": "parts"}),
        ("To pay a bill, press 4. To cancel, press the number 5.", {"4": "pay a bill", "5": "cancel"}),
        ("If you are calling about an order, press 1.", {"1": "order"}),
        ("For sales or for service, press one.", {"1": "sales or for service"}),
        ("For sales, select option 3. For parts, hit 4.", {"3": "sales", "4": "parts"}),
        (
            "For billing, press 1. For parts, press 2. Or press 3 to cancel.",
            {"1": "billing", "2": "parts", "3": "cancel"},
        ),
        (
            "For hours, press 1. For parts, press 2. For hours, press 1. For parts, press 2.",
            {"1": "hours", "2": "parts"},
        ),
        ("Please listen carefully as our menu has changed. For billing, press 1.", {"1": "billing"}),
        ("If this is an emergency, hang up and dial 911. For refills, press 2.", {"2": "refills"}),
        ("You may press 0 at any time to leave a message.", {"0": "leave a message"}),
        ("Press 4 or 6 to change the volume.", {"4": "change the volume", "6": "change the volume"}),
    ],
)
def test_options(prompt: str, offered: dict[str, str], plain: bool) -> None:
    assert options(" ".join(normalize(prompt)) if plain else prompt) == offered


@pytest.mark.parametrize(
    ("heard", "offered"),
    [
        (
            "If you moved, press 6 to change your address. For parts, press 7.",
            {"6": "change your address", "7": "parts"},
        ),
        ("If you moved, press 6. To change your address, press 7.", {"6": "you moved", "7": "change your address"}),
        ("If not, press 0 for the nurse on duty.", {"0": "nurse on duty"}),
        ("If you smell gas, leave the house and press 1.", {"1": "you smell gas"}),
        ("for refunds please have your order at hand to pay a bill press one", {"1": "pay a bill"}),
    ],
)
def test_conditions_and_notices_are_not_what_a_key_is_for(heard: str, offered: dict[str, str]) -> None:
    assert options(heard) == offered


@pytest.mark.parametrize(
    ("heard", "key", "kind"),
    [
        ("to hear these options again press star", "*", "repeat"),
        ("for all other inquiries press nine", "9", "operator"),
        ("to speak with a representative press zero", "0", "operator"),
        ("para español oprima el dos", "2", "language"),
        ("for english press one", "1", "language"),
        ("for a person press two", "2", "operator"),
        ("for the agent directory press two", "2", "choice"),
        ("to hear that one more time press four", "4", "repeat"),
        ("to return to the main menu press nine", "9", "back"),
        ("to pay your bill press one", "1", "choice"),
    ],
)
def test_kinds(heard: str, key: str, kind: str) -> None:
    (option,) = understand(heard).options
    assert (option.key, option.kind) == (key, kind)


@pytest.mark.parametrize(
    ("heard", "offered"),
    [
        ("for billing press or say one", [("1", "billing", "one")]),
        ("say billing or press three", [("3", "billing", "billing")]),
        ("for billing press three or say accounts", [("3", "billing", "accounts")]),
        (
            "Just say billing, payments or operator.",
            [(None, "billing", "billing"), (None, "payments", "payments"), (None, "operator", "operator")],
        ),
        ("please say yes or no", [(None, "yes", "yes"), (None, "no", "no")]),
        ("press 1 for yes or 2 for no", [("1", "yes", None), ("2", "no", None)]),
    ],
)
def test_what_can_be_said(heard: str, offered: list[tuple[str | None, str, str | None]]) -> None:
    assert [(option.key, option.phrase, option.said) for option in understand(heard).options] == offered


@pytest.mark.parametrize(
    ("heard", "offered"),
    [
        ("press won for billing press to for sales press for for parts", {"1": "billing", "2": "sales", "4": "parts"}),
        ("for billing press won for sales press to", {"1": "billing", "2": "sales"}),
        # A key that was not understood takes its words with it.
        ("for billing press the to cancel press seven", {"7": "cancel"}),
        ("for billing press loans for parts press two", {"2": "parts"}),
    ],
)
def test_errors_of_recognisers(heard: str, offered: dict[str, str]) -> None:
    assert options(heard) == offered


@pytest.mark.parametrize(
    "heard",
    [
        "press to continue",
        "do not press one",
        "you have pressed three",
        "call us at one eight hundred five five five",
        "if this is an emergency dial 911",
        "we are open from nine to five",
        "you are caller number four",
        "please enter your pin followed by the pound key",
        "press one",
        "i would like to say thank you",
    ],
)
def test_no_options(heard: str) -> None:
    assert understand(heard).options == ()


@pytest.mark.parametrize(
    ("heard", "question"),
    [
        ("in a few words please tell me why you are calling", True),
        ("how can I help you today", True),
        ("is that correct", True),
        ("is that correct press one for yes two for no", False),
        ("your call is important to us", False),
    ],
)
def test_questions(heard: str, question: bool) -> None:
    assert understand(heard).question is question


def test_several_prompts_at_once() -> None:
    menu = understand(
        "for english press one please enter your pin then press pound press one for billing two for sales"
    )
    assert [(option.key, option.phrase) for option in menu.options] == [
        ("1", "english"),
        ("1", "billing"),
        ("2", "sales"),
    ]
    assert menu.entry is not None
    assert menu.entry.closing == "#"


menus = st.lists(
    st.tuples(st.sampled_from(TOPICS), st.sampled_from(sorted(KEYS))),
    min_size=1,
    unique_by=(lambda offer: offer[0], lambda offer: offer[1]),
)


@given(menus, st.booleans())
def test_a_menu_of_one_order_is_understood_whole(menu: list[tuple[str, str]], key_first: bool) -> None:
    said = [f"press {word} for {topic}" if key_first else f"for {topic} press {word}" for topic, word in menu]
    heard = " ".join(said)
    assert options(heard) == {KEYS[word]: topic for topic, word in menu}
    for topic, word in menu:
        assert named_key(heard, topic) == KEYS[word]


WORDS = ("press", "for", "to", "one", "two", "star", "or", "say", "if", "the", "enter", "your", "billing", "now", "not")
words = st.lists(st.sampled_from(WORDS))


@given(words.map(" ".join))
def test_no_key_is_made_up(heard: str) -> None:
    """Whatever is heard: a key that is offered was named, and its words were said."""
    for option in understand(heard).options:
        assert option.phrase in " ".join(normalize(heard))
        assert option.key in {None, "1", "2", "4", "*"}
