"""`holdlang learn` over SIP and RTP: companies that nobody has a flow for, explored, each in processes of its own.

Not responsible for what is written from logs, or for the command's options (`tests/cli/test_learn.py`).
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.calls.test_variables import PIN, SPELLED, leaks
from tests.engines.chatserver import Answer, ChatServer, Request, enter, press, prompt_of, wait
from tests.ports import free_port
from tests.run.command import Finished, Runs, holdlang, in_order
from tests.run.test_run import TRUNK, config

pytestmark = pytest.mark.sip

BANK = """\
tree bank

answer
main: say "For card disputes, press three. For new cards, press two."
  on press 3    goto queue
  on silence 6s goto main
  else goto main
queue: music 4s
human "Thank you for holding, this is Dana, how can I help you?"
"""

CLUB = f"""\
tree club

answer
main: say "For members, press four. For visitors, press five."
  on press 4    goto pin
  on silence 6s goto main
  else goto main
pin: say "Please enter your account number."
  on press {PIN} goto queue
  on silence 8s  goto pin
queue: say "You entered {SPELLED}. Thank you."
music 4s
human "Thank you for holding, this is Dana, how can I help you?"
"""
"""Whoever only compares words gets nowhere here: what the call is for is said nowhere."""

SHUT = """\
tree shut

answer
say "Our offices are closed. Goodbye."
hangup
"""

KEY = "sk-1f0e2d3c4b5a"
"""The key of the model's server, which nobody but that server gets to see."""

MODEL = """\
model:
  base_url: {url}
  name: scripted
  key: env TEST_MODEL_KEY
values:
  account: env TEST_ACCOUNT
"""


def knows_the_way(request: Request) -> Answer:
    """A language model that has been a member for years."""
    prompt = prompt_of(request)["prompt"]
    if "members" in prompt:
        return press("4")
    return enter("account") if "account" in prompt else wait()


@pytest.fixture(scope="module")
def server() -> Iterator[ChatServer]:
    with ChatServer(knows_the_way) as server:
        yield server


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory, server: ChatServer) -> Iterator[Runs]:
    """All the calls of this module, begun together."""
    folder = tmp_path_factory.mktemp("learn")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEST_MODEL_KEY", KEY)
        patch.setenv("TEST_ACCOUNT", PIN)
        for name, text in (("bank", BANK), ("club", CLUB), ("shut", SHUT)):
            (folder / f"{name}.tree").write_text(text)
        model = config(folder / "model", MODEL.format(url=server.base_url))
        runs = Runs(folder)

        def explore(name: str, intent: str, *more: str | Path) -> None:
            output = ["--intent", intent, "-o", f"{name}.hold"]
            runs.start(name, "learn", "--rehearse", folder / f"{name}.tree", *output, *more)

        explore("bank", "dispute a charge on my card", "--company", "Northgate Bank")
        explore("club", "extend my subscription", "--needs", "account=my account number", "--config", model, "--json")
        explore("shut", "extend my subscription")
        yield runs
        runs.close()


def written(done: Finished, name: str) -> str:
    """A file that was written where the command ran."""
    return (done.home.parent / name).read_text()


def learned_files(done: Finished) -> list[str]:
    return sorted(path.name for path in done.home.parent.glob("*.hold"))


# --- without a model


def test_likeness_of_words_comes_to_a_person_and_leaves_a_flow(runs: Runs) -> None:
    done = runs["bank"]
    assert done.status == 0, done.stdout + done.stderr
    assert in_order(["ask_advisor", "advised", "ivr_dtmf_sent", "human_detected", "transfer_complete"], done.types())
    assert [data.digits for data in done.data("ivr_dtmf_sent")] == ["3"]
    assert "bank.hold: the flow\nbank.tree.hold: the company as a tree, and a test\n" in done.stdout
    assert "1 passed" in done.stdout
    flow = written(done, "bank.hold")
    for text in ('company "Northgate Bank"', "dispute a charge on my card", "press heard or 3", "transfer sip_phone"):
        assert text in flow
    assert "dial" not in flow  # whoever only rehearses a company names no number
    assert "dana" not in (flow + written(done, "bank.tree.hold")).casefold()


def test_what_was_learned_from_the_call_is_learned_from_its_log(runs: Runs) -> None:
    done = runs["bank"]
    again = holdlang(done.home.parent, "learn", "--from", "last", "-o", "bank.hold")
    assert (again.status, again.stdout, again.stderr) == (0, "bank.hold: nothing has changed\n", "")


def test_a_call_that_comes_to_no_person_teaches_nothing(runs: Runs) -> None:
    done = runs["shut"]
    assert done.status == 1, done.stdout + done.stderr
    assert "there is nothing to learn yet: no person was reached" in done.stderr
    assert learned_files(done) == []


# --- with a model


def test_a_model_knows_what_words_do_not_tell(runs: Runs) -> None:
    done = runs["club"]
    assert done.status == 0, done.stdout + done.stderr
    assert [data.digits for data in done.data("ivr_dtmf_sent")] == ["4", "<secret>"]
    assert learned_files(done) == ["club.hold", "club.tree.hold"]
    assert "secret" in written(done, "club.hold")


def test_the_key_of_the_model_goes_to_its_server_and_nowhere_else(runs: Runs, server: ChatServer) -> None:
    done = runs["club"]
    assert len(server.headers) >= 2
    assert {headers["authorization"] for headers in server.headers} == {f"Bearer {KEY}"}
    assert KEY not in done.stdout + done.stderr
    files = [path for path in done.home.parent.rglob("*") if path.is_file()]
    assert done.folder / "call.jsonl" in files
    assert [path for path in files if KEY.encode() in path.read_bytes()] == []


def test_what_was_typed_in_goes_neither_to_the_model_nor_into_what_is_learned(runs: Runs, server: ChatServer) -> None:
    done = runs["club"]
    learned = [written(done, name) for name in learned_files(done)]
    assert leaks(done.folder, done.stdout, done.stderr, *learned, *map(str, server.requests)) == []


def test_json_prints_the_call_log_and_nothing_else(runs: Runs) -> None:
    done = runs["club"]
    assert done.stdout == (done.folder / "call.jsonl").read_text()
    assert "club.hold: the flow" in done.stderr


# --- a real number


def test_a_trunk_out_of_reach_teaches_nothing(tmp_path: Path) -> None:
    file = config(tmp_path, TRUNK.format(port=free_port()))
    wanted = ["+12065550143", "--intent", "dispute a charge", "-o", "bank.hold"]
    refused = holdlang(tmp_path, "learn", *wanted, "--config", file)
    assert (refused.status, (refused.home / "calls").exists()) == (2, False)
    assert "there is nobody to ask whether to dial" in refused.stderr
    done = holdlang(tmp_path, "learn", *wanted, "--config", file, "--yes")
    assert done.status == 4
    assert done.data("call_started")[0].number == "+12065550143"
    assert learned_files(done) == []
