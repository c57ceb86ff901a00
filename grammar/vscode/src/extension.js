// The extension: starts `holdlang lsp` when a .hold file is opened, and says what to do when it can't.
// Not responsible for what the server knows (holdlang) or for colours (syntaxes/).

const os = require("node:os");
const vscode = require("vscode");
const { CloseAction, ErrorAction, LanguageClient, RevealOutputChannelOn } = require("vscode-languageclient/node");
const { findProgram } = require("./command");

/** The running client; undefined while there is none. */
let client;

/** The last start or stop; each waits for the one before, so that two never overlap. */
let turn = Promise.resolve();

function activate(context) {
  context.subscriptions.push(
    vscode.commands.registerCommand("holdlang.restart", restart),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("holdlang.command")) return restart();
    }),
  );
  return restart();
}

function deactivate() {
  return inTurn(stop);
}

function restart() {
  return inTurn(async () => {
    await stop();
    await start();
  });
}

function inTurn(action) {
  turn = turn.then(action, action);
  return turn;
}

async function start() {
  const command = vscode.workspace.getConfiguration("holdlang").get("command") || "holdlang";
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  const program = findProgram(command, {
    folder,
    home: os.homedir(),
    path: process.env.PATH ?? "",
    extensions: process.platform === "win32" ? ["", ".exe", ".cmd", ".bat"] : [""],
  });
  if (program === null) {
    explain(`The program \`${command}\` is not found. Install holdlang, or say where the program is.`);
    return;
  }
  const starting = new LanguageClient(
    "holdlang",
    "holdlang",
    { command: program, args: ["lsp"], options: { cwd: folder } },
    {
      documentSelector: [
        { scheme: "file", language: "hold" },
        { scheme: "untitled", language: "hold" },
      ],
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      // A server that has run is started anew, one that never did would only fail again. The client itself tells the
      // user that it failed, once, and leads to what the server printed.
      initializationFailedHandler: () => false,
      errorHandler: {
        error: (...about) => (client === starting ? usual.error(...about) : { action: ErrorAction.Continue, handled: true }),
        closed: () => (client === starting ? usual.closed() : { action: CloseAction.DoNotRestart, handled: true }),
      },
    },
  );
  const usual = starting.createDefaultErrorHandler();
  await starting.start().catch(() => undefined);
  if (starting.isRunning()) client = starting;
}

async function stop() {
  const stopping = client;
  client = undefined;
  await stopping?.dispose();
}

/** An error that leads to the setting. Not awaited: the message may stay open as long as the user likes. */
function explain(message) {
  const settings = "Open Settings";
  vscode.window.showErrorMessage(`holdlang: ${message}`, settings).then((chosen) => {
    if (chosen === settings) vscode.commands.executeCommand("workbench.action.openSettings", "holdlang.command");
  });
}

module.exports = { activate, deactivate };
