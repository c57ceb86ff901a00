-- The language server for a Neovim without `vim.lsp.enable`: `require("holdlang").setup()` in init.lua.
-- License: GPL-3.0-or-later

local M = {}

--- The configuration of lsp/holdlang.lua, with the fields of `changes` put in.
---@param changes table|nil
---@return table
function M.config(changes)
  local file = vim.api.nvim_get_runtime_file("lsp/holdlang.lua", false)[1]
  return vim.tbl_extend("force", { name = "holdlang" }, dofile(file), changes or {})
end

--- The nearest folder above the buffer that holds one of the markers; else the folder of the buffer.
local function root(buffer, markers)
  local folder = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(buffer), ":p:h")
  local nearest = ""
  for _, marker in ipairs(markers) do
    for _, find in ipairs({ vim.fn.findfile, vim.fn.finddir }) do
      local found = find(marker, vim.fn.escape(folder, " ,;") .. ";")
      local parent = found ~= "" and vim.fn.fnamemodify(found, ":p"):gsub("/$", ""):match("^(.*)/") or ""
      if #parent > #nearest then
        nearest = parent
      end
    end
  end
  return nearest ~= "" and nearest or folder
end

--- Clients by their root folder, where Neovim (before 0.8) does not keep them itself.
local clients = {}

--- Start the language server for a buffer, or let the one that serves its folder serve it too.
---@param buffer integer
---@param changes table|nil fields of `vim.lsp.start_client` that differ
---@return integer|nil client id
function M.start(buffer, changes)
  local config = M.config(changes)
  config.root_dir = config.root_dir or root(buffer, config.root_markers)
  if vim.lsp.start then
    return vim.lsp.start(config, { bufnr = buffer })
  end
  local id = clients[config.root_dir]
  if not (id and vim.lsp.get_client_by_id(id)) then
    id = vim.lsp.start_client(config)
    clients[config.root_dir] = id
  end
  if id then
    vim.lsp.buf_attach_client(buffer, id)
  end
  return id
end

--- Start it for each .hold file that is opened, and for those that are open.
---@param changes table|nil fields of `vim.lsp.start_client` that differ, `{ cmd = { "/path/to/holdlang", "lsp" } }`
function M.setup(changes)
  if vim.lsp.enable then
    if changes then
      vim.lsp.config("holdlang", changes)
    end
    vim.lsp.enable("holdlang")
    return
  end
  local function start(buffer)
    local program = M.config(changes).cmd[1]
    if vim.fn.executable(program) == 0 then
      vim.notify_once(program .. " is not found: install holdlang, or name it in setup { cmd = … }", vim.log.levels.WARN)
      return
    end
    M.start(buffer, changes)
  end
  vim.api.nvim_create_autocmd("FileType", {
    group = vim.api.nvim_create_augroup("holdlang", { clear = true }),
    pattern = "hold",
    callback = function(event)
      start(event.buf)
    end,
  })
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buffer) and vim.bo[buffer].filetype == "hold" then
      start(buffer)
    end
  end
end

return M
