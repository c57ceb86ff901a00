"""A call as a user makes it: by a trunk that wants registration and credentials, to a phone that is somebody else's."""

import sys
from pathlib import Path

import pytest
import trio

from runtime.rehearse.process import rehearsed
from tests.run.command import environment
from tests.sip.baresip import needs_baresip, phone
from tests.sip.kamailio import needs_kamailio, registrar

pytestmark = [pytest.mark.sip, needs_kamailio, needs_baresip]

TREE = """\
tree company

answer after 1 ring
menu: say "Hello. For billing, press 2. For disputes, press 3."
  on press 3    goto queue
  on silence 6s goto menu
queue: music 6s
human "Hi, this is Sam in disputes. What can I do for you?"
wait 6s
hangup
"""

FLOW = """\
flow disputes
  dial "+18005551234"

listen 20s
  on "disputes" press 3
  else fail "not the menu I know"
hold 5m
transfer sip_phone
"""

CONFIG = """\
trunk:
  address: {trunk}
  username: alice
  password: env TRUNK_PASSWORD
devices:
  sip_phone:
    uri: {phone}
"""


async def call(folder: Path, trunk: str, device: str, password: str) -> tuple[int, str]:
    """`holdlang run` by this trunk to its end: exit status, and everything it said."""
    (folder / "disputes.hold").write_text(FLOW)
    (folder / "holdlang.yaml").write_text(CONFIG.format(trunk=trunk, phone=device))
    done = await trio.run_process(
        [sys.executable, "-m", "holdlang", "run", "disputes.hold"],
        cwd=folder,
        env={**environment(folder), "TRUNK_PASSWORD": password},
        capture_stdout=True,
        capture_stderr=True,
        check=False,
    )
    return done.returncode, (done.stdout + done.stderr).decode()


@pytest.fixture
def rooms(tmp_path: Path) -> tuple[Path, Path, Path]:
    """A folder each for the call, the trunk and the phone."""
    folders = (tmp_path / "call", tmp_path / "trunk", tmp_path / "phone")
    for folder in folders:
        folder.mkdir()
    return folders


async def test_the_call_goes_by_kamailio_and_rings_baresip(rooms: tuple[Path, Path, Path]) -> None:
    ours, at_trunk, at_phone = rooms
    (ours / "company.tree.hold").write_text(TREE)
    with trio.fail_after(110):
        async with (
            rehearsed(ours / "company.tree.hold") as peers,
            registrar(at_trunk, peers.company_address) as trunk,
            phone(at_phone, trunk) as device,
        ):
            status, said = await call(ours, trunk, device, "open sesame")
            assert status == 0, said
            digits = [event.data["digit"] for event in peers.company.events if event.event == "digit"]
    assert digits == ["3"]
    assert "sip_phone answered; you are connected" in said
    assert "Call established" in (at_phone / "output").read_text(errors="replace")


async def test_a_wrong_password_ends_with_one_line_that_does_not_hold_it(rooms: tuple[Path, Path, Path]) -> None:
    ours, at_trunk, _ = rooms
    with trio.fail_after(60):
        async with registrar(at_trunk) as trunk:
            status, said = await call(ours, trunk, "sip:nobody@127.0.0.1", "close sesame")
    assert status == 4
    assert said.startswith("error: registration failed: 401")
    assert len(said.splitlines()) == 1
    for written in ours.rglob("*"):
        assert not written.is_file() or "close sesame" not in written.read_text(errors="replace")
