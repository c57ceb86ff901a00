"""A server in a process of its own, with flows and companies that are quick. Not responsible for the browser."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copy

import httpx

from tests.page.past import write_past

EXAMPLES = Path(__file__).parents[2] / "examples"

BANK = """\
# A bank with one menu, for the tests of the page.

flow quick_bank "Quick Bank — cards"
  company "Quick Bank"
  dial    "+18005550123"
  tags    banking
  intent  "ask about my card"

listen 20s
  on "representative" or "agent" press 0
  else fail "the menu is not the one I know"

queue: hold 1h

transfer sip_phone
"""

TREE = """\
use "bank.hold"

tree {name} "{company}"

answer after 1 ring
say "Welcome to the bank. To speak to a representative, press zero."
  on press 0   goto queue
  on silence 6s goto queue
  else goto queue

queue: say "Please hold while I connect you."
music {music}
human "Thank you for holding, this is Dana, how can I help you?"

tree sip_phone "Your phone"

answer after 1 ring
human "Hello, yes, I am here."
wait 2s
hangup
"""

NEEDY = """\
flow needy "Parcel — lost"
  company "Parcel"
  dial    "+18005550124"
  needs   pin secret "the PIN of your account"
  needs   parcel "the number of the parcel"

listen 20s
  on "number" press $parcel, press $pin
  else press 0

hold 1h
transfer sip_phone
"""


@dataclass(frozen=True)
class Served:
    """A server that runs."""

    address: str
    token: str
    folder: Path

    @property
    def flows(self) -> Path:
        """The folder of its flows."""
        return self.folder / "flows"

    @property
    def data(self) -> Path:
        """Where it keeps calls."""
        return self.folder / "data"

    @property
    def signed_in(self) -> str:
        """The address as it is printed."""
        return f"{self.address}/#token={self.token}"


def prepare(folder: Path, port: int = 0) -> Path:
    """Fill `folder` with flows, past calls and a configuration, whose path it gives."""
    flows = folder / "flows"
    flows.mkdir(parents=True)
    for name in ("chase.hold", "chase.tree.hold"):
        copy(EXAMPLES / name, flows)
    (flows / "bank.hold").write_text(BANK, encoding="utf-8")
    (flows / "needy.hold").write_text(NEEDY, encoding="utf-8")
    for name, company, music in (("quick", "Quick Bank", "6s"), ("slow", "Slow Bank", "10m")):
        (flows / f"{name}.tree.hold").write_text(TREE.format(name=name, company=company, music=music), encoding="utf-8")
    write_past(folder / "data")
    config = folder / "holdlang.yaml"
    config.write_text(
        "data_dir: data\n"
        f"server:\n  bind: 127.0.0.1:{port}\n  flows: flows\n  git: true\n"
        "devices:\n  sip_phone:\n    uri: sip:me@127.0.0.1:5999\n",
        encoding="utf-8",
    )
    return config


@contextmanager
def serve(config: Path) -> Iterator[Served]:
    """A server with this configuration, which ends with the block."""
    folder = config.parent
    process = subprocess.Popen(
        [sys.executable, "-m", "holdlang", "serve", "--json", "--config", str(config)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=folder,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "PYTHONUNBUFFERED": "1"},
    )
    try:
        address, token = _printed(process)
        yield Served(address, token, folder)
        _hang_up(address, token)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def _hang_up(address: str, token: str) -> None:
    """End the calls that a failed test has left: they would outlive the server."""
    with httpx.Client(base_url=address, headers={"Authorization": f"Bearer {token}"}) as client:
        for call in client.get("/api/calls").json()["calls"]:
            client.post(f"/api/calls/{call['call_id']}/hangup")


def _printed(process: "subprocess.Popen[str]") -> tuple[str, str]:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("{"), f"the server does not start:\n{line}{process.stdout.read()}"
    printed = json.loads(line)
    return f"http://{printed['address']}", printed["token"]
