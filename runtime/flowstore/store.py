"""The folder of flows: looking at it, and changing it. See `FlowStore`.

Not responsible for reading files (`runtime.flowstore.reading`), for what text comes of a change
(`runtime.flowstore.making`, `holdlang.rewriting`), or for git (`runtime.flowstore.repository`).
"""

import fcntl
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock

from holdlang import resources
from holdlang.files import replace
from holdlang.load import Loaded
from holdlang.model import CallFlow
from runtime.flowstore import finding, making, refusing
from runtime.flowstore.comparing import Version, patch
from runtime.flowstore.errors import FlowConflict, NotFoundFlow, NotFoundRevision, NotFoundTree, NotWritten
from runtime.flowstore.reading import ENDING, Change, Folder, Reading
from runtime.flowstore.removing import removal
from runtime.flowstore.repository import Commit, Repository
from runtime.flowstore.views import BrokenFile, FlowEntry, Revision, Stored, TreeEntry

LONGEST_NAME = 60
"""Characters of a new file's name: of the longest in UTF-8, more than 63 would not fit into the 255 bytes that file
systems allow."""


class FlowStore:
    """The flows of a folder and of the folders in it. Whatever is told is as the disk has it at that moment; whatever
    is written is checked first, with all files that use it, and then stands there wholly or not at all.

    One change is made at a time, by this process or by others that use this class (the folder is locked by `flock`).
    People with editors do not ask for locks: a file that changed since it was read is left alone (`FlowConflict`).
    With `git` each change is a commit; a folder without a repository gets one.

    All paths are relative to the folder. Besides what the methods say, changes raise `NotWritten` if the disk does not
    take them, and `NotCommitted` if git does not: the files are written then.
    """

    def __init__(self, folder: Path, *, git: bool = False) -> None:
        self.folder = folder
        self._folder, self._examples = Folder(folder), Folder(resources.data("examples"))
        self._repository = Repository(folder) if git else None
        self._lock = Lock()

    # --- looking

    def list(self) -> Sequence[FlowEntry]:
        """Every flow, in order of the files; those of files with mistakes, too."""
        return finding.entries(self._folder.now())

    def broken(self) -> Sequence[BrokenFile]:
        """The files in which no flow can be found because something is wrong with them."""
        return finding.broken(self._folder.now())

    def get(self, flow_id: str) -> Stored:
        """A flow by its id. Raises `NotFoundFlow`, and `FlowConflict` if two files have one of this id."""
        return finding.find(self._folder.now(), flow_id)

    def check(self, source: str, *, devices: Collection[str] | None = None, flow_id: str | None = None) -> Loaded:
        """What a source says, without keeping it. It is looked at in the place of the file of `flow_id`, from where
        its `use` lines count; or at the top of the folder. Raises `FlowRefused` for what is no text at all."""
        reading = self._folder.now()
        name = "<source>"
        with suppress(NotFoundFlow, FlowConflict):
            name = name if flow_id is None else finding.find(reading, flow_id).file.as_posix()
        return reading.check(name, making.checked_text(source), None if devices is None else frozenset(devices))

    def trees(self) -> Sequence[TreeEntry]:
        """The companies that can be rehearsed: those of the folder, and those of the examples."""
        own, shown = self._folder.now().files, self._examples.now().files
        return finding.trees(self.folder, own, self._examples.path, shown)

    def tree(self, tree_id: str) -> TreeEntry:
        """A company by the id that `trees` tells. Raises `NotFoundTree`."""
        found = next((one for one in self.trees() if one.id == tree_id), None)
        if found is None:
            raise NotFoundTree(tree_id)
        return found

    # --- changing

    def create(
        self,
        *,
        source: str | None = None,
        document: Mapping[str, object] | None = None,
        flow_id: str | None = None,
        author: str = "",
        reason: str = "",
    ) -> Stored:
        """A new file with the flow of a source or of a document in the CallFlow format.

        Its id is the one that it says, or `flow_id` if it says none; a document without either is named after its
        `name`. Raises `FlowRefused` for what is no flow or has mistakes, and `FlowConflict` for an id that is taken.
        """
        wanted = None if flow_id is None else making.checked_id(flow_id)
        with self._alone():
            reading = self._folder.now()
            if document is not None:
                flow = making.flow_of({**document, "id": document.get("id") or wanted})
                name = self._free_name(flow.id)
                text = making.printed(flow, name, finding.files_of(reading, finding.runs(flow)).values())
            else:
                loaded = reading.check("<source>", making.checked_text(source or ""))
                refusing.mistakes(loaded)
                text, flow = making.named(loaded, wanted)
                name = self._free_name(flow.id)
            self._write(reading, {name: text}, flow, author, reason or f"add {flow.id}")
        return self.get(flow.id)

    def update(
        self,
        flow_id: str,
        *,
        source: str | None = None,
        document: Mapping[str, object] | None = None,
        etag: str | None = None,
        author: str = "",
        reason: str = "",
    ) -> Stored:
        """A new state of a flow: the whole text of its file, or a document, of which only what it changes is written
        into the text, so that the author's comments stay. `etag` is the one of the state that it was made from.

        Raises `NotFoundFlow`, `FlowRefused`, and `FlowConflict` if the file is not as `etag` says, or if the new state
        leaves out another flow of the file or spoils one elsewhere.
        """
        with self._alone():
            reading = self._folder.now()
            before = finding.find(reading, flow_id)
            if etag is not None and etag != before.etag:
                raise FlowConflict(f"the flow `{flow_id}` has been changed meanwhile")
            name = before.file.as_posix()
            if document is not None:
                flow = making.flow_of(document, before.flow)
                text = making.changed(before.loaded, flow)
                missing = [one for one in finding.runs(flow) if one not in before.loaded.scope.flows]
                text = making.bringing(text, name, finding.files_of(reading, missing).values())
            else:
                text = making.checked_text(source or "")
                loaded = reading.check(name, text)
                refusing.mistakes(loaded)
                refusing.losses(before, loaded)
                flow = before.flow
            self._write(reading, {name: text}, flow, author, reason or f"change {before.flow.id}")
        return self.get(before.flow.id)

    def delete(self, flow_id: str, *, author: str = "", reason: str = "") -> None:
        """Take a flow away, with its tests; and its file, if nothing else stands in it.

        Raises `NotFoundFlow`, and `FlowConflict` with the names of the flows that run it, if there are any.
        """
        with self._alone():
            reading = self._folder.now()
            flow = finding.find(reading, flow_id)
            self._write(reading, removal(reading, flow), flow.flow, author, reason or f"remove {flow.flow.id}")

    def _write(self, before: Reading, change: Change, flow: CallFlow, author: str, reason: str) -> None:
        """Make the change, unless something would not be right afterwards."""
        change = {name: text for name, text in change.items() if text != before.text(name)}
        if not change:
            return
        after = before.with_change(change)
        for name, text in change.items():
            if text is not None:
                refusing.mistakes(after.files[name])
        refusing.twins(before, after, change)
        refusing.damage(before, after, change, flow.id)
        now = self._folder.now()
        if any(now.text(name) != before.text(name) for name in change):
            raise FlowConflict(f"the file of the flow `{flow.id}` has been changed meanwhile")
        if self._repository is not None:
            self._repository.prepare(list(before.files), change)
        try:
            replace({self.folder / name: None if text is None else text.encode() for name, text in change.items()})
        except OSError as error:
            raise NotWritten.of(Path(next(iter(change))), error) from None
        if self._repository is not None:
            self._repository.commit(change, whom=flow.company or flow.id, reason=reason, author=author)

    def _free_name(self, flow_id: str) -> str:
        """A file that is not there yet, not even as a link to nowhere, named like the flow."""
        base, number = flow_id[:LONGEST_NAME], 1
        name = f"{base}{ENDING}"
        while os.path.lexists(self.folder / name):
            number += 1
            name = f"{base}_{number}{ENDING}"
        return name

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else changes the folder meanwhile."""
        with self._lock:
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                handle = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
            except OSError as error:
                raise NotWritten(f"can't write to the folder of flows: {error.strerror}") from None
            try:
                with suppress(OSError):  # a file system without locks: other processes are told apart by the text
                    fcntl.flock(handle, fcntl.LOCK_EX)
                yield
            finally:
                os.close(handle)

    # --- history

    def history(self, flow_id: str) -> Sequence[Revision]:
        """The commits that changed the file of a flow, the latest first; none without git. Raises `NotFoundFlow`
        and `GitFailed`."""
        return [commit.revision for commit in self._commits(self.get(flow_id))]

    def diff(self, flow_id: str, from_: str, to: str | None = None) -> str:
        """How the file of a flow was changed between two revisions, or since one: a unified diff, empty if it was not.
        A revision is named by its id, or by 7 or more of the digits it begins with.

        Raises `NotFoundFlow`, `NotFoundRevision` and `GitFailed`.
        """
        stored = self.get(flow_id)
        commits = self._commits(stored)
        first, last = _revision(commits, from_), None if to is None else _revision(commits, to)
        now = Version(stored.file.as_posix(), stored.text)
        return patch(self._version(first), now if last is None else self._version(last))

    def _commits(self, stored: Stored) -> Sequence[Commit]:
        return [] if self._repository is None else self._repository.history(stored.file.as_posix())

    def _version(self, commit: Commit) -> Version:
        assert self._repository is not None
        return Version(f"{commit.path}@{commit.revision.id[:7]}", self._repository.text(commit))


def _revision(commits: Sequence[Commit], name: str) -> Commit:
    found = [one for one in commits if len(name) >= 7 and one.revision.id.startswith(name)]
    if len(found) != 1:
        raise NotFoundRevision(name)
    return found[0]
