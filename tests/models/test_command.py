"""`holdlang models`, as it is typed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from holdlang.cli.main import main
from holdlang.cli.status import Status
from holdlang.config import load_config
from runtime import models
from tests.models.archives import NAME, archive, known
from tests.models.publisher import Publisher

pytestmark = pytest.mark.unit

CONTENT = archive()


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HOLDLANG_CONFIG", raising=False)
    Path("holdlang.yaml").write_text("data_dir: ./data\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    """The catalogue has one model, which a server on this machine publishes."""
    with Publisher(CONTENT) as publisher:
        monkeypatch.setattr(models, "CATALOGUE", {NAME: known(CONTENT, publisher.source)})
        yield publisher


def use(model: str) -> None:
    Path("holdlang.yaml").write_text(f"data_dir: ./data\nrecogniser: {{vosk_model: {model}}}\n", encoding="utf-8")


def test_a_model_is_installed_listed_used_by_its_name_and_removed(
    published: Publisher, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["models", "list"]) == Status.DONE
    assert capsys.readouterr().out.split() == f"{NAME} 1 MB Testish, small (CC0-1.0)".split()

    assert main(["models", "install", NAME]) == Status.DONE
    out, err = capsys.readouterr()
    assert out == f"installed {NAME} in {here}/data/models/{NAME}\n"
    assert f"{NAME}: 100 % of 1 MB" in err
    assert f"recogniser: {{vosk_model: {NAME}}}" in err
    assert main(["models", "list"]) == Status.DONE
    assert capsys.readouterr().out.startswith("installed")

    use(NAME)
    assert load_config().recogniser.chosen_vosk_model == here / "data" / "models" / NAME
    assert main(["models", "list", "--json"]) == Status.DONE
    assert json.loads(capsys.readouterr().out) == {
        "name": NAME,
        "language": "Testish",
        "licence": "CC0-1.0",
        "download_bytes": len(CONTENT),
        "installed_bytes": 600_025,
        "recommended": True,
        "in_use": True,
    }

    assert main(["models", "remove", NAME]) == Status.DONE
    assert "holdlang.yaml still names it" in capsys.readouterr().err
    assert main(["models", "remove", NAME]) == Status.USAGE


def test_a_download_that_breaks_off_goes_on_with_the_same_command(
    published: Publisher, capsys: pytest.CaptureFixture[str]
) -> None:
    published.breaks_after = [300_000, 0]
    assert main(["models", "install", NAME]) == Status.USAGE
    assert "help: the same command goes on where it stopped" in capsys.readouterr().err
    assert main(["models", "install", NAME]) == Status.DONE
    assert published.sent == len(CONTENT)


@pytest.mark.parametrize("arguments", [["mine", "--from", "mine.zip"], ["--from", "mine.zip"]])
def test_a_model_of_ones_own_is_installed_from_its_archive(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    Path("mine.zip").write_bytes(archive("mine"))
    assert main(["models", "install", *arguments]) == Status.DONE
    use("mine")
    capsys.readouterr()
    assert main(["models", "list"]) == Status.DONE
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.split() == ["in", "use", "mine", "1", "MB", "a", "model", "of", "your", "own"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["install"], "say which model"),
        (["install", "vosk-model-small-en-us"], "did you mean `vosk-model-small-en-us-0.15`?"),
        (["install", "zebra"], "`holdlang models list` shows"),
        (["install", "--from", "missing.zip"], "missing.zip can't be read: No such file or directory"),
        (["remove", "vosk-model-small-en-us-0.15"], "is installed"),
        (["remove", "../data"], "no name of a model"),
    ],
)
def test_what_is_refused(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", *arguments]) == Status.USAGE
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("vosk-model-small-de-0.15", "data/models/vosk-model-small-de-0.15"),
        ("./vosk", "vosk"),
        ("models/vosk", "models/vosk"),
        ("/opt/vosk", "/opt/vosk"),
    ],
)
def test_a_word_is_a_name_and_what_has_a_slash_is_a_folder(written: str, meant: str, here: Path) -> None:
    use(written)
    assert load_config().recogniser.chosen_vosk_model == here / meant
