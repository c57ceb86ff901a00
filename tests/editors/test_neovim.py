"""How the runtime starts the language server in Neovim. What the server does is for tests/lsp."""

from pathlib import Path

import pytest

from tests.editors.vim import edit

pytestmark = pytest.mark.editor

WRONG = 'listen 15s\n  on "a" goto closd\n  else fail "no"\nclosed: hangup\n'

FIRST = """
lua require("holdlang").setup()
edit flow.hold
lua vim.wait(20000, function() return #vim.diagnostic.get(0) > 0 end, 20)
"""
"""Open a file with a mistake, and wait until the server has told it."""


def test_a_file_that_is_opened_is_served(tmp_path: Path) -> None:
    (tmp_path / "flow.hold").write_text(WRONG, encoding="utf-8")
    found = "luaeval('vim.tbl_map(function(d) return { d.lnum, d.col, d.code } end, vim.diagnostic.get(0))')"
    seen = edit("nvim", f"{FIRST}\nlet g:seen = {found}", tmp_path)
    assert [1, len('  on "a" goto ')] in [place for *place, _ in seen]


def test_a_file_that_is_open_already_is_served_too(tmp_path: Path) -> None:
    (tmp_path / "flow.hold").write_text(WRONG, encoding="utf-8")
    script = (
        "edit flow.hold\n"
        + FIRST.replace("edit flow.hold\n", "")
        + "let g:seen = len(luaeval('vim.diagnostic.get(0)'))"
    )
    assert edit("nvim", script, tmp_path) > 0


def test_one_server_serves_all_files_of_a_project(tmp_path: Path) -> None:
    """The project is the nearest folder above with holdlang.yaml, a nearer one than the repository's."""
    project = tmp_path / "calls"
    (tmp_path / ".git").mkdir()
    for folder in (project / "bank", project / "airline"):
        folder.mkdir(parents=True)
        (folder / "flow.hold").write_text(WRONG, encoding="utf-8")
    (project / "holdlang.yaml").write_text("", encoding="utf-8")
    script = """
lua require("holdlang").setup()
set hidden
edit calls/bank/flow.hold
let g:first = bufnr()
edit calls/airline/flow.hold
lua vim.wait(20000, function() return #vim.diagnostic.get(vim.g.first) > 0 and #vim.diagnostic.get(0) > 0 end, 20)
let g:seen = luaeval('vim.tbl_map(function(c) return c.config.root_dir end, vim.lsp.get_active_clients())')
"""
    assert edit("nvim", script, tmp_path) == [str(project)]


def test_a_file_without_a_project_is_served_from_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "flow.hold").write_text(WRONG, encoding="utf-8")
    script = f"{FIRST}\nlet g:seen = luaeval('vim.lsp.get_active_clients()[1].config.root_dir')"
    assert edit("nvim", script, tmp_path) == str(tmp_path)


def test_a_program_that_is_not_there_is_told_once(tmp_path: Path) -> None:
    script = """
lua require("holdlang").setup({ cmd = { "no-such-holdlang", "lsp" } })
edit flow.hold
edit other.hold
let g:seen = [execute('messages'), len(luaeval('vim.tbl_values(vim.lsp.get_active_clients())'))]
"""
    messages, clients = edit("nvim", script, tmp_path)
    assert messages.count("no-such-holdlang is not found") == 1
    assert clients == 0


def test_the_configuration_is_one_that_neovim_enables(tmp_path: Path) -> None:
    """`vim.lsp.enable("holdlang")` reads lsp/holdlang.lua from the runtime path (`:help lsp-config`)."""
    script = "let g:seen = luaeval('dofile(vim.api.nvim_get_runtime_file(\"lsp/holdlang.lua\", false)[1])')"
    seen = edit("nvim", script, tmp_path)
    assert seen == {"cmd": ["holdlang", "lsp"], "filetypes": ["hold"], "root_markers": ["holdlang.yaml", ".git"]}
