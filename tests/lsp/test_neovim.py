"""The server as Neovim uses it: a headless Neovim, keys sent to it, and what its buffer then holds."""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.lsp.client import own_environment

NVIM = shutil.which("nvim")

pytestmark = [
    pytest.mark.unit,
    pytest.mark.skipif(NVIM is None, reason="needs Neovim (Debian: apt-get install neovim)"),
]

PATIENCE = 60.0
"""Seconds until the editor counts as stuck."""

INIT = """
vim.o.swapfile = false
vim.o.completeopt = "menuone"
vim.api.nvim_create_autocmd("BufRead", {
  pattern = "*.hold",
  callback = function(args)
    local id = vim.lsp.start_client({ name = "holdlang", cmd = COMMAND, root_dir = vim.fn.getcwd() })
    vim.lsp.buf_attach_client(args.buf, id)
    vim.bo[args.buf].omnifunc = "v:lua.vim.lsp.omnifunc"
  end,
})
"""

TEXT = """flow bank "Bank — 😀 disputes"
  company "Bank"

listen   15s
  on "représentative 😀" goto quue
queue: hold 2h
transfer   sip_phone
"""


class Editor:
    """A Neovim that runs in `folder`, spoken to as its own remote commands do."""

    def __init__(self, folder: Path, address: str) -> None:
        command = json.dumps([sys.executable, "-m", "holdlang", "lsp"])
        init = folder / "init.lua"
        init.write_text(INIT.replace("COMMAND", f"vim.json.decode([=[{command}]=])"), encoding="utf-8")
        self.address = address
        self._environment = own_environment(folder)
        self._process = subprocess.Popen(
            [str(NVIM), "--headless", "-i", "NONE", "-u", str(init), "--listen", address, "bank.hold"],
            cwd=folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def keys(self, keys: str) -> None:
        """Type, in the notation of key maps."""
        self._remote("--remote-send", keys)

    def lua(self, expression: str) -> Any:
        """The value of a Lua expression."""
        return json.loads(self._remote("--remote-expr", f"json_encode(luaeval({_quoted(expression)}))"))

    def until(self, condition: str) -> None:
        """Let the editor work until a Lua condition holds. Asks again and again: while it answers, it takes no keys."""
        deadline = time.monotonic() + PATIENCE
        while not self.lua(f"vim.wait(50, function() return {condition} end)"):
            assert time.monotonic() < deadline, condition

    def line(self, number: int) -> str:
        """A line of the buffer, counted from 1."""
        return str(self.lua(f"vim.fn.getline({number})"))

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(60)

    def _remote(self, *arguments: str) -> str:
        while True:
            run = subprocess.run(
                [str(NVIM), "--server", self.address, *arguments],
                env=self._environment,
                capture_output=True,
                text=True,
                check=False,
            )
            if run.returncode == 0 or self._process.poll() is not None or not _starting(run.stderr):
                assert run.returncode == 0, run.stderr
                return run.stdout or run.stderr


def _starting(complaint: str) -> bool:
    """Whether the editor does not listen yet."""
    return "connection refused" in complaint or "no such file" in complaint


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[Editor]:
    (tmp_path / "bank.hold").write_text(TEXT, encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="nvim") as short:  # a socket's path has at most 107 characters
        running = Editor(tmp_path, f"{short}/socket")
        try:
            yield running
        finally:
            running.close()


def test_neovim_shows_completes_renames_and_lays_out(editor: Editor) -> None:
    editor.until("#vim.diagnostic.get(0) == 1")
    (found,) = editor.lua("vim.diagnostic.get(0)")
    assert found["message"].startswith("unknown label `quue`")
    line = editor.line(5).encode()
    assert line[found["col"] : found["end_col"]] == b"quue"

    editor.keys("5GA<BS><BS><BS><C-x><C-o>")
    editor.until("vim.fn.pumvisible() == 1")
    words = [item["word"] for item in editor.lua("vim.fn.complete_info().items")]
    assert words == ["queue"]
    editor.keys("<C-y><Esc>")
    editor.until("vim.fn.mode() == 'n'")
    assert editor.line(5).endswith("goto queue")
    editor.until("#vim.diagnostic.get(0) == 0")

    editor.keys("<Cmd>lua vim.lsp.buf.rename('waiting')<CR>")
    editor.until("vim.fn.getline(6) == 'waiting: hold 2h'")
    assert editor.line(5).endswith("goto waiting")

    editor.keys("<Cmd>lua (vim.lsp.buf.formatting_sync or vim.lsp.buf.format)()<CR>")
    editor.until("vim.fn.getline(4) == 'listen 15s'")
    assert editor.line(7) == "transfer sip_phone"
    editor.until("#vim.diagnostic.get(0) == 0")
