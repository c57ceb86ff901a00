"""Numbers that are never called, in every disguise; and ordinary ones, which must pass."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdlang.numbers import normalize, refusal
from holdlang.numbers.premiumrate import PREMIUM, Premium
from holdlang.numbers.shortcodes import EMERGENCY, NANP_SERVICES, UNIVERSAL

pytestmark = pytest.mark.unit

PREMIUM_NUMBERS = (
    "+1 900 555 1234",
    "+1 212 976 1234",
    "+44 906 123 4567",
    "+44 871 123 4567",
    "+49 900 1 123456",
    "+33 892 12 34 56",
    "+39 899 123 456",
    "+34 803 123 456",
    "+61 1902 123 456",
    "+41 900 123 456",
    "+31 900 1234",
    "+353 1512 345 678",
    "+81 990 123 456",
    "+979 1 1234 5678",
)
EMERGENCIES = ("112", "911", "999", "000", "110", "119", "122", "08", "988", "411")

ORDINARY = (
    "+18005551234",
    "1-800-555-1234",
    "1-800-FLOWERS",
    "+1 800 976 1234",  # toll-free, whatever the exchange
    "(212) 555-1900",
    "+1 212 555 1900",
    "+1 212 911 1234",
    "+1 612 397 6123",  # 976, but not as the exchange
    "0800 123 4567",
    "0800 1234567",
    "020 7946 0958",
    "0114 490 1234",  # Sheffield, not 011 and Britain's 90
    "555-1234",
    "+4990612345",  # Donauwörth, not 0900
    "+49 89 1234567",  # Munich, not France's 089
    "+49 911 1234567",  # Nuremberg, not 911
    "+903125551234",  # Ankara, not 900
    "+39 089 9123456",  # Salerno, not 899
    "+44 20 7946 0999",
    "+33 1 89 12 34 56",
    "+65 9001 2345",
    "+91 91123 45678",
    "9112345678",
    "1900",  # too short to be anything but an extension
    "2001",
    "sip:alice@example.com",
    "sip:xyz@example.com",  # a name; its keys would be 999
    "sip:192.168.1.20",
    "sip:80.31.123.12",  # its digits alone would be Spain's 803
    "sip:+18005551234@sip.example.com;user=phone",
    "+1 800 555 1234 x911",
    "+1 800 555 1234,,911",
)


@pytest.mark.parametrize("number", ORDINARY)
def test_ordinary_numbers_pass(number: str) -> None:
    assert refusal(number) is None


@pytest.mark.parametrize("code", [*UNIVERSAL, *EMERGENCY, *NANP_SERVICES])
def test_every_short_code_is_refused(code: str) -> None:
    assert code in (refusal(code) or "")


@pytest.mark.parametrize("number", PREMIUM_NUMBERS)
def test_premium_numbers_are_refused(number: str) -> None:
    assert "premium-rate" in (refusal(number) or "")


@pytest.mark.parametrize(
    "number",
    [
        "09061234567",
        "0871 123 4567",
        "0900 1 123456",
        "0892 12 34 56",
        "899 123 456",
        "803-123-456",
        "1902 123 456",
        "976-1234",
        "212 976 1234",
        "900-555-1234",
        "1-900-MIXALOT",
        "1-900-555-1234-99",
        "*67 1 900 555 1234",
        "*82-212-976-1234",
        "#31#09061234567",
        "+44 (0)906 123 4567",
        "++1 900 555 1234",
        "+1 1 900 555 1234",
        "4490 61234567",
        "9911",
        "1-411",
        "+1 911",
        "0044 999",
        "*67 911",
        "911,,1",
        "112 ext. 5",
        "sip:911@sip.example.com",
        "SIPS:911:pw@sip.example.com:5061;transport=tls",
        "sip:%39%31%31@sip.example.com",
        "sip:911",
        "tel:911;phone-context=+1",
        '"Bank" <sip:911@sip.example.com>',
        "911@sip.example.com",
        "９１１",
        "٩١١",
        "➈①①",
        "9\u200b1\u200b1",
    ],
)
def test_disguises(number: str) -> None:
    assert refusal(number) is not None


def test_the_text_says_why() -> None:
    assert refusal("9-1-1") == (
        "9-1-1 is refused: 911 is the emergency number of North America and many other countries (ITU-T E.161.1)"
    )
    assert refusal("+44 906 123 4567") == (
        "+44 906 123 4567 is refused: 09 numbers (Ofcom numbering plan) are premium-rate"
    )
    assert "takes its country code" in (refusal("0906 123 4567") or "")


def test_the_country_decides_what_a_national_number_means() -> None:
    munich = "089 1234567"
    assert refusal(munich) is not None
    assert refusal(munich, "DE") is None
    assert refusal(munich, "FR") is not None
    assert refusal("900 12 345", "DK") is not None
    assert refusal("900 12 345") is None
    assert refusal("101", "US") is None
    assert refusal("101", "IL") is not None
    assert refusal("112", "US") is not None
    assert refusal("1-900-555-1234", "CA") is not None
    assert refusal("01 126 119", "LB") is None  # Beirut; 011 is no prefix there
    assert refusal("010 1 900 555 1234", "JP") is not None
    assert refusal("010 1900 5551") is None  # a mobile in Korea


@pytest.mark.parametrize(
    ("number", "dialled"),
    [
        ("+1 (800) 555-1234", "+18005551234"),
        ("1-800-FLOWERS", "18003569377"),
        ("tel:+1-800-555-1234;phone-context=example.com", "+18005551234"),
        ("sip:+18005551234@sip.example.com", "+18005551234"),
        ("*67 555", "*67555"),
        ("555-1234 x 12", "5551234"),
    ],
)
def test_normalize(number: str, dialled: str) -> None:
    assert normalize(number) == dialled


@pytest.mark.parametrize("number", ["", "---", "sip:alice@example.com", "Chase Bank"])
def test_nothing_to_dial(number: str) -> None:
    with pytest.raises(ValueError, match="no digit"):
        normalize(number)


@given(st.sampled_from(PREMIUM), st.data())
def test_every_row_of_the_table_is_refused_abroad_and_at_home(row: Premium, data: st.DataObject) -> None:
    national = data.draw(st.from_regex(row.national, fullmatch=True, alphabet="0123456789"))
    shortest, longest = (max(count, len(national)) for count in row.digits)
    national += data.draw(st.text("0123456789", min_size=shortest - len(national), max_size=longest - len(national)))
    assert refusal(f"+{row.code}{national}") is not None
    if row.country:
        assert refusal(row.trunk + national, row.country) is not None
    if row.anywhere:
        assert refusal(row.trunk + national) is not None


PUNCTUATION = st.text(" -.()/_·–\u00a0\u200b\t", max_size=3)  # not what ends the dialling: , ; @ and letters


@st.composite
def spellings(draw: st.DrawFn, numbers: st.SearchStrategy[str]) -> str:
    """A number with punctuation anywhere, a prefix in any style, digits in any script, perhaps inside an address."""
    number = draw(numbers)
    digits = re.sub(r"[^0-9]", "", number)
    script = draw(st.sampled_from(["0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩"]))
    prefix = draw(st.sampled_from(["+", "00", "011", "+ "])) if number.startswith("+") else ""
    keys = [
        character if character == "+" else script[int(character)] for character in (prefix + digits).replace(" ", "")
    ]
    spelt = "".join(draw(PUNCTUATION) + key for key in keys) + draw(PUNCTUATION)
    wrap = draw(
        st.sampled_from(["{}", "sip:{}@sip.example.com", "<sip:{}@10.0.0.1:5060;user=phone>", "tel:{}", "{},,123"])
    )
    return wrap.format(spelt)


@given(spellings(st.sampled_from(PREMIUM_NUMBERS + EMERGENCIES)))
def test_any_spelling_of_a_refused_number_is_refused(spelt: str) -> None:
    assert refusal(spelt) is not None


@given(st.text("0123456789", min_size=1, max_size=14), st.booleans(), st.data())
def test_punctuation_never_changes_the_answer(digits: str, plus: bool, data: st.DataObject) -> None:
    plain = "+" * plus + digits
    pretty = "".join(data.draw(PUNCTUATION) + character for character in plain)
    assert (refusal(plain) is None) == (refusal(pretty) is None)
    assert normalize(pretty) == normalize(plain)


@given(st.text(string.printable + "٣９＋", max_size=24), st.sampled_from([None, "US", "DE", "GB"]))
def test_what_is_dialled_is_as_harmless_as_what_was_written(text: str, country: str | None) -> None:
    if refusal(text, country) is None:
        try:
            dialled = normalize(text)
        except ValueError:
            return
        assert refusal(dialled, country) is None
        assert normalize(dialled) == dialled


@pytest.mark.parametrize("country", ["UK", "XX", ""])
@pytest.mark.parametrize("number", ["0909 8790000", "0900123456", "112"])
def test_a_country_we_do_not_know_opens_nothing(country: str, number: str) -> None:
    assert refusal(number, country) == refusal(number)
    assert refusal(number) is not None
