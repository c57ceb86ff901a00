"""Mermaid's own parser, run by Node.js. Not responsible for what it is given.

Its packages are fetched once by npm into pytest's cache folder.
"""

import json
import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

PACKAGES = ("mermaid@11.17.2", "jsdom@26.1.0")

PATIENCE = 150
"""Seconds for npm to fetch about 60 MB."""

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
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("Node.js is not here: apt-get install nodejs npm")
    if (folder / "done").exists() and (folder / "done").read_text() == " ".join(PACKAGES):
        return
    (folder / "package.json").write_text('{"private": true}')
    command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", *PACKAGES]
    with subprocess.Popen(
        command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        try:
            process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            pytest.skip(f"npm did not get the packages within {PATIENCE} s")
    if process.returncode != 0:
        pytest.skip("npm can't get the packages")
    (folder / "parse.mjs").write_text(PROGRAM)
    (folder / "done").write_text(" ".join(PACKAGES))


def parsed(folder: Path, texts: list[str]) -> list[str]:
    """The kind of diagram that each text is, or `error`."""
    run = subprocess.run(
        ["node", "parse.mjs"], cwd=folder, input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    results = json.loads(run.stdout)
    assert isinstance(results, list)
    return results
