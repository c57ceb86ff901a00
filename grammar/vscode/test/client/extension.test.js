// What the extension does when it can't start the server, and when it can.

const assert = require("node:assert/strict");
const { spawnSync } = require("node:child_process");
const { test } = require("node:test");
const { load } = require("./editor");

const SERVER = process.env.HOLDLANG;
const NEEDS_SERVER = { skip: SERVER ? false : "say where holdlang is: HOLDLANG=/path/to/holdlang npm test", timeout: 60000 };

test("a program that is not there is named, and the message leads to the setting", async () => {
  const { extension, seen } = load({ command: "no-such-holdlang", chosen: "Open Settings" });
  const context = { subscriptions: [] };
  await extension.activate(context);
  assert.equal(seen.errors.length, 1);
  assert.match(seen.errors[0], /`no-such-holdlang` is not found/);
  assert.deepEqual(seen.commands, [["workbench.action.openSettings", "holdlang.command"]]);
  assert.equal(context.subscriptions.length, 2);
});

test("the user who closes the message is not sent anywhere", async () => {
  const { extension, seen } = load({ command: "no-such-holdlang" });
  await extension.activate({ subscriptions: [] });
  assert.equal(seen.errors.length, 1);
  assert.deepEqual(seen.commands, []);
});

test("a changed setting and the command start it anew; other settings do not", async () => {
  const { extension, seen } = load({ command: "no-such-holdlang" });
  await extension.activate({ subscriptions: [] });
  await seen.registered["holdlang.restart"]();
  const [changed] = seen.settings;
  await changed({ affectsConfiguration: (name) => name === "holdlang.command" });
  await changed({ affectsConfiguration: () => false });
  assert.equal(seen.errors.length, 3);
});

test("a program that is no server is told once", { timeout: 60000 }, () => {
  // In a process of its own, because the language client leaves promises of a failed start to nobody.
  const script = `
    const { load } = require(${JSON.stringify(require.resolve("./editor"))});
    const { extension, seen } = load({ command: process.execPath });
    extension.activate({ subscriptions: [] })
      .then(() => extension.deactivate())
      .then(() => { console.log(JSON.stringify(seen.errors)); process.exit(); });
  `;
  const ended = spawnSync(process.execPath, ["--unhandled-rejections=none", "-e", script], { encoding: "utf8" });
  assert.deepEqual(JSON.parse(ended.stdout), ["holdlang client: couldn't create connection to server."]);
});

test("it can be stopped when nothing runs", async () => {
  const { extension } = load({ command: "no-such-holdlang" });
  await extension.activate({ subscriptions: [] });
  await extension.deactivate();
});

test("the server tells the mistakes of an open document, and can be started anew", NEEDS_SERVER, async () => {
  const uri = { scheme: "untitled", toString: () => "untitled:flow.hold" };
  const text = 'listen 15s\n  on "a" goto closd\n  else end\nclosed: hangup\n';
  const { extension, seen } = load({
    command: SERVER,
    documents: [{ uri, languageId: "hold", version: 1, getText: () => text }],
  });
  for (const start of [() => extension.activate({ subscriptions: [] }), () => seen.registered["holdlang.restart"]()]) {
    const told = new Promise((resolve) => seen.diagnostics.event(resolve));
    await start();
    assert.deepEqual(seen.errors, []);
    assert.ok((await told).length > 0);
  }
  await extension.deactivate();
});
