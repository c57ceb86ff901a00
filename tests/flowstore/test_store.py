"""Flows are files: what is listed, written, refused and taken away."""

import errno
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from holdlang.document import from_values, to_values
from runtime.flowstore import FlowConflict, FlowRefused, FlowStore, NotFoundFlow, NotFoundTree, NotWritten

pytestmark = pytest.mark.unit

REFERENCE: dict[str, Any] = {
    "name": "Chase Bank — Disputes",
    "company": "Chase Bank",
    "phone_number": "+18005551234",
    "steps": [
        {"id": "wait", "type": "WAIT", "description": "Wait for greeting", "timeout": 5.0, "next_step": "menu"},
        {"id": "menu", "type": "LISTEN", "description": "Main menu", "next_step": "press3"},
        {"id": "press3", "type": "DTMF", "description": "Account services", "dtmf": "3", "next_step": "hold"},
        {"id": "hold", "type": "HOLD", "description": "Wait for agent", "next_step": "transfer"},
        {"id": "transfer", "type": "TRANSFER", "description": "Connect to user"},
    ],
}
"""The request of the reference's `POST /api/call-flows`, word for word."""

DISPUTES = """\
# Made by Ann.

flow disputes "Disputes"  # the title
  company "Chase Bank"
  dial    "+18005551234"  # toll-free

# they greet for five seconds
wait 5s

# the main menu
menu: listen 15s  # be patient
  # since 2024
  on "disputes" press 3  # was 2
  else again
hold 2h  # long
transfer sip_phone
"""

QUEUE = "flow queue\n\nhold 2h\n"
CALLER = 'use "lib/queue.hold"\n\nflow caller\n  dial "+18005551234"\n\nrun queue\ntransfer sip_phone\n'


def put(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)


