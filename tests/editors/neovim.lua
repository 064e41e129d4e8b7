-- Drives the language server with Neovim 0.7 or later, as an author does: completes a key, hovers, jumps, and applies a fix.
--
-- $PAPERS is the binary, $BOOK a copy of this repository's book. Neovim exits with 1 if an expectation does not hold.

local book = assert(os.getenv("BOOK"), "$BOOK is not set")
local chapter = book .. "/book/papers/peft/lora.md"

local function expect(holds, what)
  if not holds then
    io.stderr:write("neovim: " .. what .. "\n")
    vim.cmd("cquit 1")
  end
end

local function wait(what, condition)
  expect(vim.wait(60000, condition, 20), "timed out: " .. what)
end

vim.cmd("edit " .. vim.fn.fnameescape(chapter))
local buffer = vim.api.nvim_get_current_buf()
local id = vim.lsp.start_client({ name = "mdbook-papers", cmd = { os.getenv("PAPERS"), "lsp" }, root_dir = book })
vim.lsp.buf_attach_client(buffer, id)
local client = vim.lsp.get_client_by_id(id)
wait("initialize", function() return client.initialized end)
local encoding = client.offset_encoding

-- Writes a last line with the cursor at `|`.
local function write(line)
  local column = assert(line:find("|", 1, true)) - 1
  line = line:gsub("|", "")
  vim.api.nvim_buf_set_lines(buffer, -1, -1, false, { "", line })
  local row = vim.api.nvim_buf_line_count(buffer)
  vim.api.nvim_win_set_cursor(0, { row, column })
  return row
end

local function line(row)
  return vim.api.nvim_buf_get_lines(buffer, row - 1, row, false)[1]
end

local function request(method, more)
  local params = vim.tbl_extend("force", vim.lsp.util.make_position_params(0, encoding), more or {})
  local answers = vim.lsp.buf_request_sync(buffer, method, params, 60000)
  expect(answers and answers[id] and answers[id].result, "no answer to " .. method .. ": " .. vim.inspect(answers))
  return answers[id].result
end

-- Complete a key by its author.
local row = write("见 <<#cite hu2022|>>")
local list = request("textDocument/completion")
local item = list.items[1]
expect(item and item.label:find("^hu2022"), "no completion: " .. vim.inspect(list))
vim.lsp.util.apply_text_edits({ item.textEdit }, buffer, encoding)
local key = item.label
expect(line(row) == "见 <<#cite " .. key .. ">>", "the key is not completed: " .. line(row))

-- Hover over it.
local hover = request("textDocument/hover")
local lines = vim.lsp.util.convert_input_to_markdown_lines(hover.contents)
expect(table.concat(lines, "\n"):find("Low-Rank", 1, true), "the hover has no title: " .. vim.inspect(lines))

-- Jump to its entry.
local locations = request("textDocument/definition")
expect(#locations == 1, "not one definition: " .. vim.inspect(locations))
vim.lsp.util.jump_to_location(locations[1], encoding)
expect(vim.api.nvim_get_current_line():find(key, 1, true), "the cursor is not at the entry")
vim.cmd("buffer " .. buffer)

-- Apply the fix of a diagnostic.
row = write("<<#papers peft limt=|3>>")
local found
wait("a diagnostic", function()
  for _, diagnostic in ipairs(vim.diagnostic.get(buffer)) do
    if diagnostic.lnum == row - 1 and diagnostic.message:find("limt", 1, true) then
      found = diagnostic
      return true
    end
  end
  return false
end)
local here = { line = row - 1, character = found.col }
local context = { diagnostics = {} }
local actions = request("textDocument/codeAction", { range = { start = here, ["end"] = here }, context = context })
expect(#actions == 1, "not one action: " .. vim.inspect(actions))
vim.lsp.util.apply_workspace_edit(actions[1].edit, encoding)
expect(line(row) == "<<#papers peft limit=3>>", "the option is not corrected: " .. line(row))

io.stdout:write("neovim: completed a key, hovered, jumped and applied a fix\n")
vim.cmd("qall!")
