"""The logs of all calls, by call id, for lines that are read again. Not responsible for new lines
(`runtime.supervisor.tail`)."""

from collections.abc import Collection
from pathlib import Path

from holdlang.errors import UsageError
from holdlang.history import LOG, call_folders, call_id


class Logs:
    """Finds and reads the logs below `data_dir`. Reading blocks: use a thread."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._folders: dict[str, Path] = {}
        self._looked_at: int | None = None

    def folder(self, identity: str) -> Path | None:
        """The folder of a call; None if there is none (any more)."""
        known = self._folders.get(identity)
        if known is not None and known.is_dir():
            return known
        changed = self._changed_at()
        if changed is None or changed != self._looked_at:
            try:
                folders = reversed(call_folders(self._data_dir))
            except UsageError:
                return None
            self._folders = {call_id(folder): folder for folder in folders}
            self._looked_at = changed
        return self._folders.get(identity)

    def _changed_at(self) -> int | None:
        """When a folder was last added or taken away."""
        try:
            return (self._data_dir / "calls").stat().st_mtime_ns
        except OSError:
            return None

    def lines(self, identity: str, numbers: Collection[int]) -> dict[int, str]:
        """The lines with these numbers, as far as they are there."""
        folder = self.folder(identity)
        if folder is None:
            return {}
        try:
            texts = (folder / LOG).read_bytes().split(b"\n")[:-1]
        except OSError:
            return {}
        return {number: texts[number].decode(errors="replace") for number in numbers if number < len(texts)}
