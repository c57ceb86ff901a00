"""The language server, asked over its protocol in a process of its own."""

import json
from pathlib import Path
from typing import Any

import pytest

from holdlang.calllog import CallStarted, HumanDetected, IvrMenuDetected, line
from holdlang.secret import HIDDEN
from tests.lsp.client import Client, Failed, own_environment
from tests.lsp.conftest import Marked

pytestmark = pytest.mark.unit

FLOW = """\
flow bank "Bank"
  dial "+15555550100"
  needs pin secret

menu: listen 15s
  on "disputes 😀" press $pin, goto queue
  on /press (?P<key>\\d)/ press $key
  else goto queue
queue: hold 2h
transfer sip_phone
"""


# --- diagnostics


def test_a_mistake_is_told_at_its_place_in_utf_16(marked: Marked) -> None:
    (found,) = marked.open('listen 15s\n  on "😀 é" goto quue\n  else hangup\nqueue: hold 2h\ntransfer sip_phone\n')
    assert found["code"] == "HL102"
    assert found["range"] == {"start": {"line": 1, "character": 17}, "end": {"line": 1, "character": 21}}
    assert "did you mean `queue`?" in str(found["message"])


def test_what_is_never_carried_out_is_faded(marked: Marked) -> None:
    (found,) = marked.open('hangup\nnotify "x"\n')
    assert (found["code"], found["tags"]) == ("HL301", [1])


def test_typing_changes_the_diagnostics(client: Client, marked: Marked) -> None:
    assert marked.open("wait 5s\n# 😀 x\nhangup\n") == []
    client.change(marked.name, "lisen 5s\n", (1, 0))
    (found,) = client.diagnostics(marked.name)
    assert found["code"] == "HL001"
    client.change(marked.name, "", (1, 0), (2, 0))
    assert client.diagnostics(marked.name) == []
    client.change(marked.name, "y😀", (1, 4), (1, 6))  # behind the first 😀, which takes two units
    assert client.diagnostics(marked.name) == []
    assert [s["name"] for s in client.about("documentSymbol", marked.name)] == ["flow"]


def test_a_device_must_be_configured(marked: Marked) -> None:
    (found,) = marked.open("hold 2h\ntransfer sip_phnoe\n")
    assert found["code"] == "HL101"


def test_a_used_file_is_read_from_the_editor_first(client: Client) -> None:
    (client.folder / "lib.hold").write_text("flow other\nwait 5s\n", encoding="utf-8")
    user = 'use "lib.hold"\nflow mine\nrun other\nhangup\n'
    assert client.open("user.hold", user) == []
    client.open("lib.hold", "flow other\nwait 5s\n")
    assert client.diagnostics("user.hold") == []
    client.replace("lib.hold", "flow another\nwait 5s\n")
    assert [found["code"] for found in client.diagnostics("user.hold")] != []
    client.notify("textDocument/didClose", {"textDocument": {"uri": client.uri("lib.hold")}})
    assert client.diagnostics("user.hold") == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\ufeff",
        "\0",
        '"',
        "on on on\n-> -> ->\n:\n/",
        "flow\n" * 50,
        "use \"\nuse 5\ntest\ntest \"x\" of\ngiven\nexpect\n",
        "a\r\nb\u2028c\x0cd\r\n",
        "(" * 5000,
        "run x(" * 200,
        "\ud7ff𐀀$$$1$a\n" * 20,
        "set a = \nopen mon-\nredial\nmeta x {\nneeds 5 5\n",
    ],
)  # fmt: skip
def test_a_broken_document_gets_answers(client: Client, marked: Marked, text: str) -> None:
    marked.open(text)
    end = {"line": text.count("\n"), "character": 3}
    client.about("documentSymbol", marked.name)
    client.about("foldingRange", marked.name)
    client.about("semanticTokens/full", marked.name)
    client.about("formatting", marked.name, options={"tabSize": 2, "insertSpaces": True})
    client.about("codeAction", marked.name, range={"start": end, "end": end}, context={"diagnostics": []})
    for method in ("completion", "hover", "definition", "documentHighlight", "prepareRename"):
        client.ask(method, marked.name, end["line"], end["character"])
        client.ask(method, marked.name, 0, 1)


