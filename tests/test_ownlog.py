"""What holdlang logs during a call is in the call's folder, and nowhere on the screen."""

import logging
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from holdlang.ownlog import FILE_NAME, logged

pytestmark = pytest.mark.unit


def test_messages_go_to_the_folder_and_only_while_the_call_lasts(tmp_path: Path) -> None:
    with logged(tmp_path):
        logging.getLogger("runtime.sip.call").info("sending the key by INFO")
        logging.getLogger("elsewhere").info("chatter")
        warnings.warn("deprecated", stacklevel=1)
    logging.getLogger("runtime.sip.call").error("after the call")
    text = (tmp_path / FILE_NAME).read_text()
    assert "INFO runtime.sip.call: sending the key by INFO" in text
    assert "deprecated" in text
    assert "chatter" not in text
    assert "after the call" not in text


def test_without_messages_there_is_no_file(tmp_path: Path) -> None:
    with logged(tmp_path):
        logging.getLogger("runtime.sip").debug("detail")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("folder", [".", "not/there"])
def test_nothing_reaches_standard_error(folder: str, tmp_path: Path) -> None:
    code = (
        "import logging, pathlib; from holdlang.ownlog import logged\n"
        f"with logged(pathlib.Path({str(tmp_path / folder)!r})):\n"
        "    logging.getLogger('runtime').error('a callback failed')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_does_not_reach_the_call(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).symlink_to("/dev/full")
    with logged(tmp_path):
        logging.getLogger("runtime").error("the recording could not be written")
