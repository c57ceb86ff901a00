"""What a rule has found in an item, by the path of the part: not responsible for where that stands in the text."""

from dataclasses import dataclass

from holdlang.parts import Path


@dataclass(frozen=True)
class Finding:
    """One mistake. `holdlang.load` turns it into a `Diagnostic` by the spans of the item."""

    code: str
    path: Path
    message: str
    label: str = ""
    help: str = ""
