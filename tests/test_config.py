"""holdlang.yaml: what it may say, where it is looked for, and how its mistakes are named."""

import json
import os
import pickle
import sys
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from pydantic import BaseModel

from holdlang.config import Config, ConfigError, Secret, SecretReference, Trunk, load_config, user_config_path
from holdlang.errors import UsageError

pytestmark = pytest.mark.unit

FULL = """\
trunk:
  address: "[2001:db8::1]:5070"
  transport: tls
  register: no
  username: alice
  realm: example.com
  password: keyring holdlang/trunk
  identity: sip:+15555550100@example.com
country: US
bind: 127.0.0.1:5062
devices:
  sip_phone: {uri: "sip:alice@192.168.1.20:5060", ring_seconds: 20, description: on the desk}
  cell: {uri: "sip:+15555550101@sip.example.com"}
recogniser: {engine: vosk, vosk_model: models/vosk, acoustic_model: ~/model}
voice: {name: en-gb+f2, words_per_minute: 140}
model: {base_url: "https://models.example/v1", name: tiny, key: env MODEL_KEY, requests: 5}
answer_seconds: 45
recordings: no
data_dir: calls
rails:
  allow: ["+1800*", "+1888???????"]
  deny: ["+18005550000"]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "holdlang.yaml"


def problems(file: Path, text: str) -> list[str]:
    """The problems of this text, without the name of the file."""
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_config(file)
    return [str(problem).removeprefix(f"{file}:") for problem in caught.value.problems]


def test_everything_a_file_may_say(file: Path) -> None:
    file.write_text(FULL, encoding="utf-8")
    config = load_config(file)
    assert config.trunk is not None
    assert (config.trunk.address.host, config.trunk.address.port) == ("[2001:db8::1]", 5070)
    assert config.trunk.registers is False
    assert config.trunk.from_uri == "sip:+15555550100@example.com"
    assert config.trunk.password == SecretReference(place="keyring", name="holdlang/trunk")
    assert (config.bind.host, config.bind.port) == ("127.0.0.1", 5062)
    assert list(config.devices) == ["sip_phone", "cell"]
    assert config.devices["sip_phone"].ring_seconds == 20.0
    assert config.devices["cell"].ring_seconds == 30.0
    assert config.recogniser.vosk_model == file.parent / "models/vosk"
    assert config.recogniser.acoustic_model == Path.home() / "model"
    assert config.model is not None
    assert (config.model.key, config.model.requests) == (SecretReference(place="env", name="MODEL_KEY"), 5)
    assert config.answer_seconds == 45.0
    assert config.recordings is False
    assert config.data_dir == file.parent / "calls"


def test_a_file_read_back_from_its_dump_is_the_same(file: Path) -> None:
    file.write_text(FULL, encoding="utf-8")
    config = load_config(file)
    assert Config.model_validate_json(config.model_dump_json(by_alias=True)) == config


def test_an_empty_file_and_empty_sections_mean_the_defaults(file: Path) -> None:
    for text in ("", "# nothing\n", "trunk:\ndevices:\nrecogniser:\n  # engine: vosk\n"):
        file.write_text(text, encoding="utf-8")
        assert load_config(file) == Config()


def test_several_mistakes_are_all_reported_by_line_and_key(file: Path) -> None:
    assert problems(
        file,
        "trunk:\n"
        "  address: sip.example.com:notaport\n"
        "  transport: upd\n"
        "  register: no\n"
        "  pasword: env X\n"
        "devices:\n"
        "  sip_phone:\n"
        "    ring_seconds: never\n"
        "  two words:\n"
        "    uri: 555\n"
        "rails:\n"
        "  deny:\n"
        "    - '+1900*'\n"
        "    - call me\n"
        "recogniser: vosk\n"
        "zebra: 1\n",
    ) == [
        "2: trunk.address: should be a host or host:port, such as sip.example.com:5060",
        "3: trunk.transport: should be 'udp', 'tcp' or 'tls'",
        "5: trunk.pasword: there is no such key; did you mean `password`?",
        "7: devices.sip_phone.uri: is missing",
        "8: devices.sip_phone.ring_seconds: should be a valid number, unable to parse string as a number",
        "9: devices.two words: a name should be letters, digits and `_`, and start with a letter",
        "10: devices.two words.uri: should be text; put it in quotes, or YAML takes it for a number",
        '14: rails.deny.1: should be digits, with `*` for any number of them and `?` for one, such as "+1800*"',
        "15: recogniser: should be keys and values, one a line and indented",
        f"16: zebra: there is no such key; the keys here are {', '.join(Config.model_fields)}",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("trunk: {address: a.example}", "1: trunk: to register takes a `username`; without one, write `register: no`"),
        (
            "recogniser:\n  engine: vosk",
            "1: recogniser: `engine: vosk` takes a `vosk_model`, the folder of its model",
        ),
        ("bind: a b", "1: bind: should be a host or host:port, such as sip.example.com:5060"),
        ("bind: 10.0.0.1:99999", "1: bind: should be a host or host:port, such as sip.example.com:5060"),
        ("country: usa", "1: country: should be two capital letters, such as US or DE"),
        ("rails:\n  allow: 5", '2: rails.allow: should be a list, such as ["+1800*", "+1888*"]'),
        ("- trunk", "1: should be keys and values, such as `trunk:`"),
        ("a: b: c", "1: not YAML: mapping values are not allowed here"),
        ("bind: x.example\nbind: y.example", "2: the same key stands here twice"),
        ("bind: *hunter2", "1: not YAML: found undefined alias"),
        ("data_dir: ~nosuch/x", "1: data_dir: names the home folder of somebody who has none here"),
        ("trunk: [", "1: not YAML: expected the node content, but found the end of the file"),
        ("bind: {a: b", "1: not YAML: expected `,` or `}`, but got the end of the file"),
        ("bind: a\n - b: 'hunter2'\n  c", "2: not YAML: mapping values are not allowed here"),
        ("\n\ttrunk:", "2: not YAML: found character that cannot start any token"),
    ],
)
def test_one_mistake(file: Path, text: str, problem: str) -> None:
    assert problems(file, text) == [problem]


@pytest.mark.parametrize(
    ("model", "problem"),
    [
        ("{base_url: localhost:11434, name: tiny}", "model.base_url: should be the address of a server, such as"),
        ("{base_url: 'ftp://a.example', name: tiny}", "model.base_url: should be the address of a server, such as"),
        (
            "{base_url: 'https://me:hunter2@a.example', name: tiny}",
            "model.base_url: should hold no user and no password",
        ),
        (
            "{base_url: 'http://a.example/v1', name: tiny, key: env KEY}",
            "model: the `key` would go over the network in",
        ),
        ("{base_url: 'http://localhost/v1', name: ''}", "model.name: String should have"),
    ],
)
def test_where_no_model_is_asked(file: Path, model: str, problem: str) -> None:
    (found,) = problems(file, f"model: {model}")
    assert found.startswith(f"1: {problem}")
    assert "hunter2" not in found


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:11434", "[::1]:8000"])
def test_a_key_may_go_to_this_machine_in_the_clear(file: Path, host: str) -> None:
    file.write_text(f"model: {{base_url: 'http://{host}/v1', name: tiny, key: env KEY}}", encoding="utf-8")
    assert load_config(file).model is not None


@pytest.mark.parametrize("uri", ["alice", "tel:+15555550100", "sip:", "sip:a b@c", "http://example.com", "sip:a@b@c"])
def test_a_device_needs_a_sip_address(file: Path, uri: str) -> None:
    text = f"devices:\n  sip_phone:\n    uri: {uri!r}"
    expected = "3: devices.sip_phone.uri: should be a SIP address such as sip:alice@192.168.1.20:5060"
    assert problems(file, text) == [expected]


def test_a_key_that_was_merged_in_has_the_line_of_what_holds_it(file: Path) -> None:
    (missing, unknown) = problems(file, "trunk: {<<: {a: 1}}")
    assert missing == "1: trunk.address: is missing"
    assert unknown.startswith("1: trunk.a: there is no such key")
    assert problems(file, "answer_seconds: 5\nvoice: {<<: {words_per_minute: 1}, name: de}") == [
        "2: voice.words_per_minute: should be greater than or equal to 80"
    ]


@pytest.mark.parametrize(
    ("uri", "allowed"),
    [
        ("sip:112@SIP.example.com", False),
        ("SIP:112@sip.Example.com.:5070;transport=tcp", False),
        ("sip:112@sip.example.community", True),
        ("sip:112@mysip.example.com", True),
        ("sip:112@8.8.4.4:5070", False),
        ("sip:112@[2001:4860:4860::8844]", False),
        ("sip:112@192.168.1.9", True),
        ("sip:112@[fd00::9]", True),
    ],
)
def test_the_trunk_is_told_by_its_whole_host(uri: str, allowed: bool, file: Path) -> None:
    """What its name stands for is not asked: any address of the open internet may be the trunk's."""
    text = f"trunk: {{address: sip.example.com, register: no}}\ndevices:\n  cell: {{uri: '{uri}'}}\n"
    if allowed:
        file.write_text(text, encoding="utf-8")
        assert load_config(file).devices["cell"].uri == uri
    else:
        (problem,) = problems(file, text)
        assert "is refused: 112 is" in problem


