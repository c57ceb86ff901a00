"""Running Vim and Neovim without a screen. Not responsible for what they must do (`test_vim`)."""

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

RUNTIME = Path(__file__).parents[2] / "grammar" / "vim"

PATIENCE = 60
"""Seconds for one run of an editor."""

STARTS = {
    "nvim": ["nvim", "--headless", "-n", "-u", "NONE", "-i", "NONE"],
    "vim": ["vim", "-es", "-N", "-n", "-u", "NONE", "-i", "NONE"],
}
INSTALL = {"nvim": "apt-get install neovim", "vim": "apt-get install vim"}


@cache
def missing(editor: str) -> str:
    """Why this editor can't be used, or ""."""
    if shutil.which(editor) is None:
        return f"{editor} is not here: {INSTALL[editor]}"
    version = subprocess.run([editor, "--version"], capture_output=True, text=True, check=False).stdout
    if editor == "vim" and "+syntax" not in version:
        return f"this vim was built without colours: {INSTALL[editor]}"
    return ""


def edit(editor: str, script: str, folder: Path) -> Any:
    """Run a Vim script with the runtime of grammar/vim, in `folder`; what it puts into `g:seen`. The editor's own
    configuration is left out, and this Python's `holdlang` stands first on the PATH."""
    if why := missing(editor):
        pytest.skip(why)
    seen = folder / "seen.json"
    steps = folder / "steps.vim"
    guarded = f"try\n{script}\ncatch\nlet g:seen = {{'thrown': v:exception, 'at': v:throwpoint}}\nendtry"
    steps.write_text(f"{guarded}\ncall writefile([json_encode(g:seen)], '{seen}')\nqall!\n", encoding="utf-8")
    first = f"set encoding=utf-8 runtimepath^={RUNTIME}"
    command = [*STARTS[editor], "--cmd", first, "--cmd", "filetype plugin indent on", "--cmd", "syntax on"]
    ended = subprocess.run(
        [*command, "-S", str(steps)],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        env={
            **os.environ,
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
            "HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder),
            "XDG_DATA_HOME": str(folder),
            "XDG_CACHE_HOME": str(folder),
        },
    )
    assert seen.exists(), ended.stdout + ended.stderr
    found = json.loads(seen.read_text(encoding="utf-8"))
    assert not (isinstance(found, dict) and "thrown" in found), found
    return found
