// Which program is run for the setting `holdlang.command`.

const assert = require("node:assert/strict");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { after, before, test } = require("node:test");
const { findProgram } = require("../../src/command");

let home;
let program;

before(() => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), "holdlang-"));
  fs.mkdirSync(path.join(home, "bin", "folder"), { recursive: true });
  program = path.join(home, "bin", "holdlang");
  fs.writeFileSync(program, "#!/bin/sh\n", { mode: 0o755 });
  fs.writeFileSync(path.join(home, "bin", "text"), "", { mode: 0o644 });
});

after(() => fs.rmSync(home, { recursive: true }));

function find(command, more = {}) {
  const place = { home, path: ["/nowhere", path.join(home, "bin")].join(path.delimiter), extensions: [""], ...more };
  return findProgram(command, place);
}

test("a name is looked up on the PATH", () => assert.equal(find("holdlang"), program));

test("a name that the PATH does not have is not found", () => assert.equal(find("holdlang", { path: "/nowhere" }), null));

test("a path is taken as it is", () => assert.equal(find(program, { path: "" }), program));

test("~ is the home of the user", () => assert.equal(find("~/bin/holdlang", { path: "" }), program));

test("the open folder is filled in", () => {
  assert.equal(find("${workspaceFolder}/bin/holdlang", { folder: home }), program);
});

test("a relative path starts at the open folder", () => assert.equal(find("bin/holdlang", { folder: home }), program));

test("a folder is no program", () => assert.equal(find("~/bin/folder"), null));

test("a file that may not be run is no program", () => assert.equal(find("~/bin/text"), null));

test("nothing finds nothing", () => assert.equal(find("  "), null));

test("the endings of programs are tried in order", () => {
  assert.equal(find("hold", { extensions: ["", "lang"] }), program);
});
