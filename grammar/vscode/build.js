// `npm run build`: the extension as one file, and beside it the licences of the packages that went into it.

const fs = require("node:fs");
const path = require("node:path");
const esbuild = require("esbuild");

const result = esbuild.buildSync({
  entryPoints: ["src/extension.js"],
  outfile: "dist/extension.js",
  bundle: true,
  minify: true,
  platform: "node",
  target: "node18",
  external: ["vscode"],
  metafile: true,
  absWorkingDir: __dirname,
});

const packages = new Set(
  Object.keys(result.metafile.inputs)
    .map((input) => input.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0])
    .filter(Boolean),
);
fs.writeFileSync(path.join(__dirname, "dist", "licenses.txt"), [...packages].sort().map(notice).join("\n"));

/** Name and licence of the package in this folder. Throws if it carries none: then it must not be given to others. */
function notice(folder) {
  const at = path.join(__dirname, folder);
  const { name, version } = JSON.parse(fs.readFileSync(path.join(at, "package.json"), "utf8"));
  const license = fs.readdirSync(at).find((file) => /^licen[cs]e/i.test(file));
  if (!license) throw new Error(`${name} ${version} carries no licence`);
  return `${name} ${version}\n\n${fs.readFileSync(path.join(at, license), "utf8").trim()}\n`;
}
