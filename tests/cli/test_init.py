"""`holdlang init` writes a file that explains itself and loads."""

import re
import stat
from pathlib import Path
from typing import Any, get_origin

import pytest
from pydantic import BaseModel
from ruamel.yaml import YAML

from holdlang.cli.main import main
from holdlang.cli.status import Status
from holdlang.config import Config, load_config
from holdlang.config.file import model_in

pytestmark = pytest.mark.unit


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def uncommented(text: str) -> str:
    """The template with every `# key: value` line switched on; the prose between them stays comment."""
    return re.sub(r"(?m)^( *)# ( *(?:\w+:(?: .*)?|- .*))$", r"\1\2", text)


def test_it_writes_a_file_that_loads(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init"]) == Status.DONE
    assert "holdlang.yaml" in capsys.readouterr().out
    config = load_config()
    assert config.trunk is not None
    assert str(config.trunk.password) == "env HOLDLANG_TRUNK_PASSWORD"
    assert list(config.devices) == ["sip_phone"]


def test_only_the_user_can_read_it(here: Path) -> None:
    main(["init", "mine.yaml"])
    assert stat.S_IMODE((here / "mine.yaml").stat().st_mode) == 0o600


def test_it_replaces_a_file_only_by_force(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = here / "holdlang.yaml"
    file.write_text("bind: mine.example\n", encoding="utf-8")
    file.chmod(0o644)
    assert main(["init"]) == Status.USAGE
    assert capsys.readouterr().err == "error: holdlang.yaml is there already\nhelp: `--force` replaces it\n"
    assert file.read_text(encoding="utf-8") == "bind: mine.example\n"
    assert main(["init", "--force"]) == Status.DONE
    assert "trunk:" in file.read_text(encoding="utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_folder_that_is_not_there(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "no/such/folder.yaml"]) == Status.USAGE
    assert capsys.readouterr().err == "error: no/such/folder.yaml cannot be written (No such file or directory)\n"


def test_every_key_is_explained_and_its_commented_default_is_the_default(here: Path) -> None:
    main(["init"])
    file = here / "holdlang.yaml"
    file.write_text(uncommented(file.read_text(encoding="utf-8")), encoding="utf-8")
    written = YAML(typ="safe").load(file)
    assert missing(Config, written) == []

    config, default = load_config(), Config()
    assert config.voice == default.voice
    assert config.answer_seconds == default.answer_seconds
    assert config.recordings == default.recordings
    assert config.data_dir == default.data_dir
    assert config.recogniser.engine == default.recogniser.engine
    chosen = {"certificate", "key", "public_url", "flows", "store"}
    assert config.server.model_dump(exclude=chosen) == default.server.model_dump(exclude=chosen)
    assert config.notify.model_dump(exclude={"targets"}) == default.notify.model_dump(exclude={"targets"})
    assert config.trunk is not None
    assert config.trunk.realm == type(config.trunk).model_fields["realm"].default
    phone = config.devices["sip_phone"]
    assert phone == type(phone)(uri=phone.uri)


def missing(model: type[BaseModel], written: dict[str, Any], way: str = "") -> list[str]:
    """The keys of the model, and of the models in it, that do not stand in the file."""
    found = []
    for name, field in model.model_fields.items():
        key = field.alias or name
        value = written.get(key)
        if key not in written:
            found.append(way + key)
        elif isinstance(value, dict | list):
            several = get_origin(field.annotation) is dict or isinstance(value, list)
            example = next(iter(value.values() if isinstance(value, dict) else value), None) if several else value
            if isinstance(example, dict):
                inner = model_in(field.annotation)
                assert inner is not None
                found += missing(inner, example, f"{way}{key}.")
    return found
