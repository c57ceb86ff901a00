"""An engine in a process of its own: it answers as it would here, and what becomes of its process hurts nobody else."""

import gc
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from runtime.engines import apart, process
from runtime.engines.errors import EngineEnded, EngineUnavailable
from runtime.engines.process import Apart
from runtime.engines.process.worker import NICE
from runtime.ports import Samples
from tests.engines.fakes import Blocking

pytestmark = pytest.mark.engine

BLOCK: Samples = np.zeros(800, np.int16)


class Odd(Blocking):
    """An engine that does odd things; it is run in the other process."""

    def start(self) -> None:
        if "die" in self.phrases:
            os.kill(os.getpid(), signal.SIGSEGV)

    def feed(self, samples: Samples) -> str:
        return " ".join([f"{len(samples)} samples", *self.phrases])

    def finish(self) -> str:
        if "fault" in self.phrases:
            raise LookupError("what was said")
        if "strange fault" in self.phrases:
            raise Unpicklable
        return str(os.getpriority(os.PRIO_PROCESS, 0))

    def add_phrases(self, phrases: Sequence[str]) -> None:
        if "bad" in phrases:
            raise ValueError("a bad phrase")
        self.phrases += phrases


class Unpicklable(Exception):
    """What it holds can't go from one process to another."""

    def __init__(self) -> None:
        super().__init__(lambda: "what was said")


def unavailable() -> Odd:
    raise EngineUnavailable("no recogniser: install it")


@pytest.fixture
def odd() -> Apart:
    return Apart(partial(Odd, "odd"))


def test_it_is_the_engine_that_was_loaded(odd: Apart) -> None:
    assert (odd.name, odd.rate, odd.capabilities) == ("odd", Odd.rate, Odd.capabilities)
    odd.add_phrases(["press", "one"])
    odd.start()
    assert odd.feed(BLOCK) == "800 samples press one"


def test_it_stands_back(odd: Apart) -> None:
    odd.start()
    assert int(odd.finish()) == min(19, os.getpriority(os.PRIO_PROCESS, 0) + NICE)


@pytest.mark.parametrize(("phrase", "error"), [("fault", LookupError), ("strange fault", RuntimeError)])
def test_what_it_raises_is_raised_here_and_it_goes_on(odd: Apart, phrase: str, error: type[Exception]) -> None:
    odd.add_phrases([phrase])
    odd.start()
    with pytest.raises(error) as raised:
        odd.finish()
    assert phrase == "fault" or "said" not in str(raised.value)
    assert odd.feed(BLOCK).startswith("800 samples")


def test_what_is_wrong_with_a_phrase_is_raised_at_the_next_question_and_confuses_no_answers(odd: Apart) -> None:
    odd.add_phrases(["bad"])
    odd.add_phrases(["good"])
    with pytest.raises(ValueError, match="a bad phrase"):
        odd.start()
    odd.start()
    assert odd.feed(BLOCK) == "800 samples good"


def test_an_engine_that_is_not_to_be_had() -> None:
    with pytest.raises(EngineUnavailable, match="install it"):
        Apart(unavailable)


def test_a_model_that_is_missing_is_said_as_it_would_be_here(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match="no acoustic model"):
        apart(acoustic_model=tmp_path)


def test_a_process_that_was_killed_is_told_and_replaced(odd: Apart) -> None:
    odd.add_phrases(["press"])
    odd.start()
    os.kill(odd._process.pid, signal.SIGKILL)
    with pytest.raises(EngineEnded, match="SIGKILL"):
        odd.feed(BLOCK)
    with pytest.raises(EngineEnded):
        odd.finish()
    odd.start()
    assert odd.feed(BLOCK) == "800 samples press"


def test_a_process_that_ended_while_it_stood_by_is_replaced(odd: Apart) -> None:
    odd._process.kill()
    odd._process.wait()
    odd.add_phrases(["press", "one"])
    odd.start()
    assert odd.feed(BLOCK) == "800 samples press one"


def test_a_process_that_hangs_is_replaced(odd: Apart, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "HANGS", 0.2)
    odd.start()
    os.kill(odd._process.pid, signal.SIGSTOP)
    with pytest.raises(EngineEnded, match=r"did not answer for 0\.2 s"):
        odd.feed(BLOCK)
    monkeypatch.setattr(process, "HANGS", 20.0)
    odd.start()
    assert odd.feed(BLOCK) == "800 samples"


def test_a_library_that_crashes_leaves_us_alive(odd: Apart) -> None:
    odd.add_phrases(["die"])
    with pytest.raises(EngineEnded, match="SIGSEGV"):
        odd.start()


def test_it_loads_no_more_than_it_needs() -> None:
    """Each call has one: what it loads in vain costs 20 MB and a third of a second a call."""
    program = (
        "import sys; from runtime.engines import transcriber; import runtime.engines.process.worker; transcriber()"
    )
    asked = [sys.executable, "-c", f"{program}; print(*sys.modules)"]
    loaded = subprocess.run(asked, stdout=subprocess.PIPE, text=True, timeout=60, check=True).stdout.split()
    assert {"numpy", "pocketsphinx"} <= set(loaded)
    assert not {"trio", "pydantic", "pjsua2", "openai", "lark"} & set(loaded)


def test_it_ends_with_its_owner() -> None:
    engine = Apart(partial(Odd, "odd"))
    process = engine._process
    del engine
    gc.collect()
    assert process.returncode is not None


def test_it_ends_with_a_process_that_was_killed() -> None:
    program = """
import os, signal
from runtime.engines import apart, process
engine = apart()
print(engine._process.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, timeout=60, check=False)
    assert killed.returncode == -signal.SIGKILL
    gone = Path("/proc") / killed.stdout.decode().strip()
    while gone.exists() and "State:\tZ" not in (gone / "status").read_text():
        pass