def test_a_device_on_the_trunk_is_no_emergency_number(file: Path) -> None:
    trunk = "trunk: {address: sip.example.com, register: no}\ndevices:\n  cell: {uri: 'sip:911@%s'}\n"
    (problem,) = problems(file, trunk % "sip.example.com")
    assert problem.startswith("2: devices: `cell`: sip:911@sip.example.com is refused: 911 is the emergency number")
    file.write_text(trunk % "192.168.1.20", encoding="utf-8")  # an extension of the house
    assert load_config(file).devices["cell"].uri == "sip:911@192.168.1.20"


# --- files -----------------------------------------------------------------------------------------------------------


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such file") as caught:
        load_config(tmp_path / "none.yaml")
    assert "holdlang init" in caught.value.words()
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(tmp_path)
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="UTF-8"):
        load_config(tmp_path / "binary.yaml")


def test_where_a_configuration_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("here", "home/holdlang"):
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("HOLDLANG_CONFIG", raising=False)
    assert load_config() == Config()

    def write(path: Path, host: str) -> None:
        path.write_text(f"bind: {host}", encoding="utf-8")

    write(user_config_path(), "users.example")
    assert load_config().bind.host == "users.example"
    write(Path("holdlang.yaml"), "here.example")
    assert load_config().bind.host == "here.example"
    write(tmp_path / "env.yaml", "environment.example")
    monkeypatch.setenv("HOLDLANG_CONFIG", str(tmp_path / "env.yaml"))
    assert load_config().bind.host == "environment.example"
    write(tmp_path / "named.yaml", "named.example")
    assert load_config(tmp_path / "named.yaml").bind.host == "named.example"
    monkeypatch.setenv("HOLDLANG_CONFIG", str(tmp_path / "gone.yaml"))
    with pytest.raises(ConfigError, match="no such file"):
        load_config()


