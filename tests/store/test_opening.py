"""A store opens, or says why it can't and what to do."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect

from runtime.store import Store, StoreError, store_url
from runtime.store.database import Database, parse_url
from runtime.store.migrations import SCRIPTS, VERSION_TABLE, migrate, revision
from runtime.store.tables import METADATA
from tests.history.logs import transferred, written
from tests.store.test_events import entries

pytestmark = pytest.mark.web

LATER = """
import sqlalchemy as sa
from alembic import op
revision = "0002"
down_revision = "0001"
def upgrade():
    with op.batch_alter_table("calls") as table:
        table.add_column(sa.Column("colour", sa.Text(), nullable=False, server_default="red"))
"""


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """The revisions of a later version."""
    scripts = tmp_path / "later"
    (scripts / "versions").mkdir(parents=True)
    for name in ("env.py", "versions/first.py"):
        (scripts / name).write_text((SCRIPTS / name).read_text())
    (scripts / "versions" / "second.py").write_text(LATER)
    return scripts


def test_an_empty_database_gets_the_tables_as_they_should_be(store: Store, url: str) -> None:
    assert len(store.epoch) == 8
    assert int(store.epoch, 16) >= 0
    with create_engine(url).connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE, "compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, METADATA) == []


def test_a_database_of_the_first_revision_is_brought_up_to_date(
    store: Store, url: str, later: Path, tmp_path: Path
) -> None:
    store.note_call(written(tmp_path / "2026-11-20T12-00-00Z_call_abc", *transferred()))
    store.index(entries("call_abc", range(3)))
    before = store.call("call_abc"), store.after(0)
    database = Database(parse_url(url))
    with database.write() as connection:
        assert revision(connection) == "0001"
        migrate(connection, later)
        assert revision(connection) == "0002"
        assert connection.exec_driver_sql("SELECT colour FROM calls").scalars().all() == ["red"]
    database.close()
    assert (store.call("call_abc"), store.after(0)) == before


def test_a_migration_that_fails_leaves_the_database_as_it_was(store: Store, url: str, later: Path) -> None:
    script = later / "versions" / "second.py"
    script.write_text(script.read_text() + '    op.execute("no such words")\n')
    database = Database(parse_url(url))
    with pytest.raises(StoreError), database.write() as connection:
        migrate(connection, later)
    with database.read() as connection:
        assert revision(connection) == "0001"
        assert "colour" not in {column["name"] for column in inspect(connection).get_columns("calls")}
    database.close()


def test_a_database_of_a_later_version(store: Store, url: str, later: Path) -> None:
    database = Database(parse_url(url))
    with database.write() as connection:
        migrate(connection, later)
    database.close()
    with pytest.raises(StoreError, match="later version") as caught:
        Store.open(url)
    assert "holdlang store rebuild" in (caught.value.help or "")


def use(url: str) -> None:
    """Read and write most of it."""
    store = Store.open(url)
    try:
        store.index(entries("call_new", range(50)))
        store.after(0, limit=10**6)
    finally:
        store.close()


@pytest.mark.parametrize("damage", ["no database", "cut off", "overwritten", "without a table"])
def test_a_damaged_file(url: str, damage: str) -> None:
    store = Store.open(url)
    for number in range(40):
        store.index(entries(f"call_{number}", range(50)))
    store.close()
    file = Path(url.removeprefix("sqlite:///"))
    match damage:
        case "no database":
            file.write_bytes(b"Dear diary, today nobody answered. " * 1000)
        case "cut off":
            os.truncate(file, 10_000)
        case "overwritten":
            content = file.read_bytes()
            file.write_bytes(content[:100] + os.urandom(len(content) - 100))
        case "without a table":
            with sqlite3.connect(file) as other:
                other.execute("DROP TABLE events")
    with pytest.raises(StoreError) as caught:
        use(url)
    assert "holdlang store rebuild" in (caught.value.help or "")
    assert "Dear diary" not in caught.value.words()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", "no database URL"),
        ("sqlite:///{tmp}/file/store.sqlite", "can't open the store"),
        ("sqlite:///{tmp}/folder", "can't open the store"),
        ("nosuch://u:hunter2@h/d", "no driver"),
        ("mssql+pyodbc://u:hunter2@h/d", "no driver"),
    ],
)
def test_a_place_where_no_store_can_be(tmp_path: Path, url: str, words: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    with pytest.raises(StoreError, match=words) as caught:
        Store.open(url.format(tmp=tmp_path))
    assert "hunter2" not in caught.value.words()


def test_its_file_is_for_its_owner_alone(store: Store, url: str) -> None:
    store.index(entries("call_a", [0]))
    folder = Path(url.removeprefix("sqlite:///")).parent
    assert {file.name: file.stat().st_mode & 0o777 for file in folder.glob("store.sqlite*")} == {
        f"store.sqlite{ending}": 0o600 for ending in ("", "-wal", "-shm", ".lock")
    }


OPENS = "import sys; from runtime.store import Store; store = Store.open(sys.argv[1]); print(store.epoch)"


def test_processes_open_a_new_store_at_once(url: str) -> None:
    processes = [
        subprocess.Popen([sys.executable, "-c", OPENS, url], stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    epochs = {process.communicate()[0] for process in processes}
    assert len(epochs) == 1
    assert len(epochs.pop().strip()) == 8


def test_it_lies_where_the_configuration_says(tmp_path: Path) -> None:
    from holdlang.config import Config

    place = tmp_path / "a b?c%d"
    config = Config.model_validate({"data_dir": str(place)})
    store = Store.open(store_url(config))
    store.close()
    assert (place / "store.sqlite").exists()
    assert store_url(Config.model_validate({"server": {"store": "postgresql://db/calls"}})) == "postgresql://db/calls"