# --- completion


def test_labels_after_goto(marked: Marked) -> None:
    assert marked.offered(FLOW.replace("else goto queue", "else goto qu‸")) == ["  else goto menu", "  else goto queue"]


def test_devices_of_the_configuration_and_of_the_file(marked: Marked) -> None:
    offered = marked.offered("hold 2h\ntransfer mobile or ‸\n")
    assert offered == ["transfer mobile or sip_phone", "transfer mobile or cell", "transfer mobile or mobile"]


def test_keywords_at_the_start_of_a_line(marked: Marked) -> None:
    offered = {text.strip() for text in marked.offered('flow a "A"\n  dial "+15555550100"\n  ‸\n')}
    assert {"company", "tags", "needs", "listen", "hold", "tree"} <= offered
    assert not {"on", "else", "answer", "busy", "given", "again", "use"} & offered


def test_a_clause_is_offered_only_below_a_step_that_decides(marked: Marked) -> None:
    assert "on" in marked.offered("listen 15s\n‸")
    assert "on" not in marked.offered("wait 5s\n‸")


def test_a_tree_has_steps_of_its_own(marked: Marked) -> None:
    offered = set(marked.offered("tree x\n‸"))
    assert {"answer", "early media", "say", "music", "tone", "beep", "human", "transfer", "chance"} <= offered
    assert not {"listen", "press", "dial", "every"} & offered
    clauses = {text.split()[-1] for text in marked.offered('tree x\nsay "hello"\n  on press 3 ‸')}
    assert clauses == {"say", "play", "goto", "hangup", "again", "retry", "or", "digits"}
    assert set(marked.offered('tree x\nsay "hello" ‸')) == {
        f'say "hello" {word}' for word in ("digits", "renumbered", "uninterrupted")
    }


def test_a_queue_announces_and_takes_keys(marked: Marked) -> None:
    queue = "tree x\nmusic 10m\n"
    assert {"every", "on", "else"} <= set(marked.offered(queue + "‸"))
    assert marked.offered(queue + "  on ‸") == ["  on press"]
    actions = {text.split()[-1] for text in marked.offered(queue + "  every 45s ‸")}
    assert actions == {"say", "play", "goto", "hangup"}
    assert marked.offered(queue + '  every 45s say "number $p‸') == [
        '  every 45s say "number $position',
        '  every 45s say "number $wait',
    ]


def test_a_flow_has_no_options_of_trees(marked: Marked) -> None:
    assert marked.offered('flow x\nsay "hello" ‸') == []
    assert marked.offered("flow x\nhangup ‸") == []


def test_what_is_wrong_with_the_line(marked: Marked) -> None:
    test = 'flow a\nhangup\ntree b\nbusy\ntest "t" of a against b\n  '
    assert {"given", "with", "expect"} <= {text.strip() for text in marked.offered(test + "‸")}
    offered = [text.strip() for text in marked.offered(test + "with ‸")]
    assert offered == ["with deaf", "with jitter", "with loss", "with model down", "with noise"]


def test_triggers_that_the_step_notices(marked: Marked) -> None:
    offered = {text.split()[-1] for text in marked.offered("transfer sip_phone\n  on ‸")}
    assert "nobody" in offered
    assert "music" not in offered


def test_actions_after_a_comma(marked: Marked) -> None:
    offered = {text.split()[-1] for text in marked.offered('listen 15s\n  on "x" press 3, ‸')}
    assert {"goto", "again", "retry", "hangup"} <= offered
    assert "listen" not in offered


def test_variables_behind_a_dollar_sign(marked: Marked) -> None:
    assert "press $pin" in marked.offered(FLOW + "press $‸")
    assert 'say "it is $pin' in marked.offered(FLOW + 'say "it is $p‸')


def test_flows_and_their_parameters(marked: Marked) -> None:
    text = "flow sub\n  param key secret\npress $key\nflow main\nrun ‸\n"
    assert marked.offered(text) == ["run sub", "run main"]
    assert marked.offered(text.replace("run ‸", "run sub(‸")) == ["run sub(key: "]


