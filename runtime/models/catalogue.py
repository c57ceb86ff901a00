"""The models that can be installed by name, as data (`catalogue.json`). Not responsible for fetching them.

Names, sizes and checksums are those that the publisher of vosk lists (model-list.json beside the models): MD5, except
where a SHA-256 is known. Licences are those of its page.
"""

import hashlib
import json
from dataclasses import dataclass
from importlib import resources

SOURCE = "https://alphacephei.com/vosk/models"
"""Where they are published, each as NAME.zip."""


@dataclass(frozen=True)
class KnownModel:
    """A model that we know. `size` is that of its archive in bytes, `digest` its checksum as `sha256:…` or `md5:…`."""

    name: str
    language: str
    about: str
    size: int
    digest: str
    licence: str
    source: str = SOURCE

    @property
    def url(self) -> str:
        """Where its archive is."""
        return f"{self.source}/{self.name}.zip"

    def hasher(self) -> "hashlib._Hash":
        """What its archive goes through."""
        return hashlib.new(self.digest.partition(":")[0], usedforsecurity=False)

    def fits(self, hasher: "hashlib._Hash") -> bool:
        """Whether what has gone through `hasher` is its archive."""
        return hasher.hexdigest() == self.digest.partition(":")[2]


def _read() -> dict[str, KnownModel]:
    text = (resources.files("runtime.models") / "catalogue.json").read_text(encoding="utf-8")
    return {entry["name"]: KnownModel(**entry) for entry in json.loads(text)}


CATALOGUE = _read()
"""Name to model, in the order in which they are shown; the first is the one that we recommend."""
