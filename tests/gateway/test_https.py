"""The server by HTTPS, with a certificate of its own."""

import shutil
import ssl
import subprocess
from pathlib import Path

import httpx
import pytest

from holdlang.cli.main import main
from tests.run.command import environment
from tests.supervision.served import served

pytestmark = [
    pytest.mark.web,
    pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl (Debian: openssl)"),
]


def _certificate(folder: Path) -> None:
    name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    made = ["-newkey", "rsa:2048", "-nodes", "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run(["openssl", "req", "-x509", *made, "-days", "2", *name], check=True, capture_output=True)


async def test_it_is_served_by_https_and_its_page_may_ask(tmp_path: Path) -> None:
    _certificate(tmp_path)
    async with served(tmp_path, {"server": {"certificate": "cert.pem", "key": "key.pem"}}) as server:
        trust = ssl.create_default_context(cafile=str(tmp_path / "cert.pem"))
        async with httpx.AsyncClient(base_url=f"https://{server.address}", verify=trust) as client:
            own = await client.get("/api/calls", headers={"Origin": f"https://{server.address}"})
            assert (own.status_code, own.json()["calls"]) == (200, [])
            other = await client.get("/api/calls", headers={"Origin": "https://elsewhere.example"})
            assert other.status_code == 403


@pytest.mark.parametrize("key", ["cert.pem", "none.pem"])
def test_a_key_that_does_not_fit(
    key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _certificate(tmp_path)
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    config = tmp_path / "holdlang.yaml"
    config.write_text(f"data_dir: data\nserver:\n  certificate: cert.pem\n  key: {key}\n")
    assert main(["serve", "--port", "0", "--config", str(config)]) == 2
    assert "can't be used for HTTPS" in capsys.readouterr().err
