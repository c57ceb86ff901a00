"""Where the files that come with the language lie: the grammar and the examples.

Not responsible for reading them. An installed wheel carries them inside the package (see `force-include` in
pyproject.toml), a checkout has them at its top; callers need not know which of the two they run from.
"""

from pathlib import Path
from typing import Literal

Kind = Literal["grammar", "examples"]

_PACKAGE = Path(__file__).parent


def data(kind: Kind) -> Path:
    """The folder that holds the files of this kind.

    Raises `FileNotFoundError` if neither place has it, which means that the installation is broken.
    """
    for folder in (_PACKAGE / "_data" / kind, _PACKAGE.parent / kind):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"this installation of holdlang has no folder of {kind}")