# --- secrets ---------------------------------------------------------------------------------------------------------


class Holder(BaseModel):
    pin: Secret


def test_a_secret_shows_only_when_asked() -> None:
    holder = Holder(pin=Secret("4242"))
    assert Holder.model_validate({"pin": "4242"}) == holder
    assert holder.pin.reveal() == "4242"
    shown = [str(holder), repr(holder), f"{holder.pin}", "%s" % holder.pin, str([holder.pin])]  # noqa: UP031
    shown += [holder.model_dump_json(), json.dumps(holder.model_dump()), str(vars(holder))]
    assert not [text for text in shown if "4242" in text]
    with pytest.raises(TypeError):
        pickle.dumps(holder.pin)
    with pytest.raises(TypeError):
        vars(holder.pin)
    assert Secret("a") != Secret("b")
    assert Secret("4242") != "4242"


@pytest.mark.parametrize("literal", ["hunter2", "env", "env two words", "keyring trunk", "hunter2 env X", "12345678"])
def test_a_password_in_the_file_is_refused_and_not_repeated(file: Path, literal: str) -> None:
    text = f"trunk:\n  address: a.example\n  username: alice\n  password: '{literal}'"
    (problem,) = problems(file, text)
    assert problem.startswith(
        "4: trunk.password: a secret does not belong into a file: say where it is kept, as in `env "
    )
    assert literal not in problem or literal == "env"


