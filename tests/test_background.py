"""A thread that stands back."""

import gc
import os
import subprocess
import sys
import threading
import time

import pytest

from runtime.background import NICE, Background

pytestmark = pytest.mark.unit


def test_what_is_done_there_comes_back() -> None:
    background = Background("test")
    assert background.do(lambda: 6 * 7) == 42
    with pytest.raises(ZeroDivisionError):
        background.do(lambda: 1 // 0)
    assert background.do(threading.current_thread).name == "test"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a niceness for each thread")
def test_it_stands_back_and_nobody_else() -> None:
    before = os.getpriority(os.PRIO_PROCESS, 0)
    assert Background("test").do(lambda: os.getpriority(os.PRIO_PROCESS, 0)) == min(19, before + NICE)
    assert os.getpriority(os.PRIO_PROCESS, 0) == before


def test_it_ends_with_its_owner() -> None:
    background = Background("ends")
    thread = background.do(threading.current_thread)
    del background
    gc.collect()
    thread.join(5)
    assert not thread.is_alive()


def test_no_process_waits_for_it() -> None:
    program = """
import threading, time
from runtime.background import Background
background = Background("slow")
threading.Thread(target=background.do, args=(lambda: time.sleep(60),), daemon=True).start()
time.sleep(0.2)
"""
    begun = time.monotonic()
    subprocess.run([sys.executable, "-c", program], check=True, timeout=50)
    assert time.monotonic() - begun < 40
