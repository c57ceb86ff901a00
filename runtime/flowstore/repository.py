"""The history of the flows' folder in git. Not responsible for what is written into the files.

No hook, no signing and no editor of the user's runs: a server has nobody to ask. Git is told nothing but files of the
folder and commits that it has named itself.
"""

import os
import re
import subprocess
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from runtime.flowstore.errors import GitFailed, NotCommitted
from runtime.flowstore.views import Revision

SUBJECT = 72
"""Characters of the first line of a commit message, as `git log --oneline` shows it on a terminal of 80."""

OURSELVES = "holdlang <holdlang@localhost>"
"""Who makes the commits, and is their author where nobody else is named."""

PLAIN = (
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "commit.gpgSign=false"),
    *("-c", "core.quotePath=false"),
    *("-c", "log.showSignature=false"),
    *("-c", "gc.auto=0"),
)


@dataclass(frozen=True)
class Commit:
    """A revision, and where the file lay then, from the top of the repository."""

    revision: Revision
    path: str


class Repository:
    """The folder itself, or the repository that it is a part of."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def prepare(self, flows: Collection[str], files: Collection[str]) -> None:
        """Begin a history if there is none, with all `flows` as they are; and commit what was changed by hand in the
        `files` that are about to change, so that nobody else is taken for its author."""
        with suppress(GitFailed):  # what stands in the way now does so when the change is to be committed, too
            if not self._is_there():
                self._git("init", "--quiet", "--initial-branch=main")
                self._keep(flows, "Flows as they were found")
            else:
                self._keep(files, "Flows as they were changed by hand")

    def _keep(self, files: Collection[str], told: str) -> None:
        """Commit those of the files that have changed, or are new."""
        if not files:
            return
        found = [self._git("ls-files", "-z", kind, "--", *files) for kind in ("--modified", "--others")]
        changed = sorted({name for names in found for name in names.split("\0") if name})
        if changed:
            self._commit(told, OURSELVES, changed)

    def commit(self, files: Collection[str], *, whom: str, reason: str, author: str) -> None:
        """Commit these files alone, whatever else is staged. Raises `NotCommitted`."""
        try:
            self._commit(message(whom, reason), _author(author), sorted(files))
        except GitFailed as failed:
            raise NotCommitted(f"the change is written, and not committed: {failed.detail}") from None

    def history(self, file: str) -> list[Commit]:
        """The commits that changed the file, the latest first; none for a file without a history.

        Raises `GitFailed`.
        """
        if not self._is_there() or not self._git("rev-parse", "--revs-only", "HEAD").strip():
            return []
        form = "--format=%x1e%H%x1f%an%x1f%aI%x1f%B%x1f"
        told = self._git("log", "--follow", "--name-only", form, "--", file)
        return [_read(part) for part in told.split("\x1e")[1:]]

    def text(self, commit: Commit) -> str:
        """The file as it was then; nothing if that commit took it away. Raises `GitFailed`."""
        name = f"{commit.revision.id}:{commit.path}"
        if not self._git("ls-tree", "--full-tree", "--name-only", commit.revision.id, "--", commit.path):
            return ""
        return self._git("show", name)

    def _is_there(self) -> bool:
        with suppress(GitFailed):
            return self._git("rev-parse", "--is-inside-work-tree").strip() == "true"
        return False

    def _commit(self, told: str, author: str, files: Sequence[str]) -> None:
        """Nothing is staged for it but the names of new files: of two versions in conflict, none is chosen thereby."""
        new = self._git("ls-files", "-z", "--others", "--", *files).split("\0")[:-1]
        if new:
            self._git("add", "--intent-to-add", "--", *new)
        self._git("commit", "--quiet", "--no-verify", "--author", author, "--message", told, "--", *files)

    def _git(self, *arguments: str) -> str:
        name, email = OURSELVES.removesuffix(">").split(" <")
        environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
        environment |= {"GIT_COMMITTER_NAME": name, "GIT_COMMITTER_EMAIL": email, "GIT_TERMINAL_PROMPT": "0"}
        environment |= {"LC_ALL": "C", "GIT_LITERAL_PATHSPECS": "1"}
        try:
            done = subprocess.run(
                ["git", "-C", str(self._folder), *PLAIN, *arguments],
                capture_output=True,
                check=False,
                env=environment,
                stdin=subprocess.DEVNULL,
            )
        except FileNotFoundError:
            raise GitFailed("there is no git to keep the history with") from None
        if done.returncode:
            told = (done.stderr or done.stdout).decode(errors="replace").strip().splitlines()
            said = told[0].replace(f"{self._folder}/", "") if told else "it failed"
            raise GitFailed(f"git: {said}")
        return done.stdout.decode(errors="replace")


def message(whom: str, reason: str) -> str:
    """`company: reason`, and the reason once more below where the first line can't hold it."""
    whole = f"{_line(whom)}: {_line(reason)}"
    if len(whole) <= SUBJECT:
        return whole
    return f"{whole[: SUBJECT - 1].rstrip()}…\n\n{_line(reason)}"


def _author(told: str) -> str:
    """`Name <address>`, as git wants it."""
    found = re.fullmatch(r"([^<>]*[^<>\s])\s*<([^<>\s]+)>", _line(told))
    if found:
        return f"{found[1]} <{found[2]}>"
    name = re.sub(r"[<>]", "", _line(told)).strip(" .,:;\"'\\")
    return f"{name} <{OURSELVES.partition('<')[2]}" if name else OURSELVES


def _line(text: str) -> str:
    """One line that can be shown."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def _read(told: str) -> Commit:
    commit, author, time, text, names = told.split("\x1f", 4)
    return Commit(Revision(commit, author, datetime.fromisoformat(time), text.strip()), names.strip("\n"))