def test_tests_know_flows_trees_and_labels(marked: Marked) -> None:
    text = 'flow a\n  needs pin\nq: hangup\ntree b\nbusy\ntest "t" of a against ‸\n'
    assert marked.offered(text) == ['test "t" of a against b']
    below = text.replace("‸", "b")
    assert marked.offered(below + "  expect reached ‸") == ["  expect reached q"]
    assert marked.offered(below + "  given ‸") == ["  given pin = "]
    assert marked.offered(below + "  given pin = 1\n  given ‸") == []
    assert marked.offered(text.replace("a against ‸", "‸ against b")) == ['test "t" of a against b']
    assert marked.offered(text.partition(" of")[0] + "\n  given ‸") == ["  given pin = "]


def test_a_label_is_followed_by_a_step_of_a_flow(marked: Marked) -> None:
    offered = {text.split()[-1] for text in marked.offered("wait 5s\nqueue: ‸")}
    assert {"hold", "listen", "press", "transfer"} <= offered
    assert not {"answer", "busy", "human", "music", "no", "reject", "again", "retry", "on"} & offered


def test_phrases_that_menus_of_the_number_offered(client: Client, marked: Marked) -> None:
    _log(client.folder / "data", "+1 555 555 0100", "disputes", "Dana speaking")
    _log(client.folder / "data", "+1 555 555 0199", "pizza", "")
    offered = marked.offered('flow a\n  dial "+15555550100"\nlisten 15s\n  on ‸')
    assert '  on "disputes"' in offered
    assert not any("pizza" in text or "Dana" in text for text in offered)
    assert marked.offered('flow a\n  dial "+15555550100"\nlisten 15s\n  on "di‸') == ['  on "disputes']


def test_phrases_of_past_calls_without_a_configuration(tmp_path: Path) -> None:
    """Somebody new has none, only rehearsals in the data folder of the system."""
    with Client(tmp_path) as client:
        _log(Path(own_environment(tmp_path)["XDG_DATA_HOME"]) / "holdlang", "+15555550100", "disputes", "")
        client.initialize()
        offered = Marked(client, "a.hold").offered('flow a\n  dial "+15555550100"\nlisten 15s\n  on "‸"')
        assert offered == ['  on "disputes"']


def test_a_number_that_was_read_back_is_not_offered(client: Client, marked: Marked) -> None:
    _log(client.folder / "data", "+15555550107", f"{HIDDEN} is correct", "")
    assert marked.offered('flow a\n  dial "+15555550107"\nlisten 15s\n  on "‸') == []


def _log(data: Path, number: str, option: str, person: str) -> None:
    import datetime

    folder = data / "calls" / f"2026-11-02T10-00-00Z_{option}"
    folder.mkdir(parents=True)
    now = datetime.datetime(2026, 11, 2, tzinfo=datetime.UTC)
    data_of = (
        CallStarted(number=number),
        IvrMenuDetected(transcript=f"for {option} press one", options={"1": option}),
        HumanDetected(confidence=1.0, transcript_excerpt=person),
    )
    text = "".join(line(one, call_id="call_1", timestamp=now, at=0.0).to_json() + "\n" for one in data_of)
    (folder / "call.jsonl").write_text(text + "{ broken\n", encoding="utf-8")


def test_files_that_can_be_used(client: Client, marked: Marked) -> None:
    (client.folder / "more").mkdir(exist_ok=True)
    (client.folder / "more" / "x.hold").write_text("wait 5s\n", encoding="utf-8")
    assert 'use "more/' in marked.offered('use "‸')
    assert marked.offered('use "more/‸') == ['use "more/x.hold']


