"""The files by which others run the gateway: they name what there is, hold no secret, and give no more than is needed.

There is no container here to build: what they say is read, and the commands in them are run.
"""

import configparser
import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from holdlang.cli.group import SUBCOMMANDS
from tests.doctor.test_doctor import web_server

pytestmark = pytest.mark.web

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "runtime" / "deploy"
ANALYZE = shutil.which("systemd-analyze")


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile, continued lines joined."""
    text = (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in lines)]


def last_stage() -> list[tuple[str, str]]:
    """What the image that is started is made of."""
    found = instructions()
    start = max(place for place, (word, _) in enumerate(found) if word == "FROM")
    return found[start:]


def service() -> configparser.ConfigParser:
    """The unit; systemd lets a key stand twice, as we do with `Environment`."""
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(DEPLOY / "holdlang.service")
    return unit


def test_what_the_image_is_built_of_is_there() -> None:
    copies = [rest.split()[:-1] for word, rest in instructions() if word == "COPY" and "--from" not in rest]
    copied = {name for names in copies for name in names}
    for name in copied:
        assert (ROOT / name).exists(), name
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    needed = {name.split("/")[0] for name in project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]}
    needed |= set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])
    assert needed <= copied


def test_the_extras_that_are_installed_exist() -> None:
    known = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    for text in ((DEPLOY / name).read_text() for name in ("Dockerfile", "README.md")):
        found = re.search(r"\.\[([\w,]+)\]", text)
        assert found is not None
        assert set(found[1].split(",")) <= set(known)


def test_the_image_is_for_an_unprivileged_user() -> None:
    stage = last_stage()
    user = [rest for word, rest in stage if word == "USER"]
    assert user == ["10001:10001"]
    words = [word for word, _ in stage]
    assert words.index("USER") < words.index("ENTRYPOINT")
    assert sum(word == "FROM" for word, _ in instructions()) == 2
    assert ("VOLUME", '["/var/lib/holdlang"]') in stage


def test_what_is_started_is_a_command_of_ours() -> None:
    stage = dict(last_stage())
    assert json.loads(stage["ENTRYPOINT"]) == ["holdlang"]
    assert json.loads(stage["CMD"])[0] in SUBCOMMANDS
    program, subcommand, *options = service()["Service"]["ExecStart"].split()
    assert Path(program).name == "holdlang"
    assert subcommand in SUBCOMMANDS
    assert not options
    for name in re.findall(r"^(?:docker compose exec holdlang )?\S*\bholdlang (\w+)", _shell(), re.MULTILINE):
        assert name in SUBCOMMANDS


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (503, False)])
def test_the_health_check_asks_the_server(status: int, healthy: bool) -> None:
    _, _, text = dict(last_stage())["HEALTHCHECK"].partition(" CMD ")
    program, *arguments = json.loads(text)
    assert program == "python"
    with web_server(status, b"{}") as port:
        here = [argument.replace("8000", str(port)) for argument in arguments]
        assert here != arguments
        run = subprocess.run([sys.executable, *here], check=False, capture_output=True, timeout=20)
        assert (run.returncode == 0) is healthy
    gone = subprocess.run([sys.executable, *here], check=False, capture_output=True, timeout=20)
    assert gone.returncode != 0


def test_the_compose_file_gives_no_more_than_is_needed() -> None:
    compose = YAML(typ="safe").load((DEPLOY / "compose.yaml").read_text())
    assert set(compose) == {"services", "volumes"}
    one = compose["services"]["holdlang"]
    assert (DEPLOY / one["build"]["context"]).resolve() == ROOT
    assert (ROOT / one["build"]["dockerfile"]).is_file()
    assert one["cap_drop"] == ["ALL"]
    assert one["security_opt"] == ["no-new-privileges:true"]
    assert one["read_only"] is True
    assert one["init"] is True
    assert "privileged" not in one
    assert "ports" not in one  # the host's network has no ports to publish
    places = [volume.split(":") for volume in one["volumes"]]
    assert ["data", "/var/lib/holdlang"] in places
    assert all(place[0] in compose["volumes"] or place[0].startswith("./") for place in places)
    assert "environment" not in one


def test_no_file_holds_a_secret() -> None:
    for path in DEPLOY.iterdir():
        assert not re.search(r"(?i)(password|secret|token|key)\s*[=:]\s*\S", path.read_text()), path.name


def test_the_service_can_read_what_init_has_written() -> None:
    written = re.findall(r"^\S*\bholdlang init (\S+)$", _shell(), re.MULTILINE)
    assert len(written) == 2
    for path in written:
        assert f"init {path}\nchmod 0644 {path}\n" in _shell()


def test_calls_outlive_the_service() -> None:
    unit = service()["Service"]
    assert unit["KillMode"] == "process"
    assert unit["NoNewPrivileges"] == "yes"
    assert unit["ProtectSystem"] == "strict"
    assert unit["StateDirectory"] == "holdlang"
    assert "PrivateTmp" not in unit


@pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not here: apt-get install systemd")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    program = shutil.which("true")
    unit = (DEPLOY / "holdlang.service").read_text().replace("/opt/holdlang/bin/holdlang", program or "")
    path = tmp_path / "holdlang.service"
    path.write_text(unit)
    run = subprocess.run(
        [ANALYZE or "systemd-analyze", "verify", "--man=no", str(path)],
        check=False,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert run.returncode == 0, run.stderr
    assert not [line for line in run.stderr.splitlines() if "holdlang.service" in line]


def _shell() -> str:
    """The commands in the README, a line each."""
    return "\n".join(re.findall(r"```sh\n(.*?)```", (DEPLOY / "README.md").read_text(), re.DOTALL))
