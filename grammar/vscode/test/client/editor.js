// The built extension, loaded into a VS Code of which only the doors that it knocks at are there.

const Module = require("node:module");

/** Any part of the `vscode` module that is only derived from, called or passed on: a class and a function of any kind. */
function anything() {
  return new Proxy(function () {}, {
    get: (target, name) => (name === "then" || typeof name === "symbol" ? undefined : (target[name] ?? anything())),
    apply: () => anything(),
    construct: () => anything(),
  });
}

/** Those doors by name, and anything behind every other. */
function doors(named) {
  return new Proxy(named, { get: (target, name) => (name in target ? target[name] : anything()) });
}

class EventEmitter {
  listeners = [];
  event = (listener) => {
    this.listeners.push(listener);
    return { dispose() {} };
  };
  fire(event) {
    for (const listener of this.listeners) listener(event);
  }
  dispose() {}
}

class CancellationTokenSource {
  token = { isCancellationRequested: false, onCancellationRequested: new EventEmitter().event };
  cancel() {}
  dispose() {}
}

/**
 * The extension, and what it does to the editor.
 *
 * @param {{command: string, chosen?: string, documents?: object[]}} given the setting `holdlang.command`, the button
 *   that the user clicks in a message, and the .hold documents that are open
 */
function load({ command, chosen, documents = [] }) {
  const seen = { errors: [], commands: [], registered: {}, settings: [], diagnostics: new EventEmitter() };
  const vscode = doors({
    version: "1.82.0",
    env: { appName: "Visual Studio Code", language: "en" },
    EventEmitter,
    CancellationTokenSource,
    Uri: { parse: (text) => ({ scheme: text.split(":")[0], toString: () => text }) },
    commands: doors({
      registerCommand: (name, action) => {
        seen.registered[name] = action;
        return { dispose() {} };
      },
      executeCommand: (...words) => seen.commands.push(words),
    }),
    workspace: doors({
      textDocuments: documents,
      workspaceFolders: undefined,
      getConfiguration: (section) => ({ get: () => (section === "holdlang" ? command : undefined) }),
      onDidChangeConfiguration: (listener) => {
        seen.settings.push(listener);
        return { dispose() {} };
      },
    }),
    window: doors({
      visibleTextEditors: [],
      tabGroups: doors({ all: [] }),
      showErrorMessage: async (message) => {
        seen.errors.push(message);
        return chosen;
      },
    }),
    languages: doors({
      match: () => 10,
      createDiagnosticCollection: () => doors({ set: (uri, found) => seen.diagnostics.fire(found) }),
    }),
  });
  const original = Module._load;
  Module._load = (request, ...rest) => (request === "vscode" ? vscode : original(request, ...rest));
  try {
    const file = require.resolve("../../dist/extension.js");
    delete require.cache[file];
    return { extension: require(file), seen };
  } finally {
    Module._load = original;
  }
}

module.exports = { load };
