"""The book of devices: what is in it, what may be changed, what a word means, and that nothing is lost."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from holdlang.config import Config
from runtime.devices import (
    DeviceBook,
    DeviceConflict,
    DeviceRefused,
    DevicesUnreadable,
    NoSuchDevice,
    Registration,
)

pytestmark = pytest.mark.unit

CONFIG = Config.model_validate(
    {
        "country": "US",
        "trunk": {"address": "sip.example.com", "register": False},
        "devices": {
            "sip_phone": {"uri": "sip:alice@192.0.2.20", "ring_seconds": 20},
            "mobile": {"uri": "sip:+15550100@sip.example.com", "description": "My mobile"},
        },
        "rails": {"deny": ["+1555019*"]},
    }
)
OFFICE = Registration(name="Office", sip_uri="sip:robert@gateway.example", priority=5, capabilities=("voice",))


@pytest.fixture
def book(tmp_path: Path) -> DeviceBook:
    return DeviceBook(CONFIG, tmp_path)


def test_the_phones_of_the_file_come_first(book: DeviceBook) -> None:
    office = book.add(OFFICE)
    assert [entry.id for entry in book.all()] == ["sip_phone", "mobile", office.id]
    assert [entry.name for entry in book.all()] == ["sip_phone", "My mobile", "Office"]
    assert office.id.startswith("dev_")


def test_what_is_registered_is_there_after_a_restart(tmp_path: Path) -> None:
    office = DeviceBook(CONFIG, tmp_path).add(OFFICE)
    file = tmp_path / "devices.json"
    assert file.stat().st_mode & 0o777 == 0o600
    again = DeviceBook(CONFIG, tmp_path)
    assert again.get(office.id) == office
    changed = again.change(office.id, {"name": "Study", "priority": 1})
    assert (changed.name, changed.priority, changed.sip_uri) == ("Study", 1, office.sip_uri)
    third = DeviceBook(CONFIG, tmp_path)
    assert third.get(office.id) == changed
    third.remove(office.id)
    assert len(DeviceBook(CONFIG, tmp_path).all()) == 2


def test_a_word_means_an_id_then_a_name_then_a_type(book: DeviceBook) -> None:
    office = book.add(OFFICE)
    assert book.resolve(office.id).uri == OFFICE.sip_uri
    assert book.resolve("office").uri == OFFICE.sip_uri
    assert book.resolve("my mobile").uri == "sip:+15550100@sip.example.com"
    assert book.resolve("sip_phone").uri == "sip:alice@192.0.2.20"  # the id of one, though the type of all
    assert book.resolve("sip_phone").ring == 20
    with pytest.raises(NoSuchDevice) as failure:
        book.resolve("moblie")
    assert failure.value.help == "did you mean `mobile`?"


def test_of_a_type_the_lowest_priority_is_rung(tmp_path: Path) -> None:
    book = DeviceBook(Config(), tmp_path)
    book.add(Registration(name="Last", type="cell", sip_uri="sip:a@b", priority=20))
    book.add(Registration(name="First", type="cell", sip_uri="sip:c@b", priority=5))
    book.add(Registration(name="Second", type="cell", sip_uri="sip:d@b", priority=5))
    assert book.resolve("cell").uri == "sip:c@b"


def test_flows_get_the_words_that_they_can_write(book: DeviceBook) -> None:
    office = book.add(OFFICE)
    mapping = book.mapping()
    assert set(mapping) == {"sip_phone", "mobile", office.id, "Office"}  # "My mobile" is no name in a flow
    assert all(mapping[word] == book.resolve(word) for word in mapping)


@pytest.mark.parametrize(
    "uri",
    [
        "sip:robert@gateway.example",
        "sip:robert@GATEWAY.example.:5060;transport=tcp",
        "sip:alice@192.0.2.20",
    ],
)
def test_the_same_telephone_is_not_registered_twice(book: DeviceBook, uri: str) -> None:
    book.add(OFFICE)
    with pytest.raises(DeviceConflict, match="already registered"):
        book.add(Registration(name="Again", sip_uri=uri))
    other = book.add(Registration(name="Other", sip_uri="sip:robert@gateway.example:5070"))
    with pytest.raises(DeviceConflict, match="already registered"):
        book.change(other.id, {"sip_uri": uri})
    assert book.get(other.id) == other


@pytest.mark.parametrize("change", [lambda book: book.remove("mobile"), lambda book: book.change("mobile", {})])
def test_what_stands_in_the_file_is_changed_there(book: DeviceBook, change: object) -> None:
    with pytest.raises(DeviceConflict, match=r"holdlang\.yaml"):
        change(book)  # type: ignore[operator]


def test_who_is_not_there_cannot_be_changed(book: DeviceBook) -> None:
    for act in (book.get, book.remove, lambda name: book.change(name, {})):
        with pytest.raises(NoSuchDevice, match="Device not found: dev_none"):
            act("dev_none")


@pytest.mark.parametrize(
    ("uri", "why"),
    [
        ("sip:911@sip.example.com", "911"),
        ("sip:911@SIP.example.com.", "911"),
        ("sip:911@8.8.4.4", "911"),
        ("sip:+15550199@8.8.4.4", r"rails\.deny"),
        ("sip:+19005550100@sip.example.com", "premium"),
        ("sip:+15550199@sip.example.com", r"rails\.deny"),
    ],
)
def test_numbers_that_are_not_called_are_no_devices(book: DeviceBook, uri: str, why: str) -> None:
    with pytest.raises(DeviceRefused, match=why):
        book.add(Registration(name="x", sip_uri=uri))
    office = book.add(OFFICE)
    with pytest.raises(DeviceRefused, match=why):
        book.change(office.id, {"sip_uri": uri})
    assert book.get(office.id) == office


@pytest.mark.parametrize("user", ["911", "+15550199"])
def test_nor_are_they_if_the_trunk_came_later(tmp_path: Path, user: str) -> None:
    registered = DeviceBook(Config(), tmp_path).add(
        Registration(name="Later", type="cell", sip_uri=f"sip:{user}@sip.example.com")
    )
    book = DeviceBook(CONFIG, tmp_path)
    assert registered in book.all()
    assert not {registered.id, "Later", "cell"} & book.mapping().keys()
    for word in (registered.id, "later", "cell"):
        with pytest.raises(DeviceRefused):
            book.resolve(word)


def test_an_extension_of_the_house_may_be_called_112(book: DeviceBook) -> None:
    assert book.add(Registration(name="Hall", sip_uri="sip:112@pbx.home.example")).sip_uri == "sip:112@pbx.home.example"


def test_an_allow_list_holds_for_numbers_and_not_for_names(tmp_path: Path) -> None:
    config = CONFIG.model_copy(update={"rails": type(CONFIG.rails)(allow=("+1800*",))})
    book = DeviceBook(config, tmp_path)
    with pytest.raises(DeviceRefused, match=r"rails\.allow"):
        book.add(Registration(name="x", sip_uri="sip:+15550123@sip.example.com"))
    book.add(Registration(name="y", sip_uri="sip:desk2@sip.example.com"))


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": " "},
        {"name": "a\nb"},
        {"sip_uri": "tel:+123"},
        {"sip_uri": "sip:a@b;transport=sctp"},
        {"type": "A b"},
        {"priority": -1},
        {"capabilities": ["x" * 50]},
        {"colour": "red"},
    ],
)
def test_what_is_no_device(book: DeviceBook, fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Registration.model_validate({"name": "n", "sip_uri": "sip:a@b"} | fields)
    office = book.add(OFFICE)
    with pytest.raises(DeviceRefused, match=next(iter(fields))):
        book.change(office.id, fields)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"version": 2}', '{"devices": [{"id": "x"}]}', "\x00"])
def test_a_damaged_file_is_left_as_it_is(tmp_path: Path, text: str) -> None:
    file = tmp_path / "devices.json"
    file.write_text(text)
    with pytest.raises(DevicesUnreadable, match=r"devices\.json"):
        DeviceBook(CONFIG, tmp_path)
    assert file.read_text() == text


def test_what_cannot_be_written_is_not_in_the_book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = DeviceBook(CONFIG, tmp_path)
    office = book.add(OFFICE)
    before = json.loads((tmp_path / "devices.json").read_text())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        book.add(Registration(name="More", sip_uri="sip:more@b"))
    assert book.all()[2:] == (office,)
    assert json.loads((tmp_path / "devices.json").read_text()) == before
    assert [path.name for path in tmp_path.iterdir()] == ["devices.json"]


def test_the_book_is_not_endless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runtime.devices.book.MOST", 1)
    book = DeviceBook(CONFIG, tmp_path)
    book.add(OFFICE)
    with pytest.raises(DeviceConflict, match="already"):
        book.add(Registration(name="More", sip_uri="sip:more@b"))
