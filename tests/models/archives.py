"""Archives that look like models, and like worse. Not responsible for publishing them (`tests.models.publisher`)."""

import hashlib
import io
import random
import zipfile
from pathlib import Path

from runtime.models import KnownModel

NAME = "vosk-model-test-0.1"


def archive(name: str = NAME, **more: bytes) -> bytes:
    """A small model in a folder of its name; half a megabyte, so that it comes in several blocks."""
    files = {
        f"{name}/am/final.mdl": random.Random(0).randbytes(600_000),
        f"{name}/conf/model.conf": b"--min-active=200\n",
        f"{name}/README": b"a model\n",
        **{path.replace("__", "/"): content for path, content in more.items()},
    }
    return zipped(files)


def zipped(files: dict[str, bytes]) -> bytes:
    """A ZIP archive of these files, the same each time."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for path, content in files.items():
            file.writestr(zipfile.ZipInfo(path), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def linked() -> bytes:
    """A model with a symbolic link that leads outside."""
    made = io.BytesIO(archive())
    with zipfile.ZipFile(made, "a") as file:
        link = zipfile.ZipInfo(f"{NAME}/am/link")
        link.create_system = 3
        link.external_attr = 0o120777 << 16
        file.writestr(link, "../../../outside")
    return made.getvalue()


def known(content: bytes, source: str = "http://127.0.0.1:9/models", kind: str = "sha256") -> KnownModel:
    """An entry of the catalogue for this archive."""
    digest = f"{kind}:{hashlib.new(kind, content).hexdigest()}"
    return KnownModel(NAME, "Testish", "small", len(content), digest, "CC0-1.0", source)


def everything(folder: Path) -> list[str]:
    """The paths of all that is in a folder."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))
