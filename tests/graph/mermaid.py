"""Mermaid's own parser, run by Node.js. Not responsible for what it is given.

Its packages are fetched once by npm into pytest's cache folder.
"""

import json
import subprocess
from pathlib import Path

from tests.npm import fetched

PACKAGES = ("mermaid@11.17.2", "jsdom@26.1.0")

PROGRAM = """
import { JSDOM } from "jsdom";
globalThis.window = new JSDOM("").window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");
let input = "";
for await (const chunk of process.stdin) input += chunk;
const results = [];
for (const text of JSON.parse(input)) {
  try { results.push((await mermaid.parse(text)).diagramType); } catch { results.push("error"); }
}
console.log(JSON.stringify(results));
"""


def fetch(folder: Path) -> None:
    """See that the packages are in `folder`, or skip the test that needs them."""
    fetched(folder, *PACKAGES)
    (folder / "parse.mjs").write_text(PROGRAM)


def parsed(folder: Path, texts: list[str]) -> list[str]:
    """The kind of diagram that each text is, or `error`."""
    run = subprocess.run(
        ["node", "parse.mjs"], cwd=folder, input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    results = json.loads(run.stdout)
    assert isinstance(results, list)
    return results