# --- hover


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hold 1h3‸0m\ntransfer sip_phone\n", "1 hour 30 minutes"),
        ("wa‸it 500ms\n", "let time pass"),
        ("wa‸it 500ms\n", "step `wait`"),
        ("wait 5‸00ms\n", "500 milliseconds"),
        ('flow a\n  dial "9‸11"\nwait 5s\n', "911 is refused"),
        ("transfer sip_‸phone\n  on nob‸ody hangup\n".replace("‸", "", 1), "no device answered"),
        ("transfer sip_‸phone\n", "the desk"),
        ("hangup\nwa‸it 5s\n", "HL301"),
        ("q: wait 5s\ngoto ‸q\n", "q: wait 5s"),
    ],
)
def test_hover(marked: Marked, text: str, said: str) -> None:
    answer = marked.ask("hover", text)
    assert isinstance(answer, dict)
    assert said in answer["contents"]["value"]


# --- names


def test_the_definition_of_a_label(marked: Marked) -> None:
    answer = marked.ask("definition", FLOW.replace("else goto queue", "else goto que‸ue"))
    assert isinstance(answer, dict)
    assert answer["range"]["start"] == {"line": 8, "character": 0}


def test_the_definition_of_a_variable_and_of_a_group(marked: Marked) -> None:
    answer: Any = marked.ask("definition", FLOW.replace("$pin", "$p‸in"))
    assert answer["range"]["start"] == {"line": 2, "character": 8}
    answer = marked.client.ask("definition", marked.name, 6, 33)
    assert answer["range"]["start"] == {"line": 6, "character": 16}


def test_definitions_in_other_files(client: Client, marked: Marked) -> None:
    (client.folder / "shared.hold").write_text("# shared\nflow shared\nwait 5s\n", encoding="utf-8")
    text = 'use "shared.hold"\nflow x\nrun shared\n'
    marked.open(text)
    there = client.ask("definition", marked.name, 2, 6)
    assert (there["uri"], there["range"]["start"]["line"]) == (client.uri("shared.hold"), 1)
    assert client.ask("definition", marked.name, 0, 8)["uri"] == client.uri("shared.hold")
    assert client.ask("definition", marked.name, 2, 1) is None


def test_a_folder_with_letters_that_addresses_escape(tmp_path: Path) -> None:
    folder = tmp_path / "Wörk 50%"
    folder.mkdir()
    (folder / "a b.hold").write_text("flow shared\nwait 5s\n", encoding="utf-8")
    with Client(folder) as client:
        client.initialize()
        assert client.open("c.hold", 'use "a b.hold"\nflow x\nrun shared\n') == []
        assert client.ask("definition", "c.hold", 2, 5)["uri"] == client.uri("a b.hold")
        assert set(client.ask("rename", "c.hold", 2, 5, newName="ours")["changes"]) == {
            client.uri("a b.hold"),
            client.uri("c.hold"),
        }


def test_references_of_a_label(marked: Marked) -> None:
    answer: Any = marked.ask("references", FLOW.replace("queue: ", "que‸ue: "), context={"includeDeclaration": True})
    assert sorted(found["range"]["start"]["line"] for found in answer) == [5, 7, 8]


def test_labels_of_two_items_are_two(marked: Marked) -> None:
    text = "flow a\nx: wait 5s\ngoto x\nflow b\nx: wait 5s\ngoto ‸x\n"
    answer: Any = marked.ask("references", text, context={"includeDeclaration": False})
    assert [found["range"]["start"]["line"] for found in answer] == [5]


def test_renaming_a_label_behind_an_emoji(marked: Marked) -> None:
    answer: Any = marked.ask("rename", FLOW.replace("queue: ", "‸queue: "), newName="waiting")
    (edits,) = answer["changes"].values()
    assert marked.edited(edits) == FLOW.replace("queue", "waiting")


def test_renaming_a_variable_reaches_texts_callers_and_tests(client: Client, marked: Marked) -> None:
    text = (
        'flow sub\n  param p‸in secret\npress $pin\nsay "no $pin, $$pin"\nflow main\nset pin = 3\n'
        'run sub(pin: $pin)\ntree t\nsay "$pin"\ntest "x" of sub against t\n  given pin = 4\n'
    )
    answer: Any = marked.ask("rename", text, newName="code")
    (edits,) = answer["changes"].values()
    assert marked.edited(edits) == (
        'flow sub\n  param code secret\npress $code\nsay "no $code, $$pin"\nflow main\nset pin = 3\n'
        'run sub(code: $pin)\ntree t\nsay "$pin"\ntest "x" of sub against t\n  given code = 4\n'
    )


