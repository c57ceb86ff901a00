-- The language server, for `vim.lsp.enable("holdlang")` of Neovim 0.11. For older versions see lua/holdlang.lua.
-- License: GPL-3.0-or-later

---@type vim.lsp.Config
return {
  cmd = { "holdlang", "lsp" },
  filetypes = { "hold" },
  root_markers = { "holdlang.yaml", ".git" },
}