def test_a_password_that_is_all_digits_or_a_list_is_refused(file: Path) -> None:
    for value in ("8675309", "[8675309]", "{env: X, secret: 8675309}"):
        (problem, *more) = problems(file, f"trunk:\n  address: a.example\n  username: a\n  password: {value}")
        assert problem.startswith("4: trunk.password")
        assert "8675309" not in " ".join([problem, *more])


def test_a_secret_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    reference = SecretReference.model_validate("env HOLDLANG_TEST_SECRET")
    monkeypatch.delenv("HOLDLANG_TEST_SECRET", raising=False)
    with pytest.raises(UsageError, match="no secret at `env HOLDLANG_TEST_SECRET`"):
        reference.resolve()
    monkeypatch.setenv("HOLDLANG_TEST_SECRET", "hunter2")
    assert reference.resolve().reveal() == "hunter2"


class Ring(KeyringBackend):
    """A keyring in memory."""

    priority = 1.0  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


def test_a_secret_from_the_keyring() -> None:
    reference = SecretReference.model_validate("keyring holdlang/trunk")
    before = keyring.get_keyring()
    try:
        keyring.set_keyring(Ring())
        with pytest.raises(UsageError) as caught:
            reference.resolve()
        assert "keyring set holdlang trunk" in caught.value.words()
        keyring.set_password("holdlang", "trunk", "hunter2")
        assert reference.resolve().reveal() == "hunter2"
        keyring.set_keyring(NoKeyring())
        with pytest.raises(UsageError, match="does not answer"):
            reference.resolve()
    finally:
        keyring.set_keyring(before)


# --- addresses and rails ---------------------------------------------------------------------------------------------


def test_the_addresses_a_trunk_makes() -> None:
    trunk = Trunk.model_validate({"address": "sip.example.com:5070", "transport": "tcp", "username": "alice"})
    assert trunk.uri("+1 (800) 555-1234") == "sip:+18005551234@sip.example.com:5070;transport=tcp"
    assert trunk.uri("sip:bob@example.org") == "sip:bob@example.org"
    assert trunk.uri("SIPS:bob@example.org:5070;a=B") == "sips:bob@example.org:5070;a=B"
    assert trunk.from_uri == "sip:alice@sip.example.com"
    assert trunk.registrar_uri == "sip:sip.example.com:5070;transport=tcp"


def test_rails() -> None:
    rails = {"allow": ["+1800*", "555????"], "deny": ["+18005550000"]}
    config = Config.model_validate({"rails": rails})
    assert config.refusal("+1 800 555-1234") is None
    assert config.refusal("555-1234") is None
    assert "rails.deny" in (config.refusal("+1-800-555-0000") or "")
    assert "rails.allow" in (config.refusal("+44 20 7946 0958") or "")
    assert "rails.allow" in (config.refusal("sip:bob@example.org") or "")
    assert "emergency" in (config.refusal("911") or "")
    assert Config().refusal("+44 20 7946 0958") is None


def test_the_rails_allow_no_emergency_number() -> None:
    assert Config.model_validate({"rails": {"allow": ["*"]}}).refusal("911") is not None


def test_reading_the_models_needs_neither_yaml_nor_keyring() -> None:
    code = "import sys, holdlang.config; sys.exit(any(name in sys.modules for name in ('ruamel', 'keyring')))"
    assert os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-c", code]) == 0


def test_a_country_is_one_that_is_known(file: Path) -> None:
    (problem,) = problems(file, "country: UK\n")
    assert problem.startswith("1: country: is no country whose numbers we know")
