"""A model comes onto the disk: over connections that break, from servers that change, by processes that are killed."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections import namedtuple
from collections.abc import Iterator
from http.client import HTTPMessage
from io import BytesIO
from pathlib import Path
from urllib.request import Request

import pytest

from holdlang.errors import UsageError
from runtime.models import CATALOGUE, KnownModel, Shelf, download
from tests.models.archives import NAME, archive, known
from tests.models.publisher import Publisher

pytestmark = pytest.mark.unit

CONTENT = archive()


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with Publisher(CONTENT) as running:
        yield running


@pytest.fixture
def model(publisher: Publisher) -> KnownModel:
    return known(CONTENT, publisher.source)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "models")


def ignore(here: int) -> None:
    """Nobody looks."""


def is_whole(shelf: Shelf, folder: Path) -> bool:
    """Whether the model is there as it was published, and nothing else."""
    assert [model.name for model in shelf.installed()] == [NAME]
    left = {path.name for path in folder.parent.iterdir()} - {NAME, f".{NAME}.lock"}
    return left == set() and (folder / "am" / "final.mdl").stat().st_size == 600_000


def refused(shelf: Shelf, model: KnownModel) -> str:
    """Why it is not installed."""
    with pytest.raises(UsageError) as raised:
        shelf.fetch(model, ignore)
    assert shelf.installed() == []
    return str(raised.value)


@pytest.mark.parametrize("kind", ["sha256", "md5"])
def test_a_model_is_installed_and_progress_is_told(publisher: Publisher, shelf: Shelf, kind: str) -> None:
    told: list[int] = []
    folder = shelf.fetch(known(CONTENT, publisher.source, kind), told.append)
    assert is_whole(shelf, folder)
    assert told == sorted(told)
    assert told[-1] == len(CONTENT)
    assert len(told) > 2


def test_a_connection_that_breaks_is_made_again_for_the_rest(
    publisher: Publisher, model: KnownModel, shelf: Shelf
) -> None:
    publisher.breaks_after = [300_000, 100_000]
    assert is_whole(shelf, shelf.fetch(model, ignore))
    assert publisher.ranges == [None, "bytes=300000-", "bytes=400000-"]
    assert publisher.sent == len(CONTENT)


def test_a_server_that_brings_nothing_more_is_given_up_and_what_came_is_kept(
    publisher: Publisher, model: KnownModel, shelf: Shelf
) -> None:
    publisher.breaks_after = [300_000, 0]
    assert refused(shelf, model).endswith("broke off")
    assert is_whole(shelf, shelf.fetch(model, ignore))
    assert publisher.ranges == [None, "bytes=300000-", "bytes=300000-"]


@pytest.mark.parametrize(
    ("etag", "modified"), [('W/"weak"', "Sun, 29 Nov 2026 12:00:00 GMT"), (None, "Sun, 29 Nov 2026 12:00:00 GMT")]
)
def test_a_date_does_where_there_is_no_strong_tag(
    publisher: Publisher, model: KnownModel, shelf: Shelf, etag: str | None, modified: str
) -> None:
    publisher.etag, publisher.modified = etag, modified
    publisher.breaks_after = [300_000]
    assert is_whole(shelf, shelf.fetch(model, ignore))
    assert publisher.sent == len(CONTENT)


def test_without_a_version_it_begins_anew(publisher: Publisher, model: KnownModel, shelf: Shelf) -> None:
    publisher.etag = None
    publisher.breaks_after = [300_000, 400_000]
    assert is_whole(shelf, shelf.fetch(model, ignore))
    assert publisher.ranges == [None, None, None]


def test_a_server_that_knows_no_ranges_sends_all_of_it(publisher: Publisher, model: KnownModel, shelf: Shelf) -> None:
    publisher.knows_ranges = False
    publisher.breaks_after = [300_000]
    assert is_whole(shelf, shelf.fetch(model, ignore))


def test_what_came_of_another_version_is_not_mixed_with_this_one(
    publisher: Publisher, model: KnownModel, shelf: Shelf
) -> None:
    publisher.content = bytes(len(CONTENT))
    publisher.breaks_after = [300_000, 0]
    refused(shelf, model)
    publisher.content, publisher.etag = CONTENT, '"two"'
    assert is_whole(shelf, shelf.fetch(model, ignore))


def test_a_part_that_is_longer_than_what_the_server_has_now(
    publisher: Publisher, model: KnownModel, shelf: Shelf, tmp_path: Path
) -> None:
    publisher.breaks_after = [300_000, 0]
    refused(shelf, model)
    publisher.content = CONTENT[:200_000]
    assert "another file" in refused(shelf, model)


def test_what_has_another_checksum_is_thrown_away(publisher: Publisher, model: KnownModel, shelf: Shelf) -> None:
    publisher.content = CONTENT[:-1] + b"?"
    assert refused(shelf, model) == f"the checksum is not that of {NAME}"
    publisher.content = CONTENT
    assert is_whole(shelf, shelf.fetch(model, ignore))
    assert publisher.ranges == [None, None]


def test_another_length_is_noticed_before_it_all_comes(publisher: Publisher, model: KnownModel, shelf: Shelf) -> None:
    publisher.content = CONTENT * 100
    publisher.stops_after = 0
    assert "is another file than" in refused(shelf, model)


def test_no_more_is_taken_than_the_model_is_long(publisher: Publisher, model: KnownModel, shelf: Shelf) -> None:
    """A server that lies about the length."""
    publisher.content = CONTENT + b"more" * 1000
    publisher.length = len(CONTENT)
    assert is_whole(shelf, shelf.fetch(model, ignore))


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (404, "has no such model (any more)"),
        (403, "refuses to send the model (status 403)"),
        (503, "is out of order (status 503)"),
    ],
)
def test_what_a_server_refuses(publisher: Publisher, model: KnownModel, shelf: Shelf, status: int, words: str) -> None:
    publisher.status = status
    assert refused(shelf, model).endswith(words)


def test_no_network(shelf: Shelf) -> None:
    assert "can't be reached" in refused(shelf, known(CONTENT))


def test_a_server_that_falls_silent(
    publisher: Publisher, model: KnownModel, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "SILENCE_SECONDS", 0.2)
    publisher.stops_after = 0
    assert refused(shelf, model).endswith("has sent nothing for 0.2 seconds")


def test_a_model_that_has_moved_is_followed(publisher: Publisher, model: KnownModel, shelf: Shelf) -> None:
    publisher.redirects_to = f"{publisher.source.removesuffix('models')}elsewhere/{NAME}.zip"
    publisher.breaks_after = [300_000]
    assert is_whole(shelf, shelf.fetch(model, ignore))


def test_it_is_not_followed_out_of_encryption() -> None:
    asked = Request("https://models.example/a.zip")
    follow = download._SafeRedirects().redirect_request
    with pytest.raises(UsageError, match="without encryption"):
        follow(asked, BytesIO(), 302, "Found", HTTPMessage(), "http://models.example/b.zip")
    assert follow(asked, BytesIO(), 302, "Found", HTTPMessage(), "https://other.example/b.zip") is not None


def test_a_full_disk_is_noticed_before(
    publisher: Publisher, model: KnownModel, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9 - 1000, 1000))
    assert "there is room for 0 MB" in refused(shelf, model)
    assert publisher.ranges == []


KILLED = """
import sys
from pathlib import Path
from runtime.models import Shelf
from tests.models.archives import archive, known
Shelf(Path(sys.argv[1])).fetch(known(archive(), sys.argv[2]), lambda here: None)
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_process_that_is_killed_has_left_what_the_next_one_goes_on_with(
    publisher: Publisher, model: KnownModel, tmp_path: Path, number: signal.Signals
) -> None:
    publisher.stops_after = 524_288
    folder = tmp_path / "models"
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(folder), publisher.source], stderr=subprocess.DEVNULL)
    assert publisher.stopped.wait(20)
    part = folder / f".{NAME}.part"
    while not part.exists() or part.stat().st_size < 524_288:
        assert process.poll() is None
        os.sched_yield()
    with pytest.raises(UsageError, match="by another process"):
        Shelf(folder).fetch(model, ignore)
    process.send_signal(number)
    process.wait()
    publisher.stops_after = None
    shelf = Shelf(folder)
    assert is_whole(shelf, shelf.fetch(model, ignore))
    assert publisher.ranges == [None, "bytes=524288-"]