def test_renaming_a_flow_reaches_the_files_that_use_it(client: Client) -> None:
    (client.folder / "base.hold").write_text("flow base\nwait 5s\n", encoding="utf-8")
    (client.folder / "caller.hold").write_text('use "base.hold"\nflow x\nrun base\n', encoding="utf-8")
    client.open("base.hold", "flow base\nwait 5s\n")
    answer = client.ask("rename", "base.hold", 0, 6, newName="ground")
    assert set(answer["changes"]) == {client.uri("base.hold"), client.uri("caller.hold")}


@pytest.mark.parametrize(("name", "why"), [("menu", "already"), ("a b", "letters"), ("1a", "letters"), ("", "letters")])
def test_a_name_that_can_not_be(marked: Marked, name: str, why: str) -> None:
    with pytest.raises(Failed, match=why):
        marked.ask("rename", FLOW.replace("queue: ", "‸queue: "), newName=name)


def test_what_can_be_renamed(client: Client, marked: Marked) -> None:
    answer: Any = marked.ask("prepareRename", FLOW.replace("queue: ", "‸queue: "))
    assert answer["placeholder"] == "queue"
    assert client.ask("prepareRename", marked.name, 9, 12) is None  # a device
    assert client.ask("prepareRename", marked.name, 4, 8) is None  # a keyword


# --- layout


def test_the_document_is_laid_out(client: Client, marked: Marked) -> None:
    marked.open("# 😀\nwait   5s\n\n\n\nhangup\n# end\n")
    edits = client.about("formatting", marked.name, options={"tabSize": 2, "insertSpaces": True})
    assert marked.edited(edits) == "# 😀\nwait 5s\n\nhangup\n# end\n"
    assert edits[0]["range"]["start"]["line"] == 1
    assert edits[0]["range"]["end"]["line"] <= 5


@pytest.mark.parametrize(
    "text", ["wait   5s", "wait   5s\r\nhangup\r\n", "\n\nwait 5s", "wait 5s\n\n\n", "a:  wait 5s\n" * 3]
)
def test_every_layout_arrives(client: Client, marked: Marked, text: str) -> None:
    from holdlang.fmt import format_text
    from holdlang.source import Source

    marked.open(text)
    edits = client.about("formatting", marked.name, options={"tabSize": 2, "insertSpaces": True})
    assert marked.edited(edits) == format_text(Source("", text))


def test_a_document_that_can_not_be_laid_out_is_left_alone(client: Client, marked: Marked) -> None:
    marked.open("lisen   5s\n")
    for _ in range(2):
        assert client.about("formatting", marked.name, options={"tabSize": 2, "insertSpaces": True}) is None
    shown = [message for message in client.messages if message["method"] == "window/showMessage"]
    assert len([message for message in shown if f"{marked.name} is not laid out" in str(message)]) == 1


def test_items_and_labelled_steps(client: Client, marked: Marked) -> None:
    marked.open(FLOW + "tree t\nbusy\n")
    flow, tree = client.about("documentSymbol", marked.name)
    assert (flow["name"], flow["detail"], tree["name"]) == ("bank", "Bank", "t")
    assert [child["name"] for child in flow["children"]] == ["menu", "queue"]


def test_items_and_their_steps_fold(client: Client, marked: Marked) -> None:
    marked.open(FLOW + "\n\ntree t\nbusy\n")
    folds = {(fold["startLine"], fold["endLine"]) for fold in client.about("foldingRange", marked.name)}
    assert folds == {(0, 9), (4, 7), (12, 13)}


def test_colours(client: Client, marked: Marked) -> None:
    from holdlang.lsp.tokens import TYPES

    marked.open('q: say "é😀 $pin!"  # so\n')
    data = client.about("semanticTokens/full", marked.name)["data"]
    places, at = [], 0
    for below, right, length, kind, _ in zip(*[iter(data)] * 5, strict=True):
        assert below == 0
        at += right
        places.append((at, length, TYPES[kind]))
    assert places == [
        (0, 1, "label"),
        (3, 3, "keyword"),
        (7, 6, "string"),
        (13, 3, "variable"),
        (16, 2, "string"),
        (20, 4, "comment"),
    ]