def files(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


# --- looking


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    store = FlowStore(tmp_path / "none")
    assert list(store.list()) == []
    with pytest.raises(NotFoundFlow, match="Flow not found: disputes"):
        store.get("disputes")


def test_flows_of_all_folders_are_listed(folder: Path, store: FlowStore) -> None:
    put(folder, "chase/disputes.hold", DISPUTES)
    put(folder, "lib/queue.hold", QUEUE)
    put(folder, "caller.hold", CALLER)
    assert [(one.flow.id, one.file.as_posix(), one.ok) for one in store.list()] == [
        ("caller", "caller.hold", True),
        ("disputes", "chase/disputes.hold", True),
        ("queue", "lib/queue.hold", True),
    ]
    assert store.get("disputes").text == DISPUTES


def test_the_disk_is_seen_as_it_is(folder: Path, store: FlowStore) -> None:
    put(folder, "lib/queue.hold", QUEUE)
    put(folder, "caller.hold", CALLER)
    times = (folder / "caller.hold").stat()
    assert store.get("caller").loaded.ok
    put(folder, "caller.hold", CALLER.replace("+18005551234", "+18005554321"))
    os.utime(folder / "caller.hold", ns=(times.st_atime_ns, times.st_mtime_ns))
    assert store.get("caller").flow.phone_number == "+18005554321"
    (folder / "lib/queue.hold").unlink()
    assert not store.get("caller").loaded.ok
    put(folder, "lib/queue.hold", QUEUE)
    assert store.get("caller").loaded.ok


def test_broken_files_are_told_and_hide_no_other(folder: Path, store: FlowStore) -> None:
    put(folder, "a.hold", DISPUTES)
    put(folder, "b.hold", "flwo nothing\n")
    (folder / "c.hold").write_bytes(b"flow c\nsay \xff\n")
    put(folder, "d.hold", "flow half\n\nwait 5s\nwiat 5s\n")
    assert [(one.flow.id, one.ok) for one in store.list()] == [("disputes", True), ("half", False)]
    assert [one.file.name for one in store.broken()] == ["b.hold", "c.hold"]
    assert store.broken()[1].detail == "it is not UTF-8 text"


def test_an_id_in_two_files_means_neither(folder: Path, store: FlowStore) -> None:
    put(folder, "a.hold", QUEUE)
    put(folder, "b.hold", QUEUE)
    assert [(one.ok, one.twin and one.twin.name) for one in store.list()] == [(False, "b.hold"), (False, "a.hold")]
    with pytest.raises(FlowConflict, match=r"a\.hold and b\.hold"):
        store.get("queue")


def test_nothing_outside_is_read(folder: Path, store: FlowStore, tmp_path: Path) -> None:
    put(tmp_path, "outside.hold", QUEUE)
    put(tmp_path, "elsewhere/inner.hold", QUEUE.replace("queue", "inner"))
    (folder / "link.hold").symlink_to(tmp_path / "outside.hold")
    (folder / "links").symlink_to(tmp_path / "elsewhere")
    (folder / "loop").symlink_to(folder)
    assert list(store.list()) == []
    assert list(store.broken()) == []
    for path in ("../outside.hold", "link.hold", "links/inner.hold", str(tmp_path / "outside.hold"), ".git/config"):
        loaded = store.check(f'use "{path}"\n\nflow x\n\nrun queue\n')
        assert [one.code for one in loaded.diagnostics] == ["HL109"], path


def test_a_check_writes_nothing_and_looks_from_the_place_of_the_flow(folder: Path, store: FlowStore) -> None:
    put(folder, "lib/queue.hold", QUEUE)
    put(folder, "chase/caller.hold", CALLER.replace("lib/", "../lib/"))
    before = files(folder)
    text = before["chase/caller.hold"]
    assert store.check(text, flow_id="caller").ok
    assert not store.check(text).ok
    assert not store.check(text, devices=["cell"], flow_id="caller").ok
    assert files(folder) == before


def test_trees_of_the_folder_and_of_the_examples(folder: Path, store: FlowStore) -> None:
    put(folder, "queue.hold", QUEUE.replace("queue\n", 'queue\n  company "Acme"\n'))
    put(
        folder,
        "queue.tree.hold",
        'use "queue.hold"\n\ntree acme\n\nanswer\nmusic 1m\nhuman "Hello"\n\n'
        'test "through" of queue against acme\n  expect ended\n\n'
        "tree oneliner\n\nanswer\n",
    )
    found = {one.id: one for one in store.trees()}
    assert (found["acme"].company, found["acme"].file) == ("Acme", folder / "queue.tree.hold")
    assert found["acme"].tree.id == "acme"
    examples = [one for one in found.values() if one.file.parent.name == "examples"]
    assert examples
    assert all(one.file.is_file() for one in found.values())
    assert store.tree("acme") == found["acme"]
    with pytest.raises(NotFoundTree):
        store.tree("nobody")


# --- writing


def test_the_example_of_the_reference(folder: Path, store: FlowStore) -> None:
    stored = store.create(document=REFERENCE)
    assert stored.flow.id == "chase_bank_disputes"
    assert to_values(stored.flow) == {
        **REFERENCE,
        "id": "chase_bank_disputes",
        "steps": [step | ({"timeout": 7200.0} if step["id"] == "hold" else {}) for step in REFERENCE["steps"]],
    }
    assert stored.loaded.diagnostics == ()
    assert list(files(folder)) == ["chase_bank_disputes.hold"]
    with pytest.raises(FlowConflict, match="already"):
        store.create(document=REFERENCE)


def test_a_document_keeps_the_comments_of_what_it_leaves_alone(folder: Path, store: FlowStore) -> None:
    put(folder, "chase/disputes.hold", DISPUTES)
    document = to_values(store.get("disputes").flow)
    document["steps"][0] |= {"timeout": 7.5, "description": "wait 7.5s"}
    document["phone_number"] = "+18005550142"
    stored = store.update("disputes", document=document)
    assert stored.text == DISPUTES.replace("wait 5s", "wait 7.5s").replace("+18005551234", "+18005550142")
    assert stored.flow == from_values(document)


def test_a_step_that_goes_takes_its_comments_along(folder: Path, store: FlowStore) -> None:
    put(folder, "disputes.hold", DISPUTES)
    document = to_values(store.get("disputes").flow)
    del document["steps"][0]
    expected = DISPUTES.replace("# they greet for five seconds\nwait 5s\n\n", "")
    assert store.update("disputes", document=document).text == expected


def test_a_document_without_an_id_is_of_the_flow_that_is_updated(folder: Path, store: FlowStore) -> None:
    put(folder, "disputes.hold", DISPUTES)
    assert store.update("disputes", document=REFERENCE).flow.name == REFERENCE["name"]
    assert store.get("disputes").flow.ids == ("wait", "menu", "press3", "hold", "transfer")
    with pytest.raises(FlowConflict, match="not of the flow"):
        store.update("disputes", document={**REFERENCE, "id": "another"})


def test_what_a_step_was_does_not_describe_what_it_is(folder: Path, store: FlowStore) -> None:
    put(folder, "brief.hold", 'flow brief\n\nwait 5s  # they greet\nhold 1h\n  about "their queue"\ntransfer cell\n')
    document = to_values(store.get("brief").flow)
    document["steps"][0]["timeout"] = 7
    document["steps"][1]["timeout"] = 1800
    after = store.update("brief", document=document)
    assert after.text.endswith('\nwait 7s  # they greet\nhold 30m\n  about "their queue"\ntransfer cell\n')


def test_a_hold_is_as_long_as_in_source_unless_it_says_so(folder: Path, store: FlowStore) -> None:
    put(folder, "brief.hold", "flow brief\n\nhold 10s\nhold 1h\ntransfer cell\n")
    document = to_values(store.get("brief").flow)
    assert store.update("brief", document=document).flow == from_values(document)
    document["steps"].append({"id": "last", "type": "HOLD"})
    assert store.update("brief", document=document).text.endswith('last: hold 2h\n  about ""\n')


def test_flows_known_by_foreign_ids(store: FlowStore) -> None:
    stored = store.create(document={**REFERENCE, "id": "7f3a-1"})
    assert store.get("7f3a-1") == stored
    changed = {**REFERENCE, "id": "7f3a-1", "company": "Chase"}
    after = store.update("7f3a-1", document=changed).flow
    assert (after.id, after.stored_id, after.company) == (stored.flow.id, "7f3a-1", "Chase")


def test_a_document_that_runs_another_flow_brings_it(folder: Path, store: FlowStore) -> None:
    put(folder, "lib/queue.hold", QUEUE)
    put(folder, "caller.hold", CALLER)
    put(folder, "chase/disputes.hold", DISPUTES)
    document = {**to_values(store.get("caller").flow), "id": "another"}
    assert store.create(document=document).text.startswith('use "lib/queue.hold"\n\nflow another\n')
    steps = [*to_values(store.get("disputes").flow)["steps"], document["steps"][0]]
    steps[-2]["next_step"] = steps[-1]["id"] = "in_line"
    steps[-1].pop("next_step", None)
    stored = store.update("disputes", document={**to_values(store.get("disputes").flow), "steps": steps})
    assert stored.text.startswith('use "../lib/queue.hold"\n\n# Made by Ann.\n')
    assert stored.loaded.ok


def test_source_is_kept_as_it_was_typed(folder: Path, store: FlowStore) -> None:
    stored = store.create(source=DISPUTES)
    assert (stored.text, stored.file) == (DISPUTES, Path("disputes.hold"))
    again = DISPUTES.replace("15s", "20s   ")
    assert store.update("disputes", source=again).text == again


def test_a_source_without_a_name_gets_one(store: FlowStore) -> None:
    with pytest.raises(FlowRefused, match="no name"):
        store.create(source="# me\nhold 2h -> transfer cell\n")
    stored = store.create(source="# me\nhold 2h -> transfer cell\n", flow_id="quick")
    assert stored.text == "# me\nflow quick\n\nhold 2h -> transfer cell\n"
    with pytest.raises(FlowRefused, match="no flow `other`"):
        store.create(source=DISPUTES, flow_id="other")


def test_errors_are_refused_and_warnings_pass(folder: Path, store: FlowStore) -> None:
    with pytest.raises(FlowRefused) as caught:
        store.create(source="flow x\n\nwiat 5s\n")
    assert [one.severity for one in caught.value.diagnostics] == ["error"]
    assert files(folder) == {}
    assert store.create(source="flow x\n\nhold 10s\ntransfer cell\n").loaded.diagnostics
    with pytest.raises(FlowRefused, match="goto"):
        store.create(document={**REFERENCE, "steps": [{"id": "a", "type": "LISTEN", "conditions": {"else": ["goto"]}}]})


def test_what_no_file_can_hold_is_refused(store: FlowStore) -> None:
    for text in ('flow x\n\nsay "\ud800"\n', "", "# nothing\n", "tree x\n\nanswer\n", "x" * 5_000_000):
        with pytest.raises(FlowRefused):
            store.create(source=text)


def test_a_text_that_drops_another_flow_of_the_file_is_refused(folder: Path, store: FlowStore) -> None:
    put(folder, "two.hold", f"{QUEUE}\n{DISPUTES}")
    with pytest.raises(FlowConflict, match=r"two\.hold also holds `queue`"):
        store.update("disputes", source=DISPUTES)
    with pytest.raises(FlowRefused, match="no flow `disputes`"):
        store.update("disputes", source=QUEUE)


def test_a_taken_id_is_refused(folder: Path, store: FlowStore) -> None:
    put(folder, "lib/queue.hold", QUEUE)
    put(folder, "disputes.hold", DISPUTES)
    for change in (lambda: store.create(source=QUEUE), lambda: store.update("disputes", source=DISPUTES + QUEUE)):
        with pytest.raises(FlowConflict, match=r"`queue` already, in lib/queue\.hold"):
            change()


def test_a_new_file_follows_no_link(folder: Path, store: FlowStore, tmp_path: Path) -> None:
    (folder / "disputes.hold").symlink_to(tmp_path / "outside.hold")
    assert store.create(source=DISPUTES).file.name == "disputes_2.hold"
    assert not (tmp_path / "outside.hold").exists()


def test_a_file_of_that_name_is_not_overwritten(folder: Path, store: FlowStore) -> None:
    put(folder, "disputes.hold", "what is this\n")
    assert store.create(source=DISPUTES).file.name == "disputes_2.hold"
    assert (folder / "disputes.hold").read_text() == "what is this\n"


def test_a_change_that_spoils_another_flow_is_refused(folder: Path, store: FlowStore) -> None:
    put(folder, "lib/queue.hold", QUEUE)
    put(folder, "caller.hold", CALLER)
    with pytest.raises(FlowConflict, match=r"needed as it is by flow `caller` in caller\.hold"):
        store.update("queue", source="flow queue\n  param pin\n\npress $pin\n")
    with pytest.raises(FlowConflict, match="flow `caller`"):
        store.delete("queue")
    assert files(folder) == {"lib/queue.hold": QUEUE, "caller.hold": CALLER}


def test_the_state_that_was_read_must_be_the_state_that_is_there(folder: Path, store: FlowStore) -> None:
    put(folder, "disputes.hold", DISPUTES)
    etag = store.get("disputes").etag
    assert store.update("disputes", source=DISPUTES + "hangup\n", etag=etag).etag != etag
    with pytest.raises(FlowConflict, match="changed meanwhile"):
        store.update("disputes", source=DISPUTES, etag=etag)


def test_a_hand_edit_between_reading_and_writing_is_not_lost(
    folder: Path, store: FlowStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, "disputes.hold", DISPUTES)
    from runtime.flowstore import refusing

    def at_this_moment(*_: object) -> None:
        put(folder, "disputes.hold", DISPUTES + "# by hand\n")

    monkeypatch.setattr(refusing, "damage", at_this_moment)
    with pytest.raises(FlowConflict, match="changed meanwhile"):
        store.update("disputes", source=DISPUTES + "hangup\n")
    assert files(folder) == {"disputes.hold": DISPUTES + "# by hand\n"}


def test_writers_wait_for_each_other(folder: Path) -> None:
    put(folder, "disputes.hold", DISPUTES)
    stores = [FlowStore(folder), FlowStore(folder)]
    etag = stores[0].get("disputes").etag
    done: list[str] = []

    def write(number: int) -> None:
        try:
            stores[number % 2].update("disputes", source=f"{DISPUTES}# {number}\n", etag=etag)
            done.append("written")
        except FlowConflict:
            done.append("refused")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == ["refused"] * 7 + ["written"]


def test_a_full_disk_loses_nothing(folder: Path, store: FlowStore, monkeypatch: pytest.MonkeyPatch) -> None:
    put(folder, "disputes.hold", DISPUTES)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotWritten, match=r"can't write disputes\.hold: No space left on device"):
        store.update("disputes", source=DISPUTES + "hangup\n")
    with pytest.raises(NotWritten):
        store.create(source=QUEUE)
    assert files(folder) == {"disputes.hold": DISPUTES}