def test_a_disk_that_fills_is_no_fault_of_the_server(publisher: Publisher, model: KnownModel, tmp_path: Path) -> None:
    """A limit on the length of files does as a disk that is full."""
    folder = tmp_path / "models"
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))"
    command = [sys.executable, "-c", limit + KILLED, str(folder), publisher.source]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "UsageError: the model can't be written: File too large" in done.stderr
    shelf = Shelf(folder)
    assert is_whole(shelf, shelf.fetch(model, ignore))
    assert publisher.ranges == [None, "bytes=400000-"]


def test_of_two_that_install_at_once_one_is_told(publisher: Publisher, model: KnownModel, shelf: Shelf) -> None:
    publisher.stops_after = 100_000
    first = threading.Thread(target=lambda: refused(shelf, model))
    first.start()
    assert publisher.stopped.wait(20)
    assert "by another process" in refused(shelf, model)
    publisher.closing.set()
    first.join()


def test_the_catalogue_names_what_is_published() -> None:
    first = next(iter(CATALOGUE.values()))
    assert first.url == "https://alphacephei.com/vosk/models/vosk-model-small-en-us-0.15.zip"
    for name, entry in CATALOGUE.items():
        kind, _, digits = entry.digest.partition(":")
        assert (name, len(digits)) == (entry.name, {"sha256": 64, "md5": 32}[kind])
        assert 30e6 < entry.size < 200e6
        assert entry.licence == "Apache-2.0"
