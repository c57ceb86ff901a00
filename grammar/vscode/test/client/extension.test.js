// The built extension, in a VS Code of which only the doors that it knocks at are there.

const assert = require("node:assert/strict");
const Module = require("node:module");
const { test } = require("node:test");

/** Any name of the `vscode` module that a class is derived from or a value is read from while the bundle is loaded. */
function anything() {
  return new Proxy(class {}, { get: (target, name) => (name in target ? target[name] : anything()) });
}

function load(command, chosen) {
  const seen = { errors: [], commands: [], registered: [] };
  const doors = {
    commands: {
      registerCommand: (name, action) => {
        seen.registered.push(name);
        seen.restart = action;
        return { dispose() {} };
      },
      executeCommand: (...words) => seen.commands.push(words),
    },
    workspace: {
      onDidChangeConfiguration: (listener) => {
        seen.changed = listener;
        return { dispose() {} };
      },
      getConfiguration: () => ({ get: () => command }),
      workspaceFolders: undefined,
    },
    window: {
      showErrorMessage: (message) => {
        seen.errors.push(message);
        return Promise.resolve(chosen);
      },
    },
  };
  const vscode = new Proxy(doors, { get: (target, name) => target[name] ?? anything() });
  const resolve = Module._load;
  Module._load = (request, ...rest) => (request === "vscode" ? vscode : resolve(request, ...rest));
  try {
    const file = require.resolve("../../dist/extension.js");
    delete require.cache[file];
    return { extension: require(file), seen };
  } finally {
    Module._load = resolve;
  }
}

test("a program that is not there is named, and the message leads to the setting", async () => {
  const { extension, seen } = load("no-such-holdlang", "Open Settings");
  const context = { subscriptions: [] };
  await extension.activate(context);
  assert.equal(seen.errors.length, 1);
  assert.match(seen.errors[0], /`no-such-holdlang` is not found/);
  assert.deepEqual(seen.commands, [["workbench.action.openSettings", "holdlang.command"]]);
  assert.equal(context.subscriptions.length, 2);
});

test("the user who closes the message is not sent anywhere", async () => {
  const { extension, seen } = load("no-such-holdlang", undefined);
  await extension.activate({ subscriptions: [] });
  assert.equal(seen.errors.length, 1);
  assert.deepEqual(seen.commands, []);
});

test("a changed setting and the command start it anew; other settings do not", async () => {
  const { extension, seen } = load("no-such-holdlang", undefined);
  await extension.activate({ subscriptions: [] });
  assert.deepEqual(seen.registered, ["holdlang.restart"]);
  await seen.restart();
  await seen.changed({ affectsConfiguration: (name) => name === "holdlang.command" });
  await seen.changed({ affectsConfiguration: () => false });
  assert.equal(seen.errors.length, 3);
});

test("it can be stopped when nothing runs", async () => {
  const { extension } = load("no-such-holdlang", undefined);
  await extension.activate({ subscriptions: [] });
  await extension.deactivate();
});
