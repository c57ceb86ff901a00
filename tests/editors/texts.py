"""The .hold texts that both editors are tried on: examples, flows, the corpus with its every step, and the blocks of
the reference. Not responsible for what must hold of them."""

import re
from pathlib import Path

from holdlang.resources import data

_CORPUS = Path(__file__).parents[1] / "corpus"
_FLOWS = Path(__file__).parents[2] / "flows"
_PAGE = (data("grammar") / "GRAMMAR.md").read_text(encoding="utf-8")
_BLOCKS = re.findall(r"^```hold\n(.*?)^```$", _PAGE, flags=re.MULTILINE | re.DOTALL)

EXAMPLES = {path.name: path.read_text(encoding="utf-8") for path in sorted(data("examples").glob("*.hold"))}
"""Name -> text."""

TEXTS = {
    **EXAMPLES,
    **{path.name: path.read_text(encoding="utf-8") for path in sorted(_CORPUS.glob("*.hold"))},
    **{
        "-".join(path.relative_to(_FLOWS).parts): path.read_text(encoding="utf-8")
        for path in sorted(_FLOWS.rglob("*.hold"))
    },
    **{f"block{number}.hold": block for number, block in enumerate(_BLOCKS)},
}
"""Those and all others."""
