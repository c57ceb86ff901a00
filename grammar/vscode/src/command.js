// Which program is the language server: from the setting `holdlang.command` to a file that can be run.
// Not responsible for starting it (extension.js). Knows nothing of VS Code, so that plain node can test it.

const fs = require("node:fs");
const path = require("node:path");

/**
 * The file to run, or null if there is none.
 *
 * @param {string} command a name to look up on the PATH, or a path; `~` and `${workspaceFolder}` are filled in
 * @param {{folder?: string, home: string, path: string, extensions: string[]}} place the open folder (if any), the
 *   user's home, the PATH, and the endings that make a file a program ([""] where there are none, as on Linux)
 * @returns {string | null}
 */
function findProgram(command, place) {
  const filled = command
    .trim()
    .replace(/^~(?=[\\/]|$)/, () => place.home)
    .replaceAll("${workspaceFolder}", () => place.folder ?? "");
  if (!filled) return null;
  const named = !/[\\/]/.test(filled);
  const folders = named ? place.path.split(path.delimiter).filter(Boolean) : [place.folder ?? place.home];
  for (const folder of folders) {
    for (const extension of place.extensions) {
      const file = path.resolve(folder, filled + extension);
      if (isProgram(file)) return file;
    }
  }
  return null;
}

function isProgram(file) {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

module.exports = { findProgram };