def test_permissions_are_kept(folder: Path, store: FlowStore) -> None:
    put(folder, "disputes.hold", DISPUTES)
    (folder / "disputes.hold").chmod(0o640)
    store.update("disputes", source=DISPUTES + "hangup\n")
    assert (folder / "disputes.hold").stat().st_mode & 0o777 == 0o640


# --- taking away


def test_the_file_of_a_flow_goes_with_it(folder: Path, store: FlowStore) -> None:
    put(folder, "lib/queue.hold", QUEUE)
    put(folder, "caller.hold", CALLER)
    store.delete("caller")
    assert files(folder) == {"lib/queue.hold": QUEUE}
    with pytest.raises(NotFoundFlow):
        store.delete("caller")


def test_other_flows_of_the_file_stay(folder: Path, store: FlowStore) -> None:
    put(folder, "two.hold", f"# both\n\n# the queue\n{QUEUE}\n{DISPUTES}")
    store.delete("queue")
    assert files(folder) == {"two.hold": f"# both\n\n{DISPUTES}"}


def test_the_tests_of_a_flow_go_with_it(folder: Path, store: FlowStore) -> None:
    tree = "tree acme\n\nanswer\nmusic 1m\n"
    put(folder, "lib/queue.hold", QUEUE)
    put(
        folder,
        "queue.tree.hold",
        f'use "lib/queue.hold"\n\n{tree}\n# it works\ntest "t" of queue against acme\n  expect ended\n',
    )
    store.delete("queue")
    assert files(folder) == {"queue.tree.hold": tree}


# --- ids


@pytest.mark.parametrize(
    "flow_id",
    [
        "",
        ".",
        "..",
        "../x",
        "/etc/passwd",
        "a/b",
        "a\\b",
        "a.b",
        "x\0",
        "x\n",
        " x",
        "1st",
        "x" * 300 + "/",
        "~",
        "$(id)",
        "\ud800",
    ],
)
def test_an_id_is_no_path(folder: Path, store: FlowStore, flow_id: str) -> None:
    with pytest.raises(NotFoundFlow):
        store.get(flow_id)
    with pytest.raises(FlowRefused):
        store.create(source=QUEUE, flow_id=flow_id)
    assert files(folder) == {}


def test_long_and_foreign_ids_make_files(folder: Path, store: FlowStore) -> None:
    for flow_id in ("x" * 300, "名" * 200, "CON", "queue"):
        stored = store.create(source="hold 2h\n", flow_id=flow_id)
        assert stored.flow.id == flow_id
        assert (folder / stored.file).is_file()