# --- code actions


def actions(marked: Marked, line: int, **context: object) -> list[dict[str, Any]]:
    at = {"line": line, "character": 0}
    end = {"line": line, "character": 99}
    found: list[dict[str, Any]] = marked.client.about(
        "codeAction", marked.name, range={"start": at, "end": end}, context={"diagnostics": [], **context}
    )
    return found


def test_a_misspelt_name_is_mended(marked: Marked) -> None:
    marked.open("listen 15s\n  else goto quue\nqueue: hold 2h\ntransfer sip_phone\n")
    found = actions(marked, 1)
    mend = next(one for one in found if one["title"] == "write `queue`")
    assert "goto queue\n" in marked.edited(mend["edit"]["changes"][marked.client.uri(marked.name)])


def test_an_action_fits_the_text_of_that_moment(client: Client, marked: Marked) -> None:
    marked.open("wait 5s\nhold 2h\n")
    client.change(marked.name, "# one more\n", (0, 0))
    (edit,) = actions(marked, 2)[0]["edit"]["changes"].values()
    assert edit[0]["range"]["start"]["line"] == 2


@pytest.mark.parametrize(
    "line", ["hold 2h", "hold 2h  # waits", "hold 2h  # hold: allow unreachable-step", "  hold 2h # x"]
)
def test_a_warning_is_allowed_where_it_stands(marked: Marked, line: str) -> None:
    marked.open(f"wait 5s\n{line}\n")
    number = 1
    allow = next(one for one in actions(marked, number) if one["title"] == "allow hold-without-transfer here")
    text = marked.edited(allow["edit"]["changes"][marked.client.uri(marked.name)])
    assert "HL304" not in [found["code"] for found in marked.client.replace(marked.name, text)]


def test_every_safe_fix_at_once(marked: Marked) -> None:
    marked.open("lisen 15s\n  else goto quue\nqueue: hold 2h\ntransfer sip_phnoe\n")
    (everything,) = actions(marked, 0, only=["source.fixAll"])
    text = marked.edited(everything["edit"]["changes"][marked.client.uri(marked.name)])
    assert "goto queue\n" in text
    assert text.endswith("transfer sip_phone\n")
    assert marked.client.replace(marked.name, text.replace("lisen", "listen")) == []


def test_an_error_of_names_can_not_be_allowed(marked: Marked) -> None:
    marked.open("goto nowhere\n")
    assert not [one for one in actions(marked, 0) if "allow" in one["title"]]


def test_only_what_was_asked_for(marked: Marked) -> None:
    marked.open("wait 5s\nhold 2h\n")
    assert actions(marked, 1, only=["refactor"]) == []
    assert {one["kind"] for one in actions(marked, 1, only=["quickfix"])} == {"quickfix"}


# --- the server itself


def test_what_it_can_do(tmp_path: Path) -> None:
    with Client(tmp_path) as client:
        able = client.initialize(general={"positionEncodings": ["utf-8", "utf-16"]})["capabilities"]
        assert able["positionEncoding"] == "utf-8"
        (found,) = client.open("a.hold", '# x\nnote "é😀" oops\n')
        assert found["range"]["start"] == {"line": 1, "character": 5 + 8 + 1}
        assert client.leave() == 0


def test_it_leaves_when_the_editor_is_gone(tmp_path: Path) -> None:
    with Client(tmp_path) as client:
        client.initialize()
        assert client.hang_up() == 0


def test_a_broken_configuration_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "holdlang.yaml").write_text("devces: {}\n", encoding="utf-8")
    with Client(tmp_path) as client:
        client.initialize()
        assert client.open("a.hold", "hold 2h\ntransfer x\n") == []
        client.replace("a.hold", "hold 1h\ntransfer x\n")
        client.replace("a.hold", "hold 3h\ntransfer x\n")
        shown = json.dumps([one for one in client.messages if one["method"] == "window/showMessage"])
        assert shown.count("devces") == 1
        assert "did you mean `devices`" in shown
