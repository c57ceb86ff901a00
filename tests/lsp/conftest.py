"""A server for the tests of a module, in a folder of its own."""

from collections.abc import Iterator

import pytest

from tests.lsp.client import Client

CONFIG = """\
devices:
  sip_phone:
    uri: "sip:me@192.168.1.20"
    description: "the desk"
  cell:
    uri: "sip:cell@192.168.1.20"
data_dir: data
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A server that has said what it can do. Its folder holds a configuration with two devices."""
    folder = tmp_path_factory.mktemp("workspace")
    (folder / "holdlang.yaml").write_text(CONFIG, encoding="utf-8")
    with Client(folder) as running:
        running.initialize()
        yield running
        assert running.leave() == 0


@pytest.fixture
def marked(client: Client, request: pytest.FixtureRequest) -> "Marked":
    return Marked(client, f"{request.node.name}.hold".replace("[", "_").replace("]", "_"))


class Marked:
    """A document of a test. In its text `‸` marks the place that a request is about."""

    def __init__(self, client: Client, name: str) -> None:
        self.client = client
        self.name = name

    def open(self, text: str) -> list[dict[str, object]]:
        """Open it; its diagnostics."""
        before = text.partition("‸")[0]
        self.line = before.count("\n")
        self.character = len(before.rpartition("\n")[2].encode("utf-16-le")) // 2
        self.text = text.replace("‸", "")
        return self.client.open(self.name, self.text)

    def ask(self, method: str, text: str, **more: object) -> object:
        """Open `text` and ask about the marked place."""
        self.open(text)
        return self.client.ask(method, self.name, self.line, self.character, **more)

    def offered(self, text: str) -> list[str]:
        """The line that each completion at the marked place would make."""
        answer = self.ask("completion", text)
        assert isinstance(answer, dict)
        return [apply(self.text, [item["textEdit"]]).split("\n")[self.line] for item in answer["items"]]

    def edited(self, edits: list[dict[str, object]]) -> str:
        """The text after edits of the server."""
        return apply(self.text, edits)


def apply(text: str, edits: list[dict[str, object]]) -> str:
    """`text` after edits whose positions count UTF-16 units."""
    for edit in sorted(edits, key=_start, reverse=True):
        area = edit["range"]
        assert isinstance(area, dict)
        start, end = (_offset(text, area[key]) for key in ("start", "end"))
        text = text[:start] + str(edit["newText"]) + text[end:]
    return text


def _start(edit: dict[str, object]) -> tuple[int, int]:
    area = edit["range"]
    assert isinstance(area, dict)
    return area["start"]["line"], area["start"]["character"]


def _offset(text: str, position: dict[str, int]) -> int:
    lines = text.split("\n")
    before = sum(len(line) + 1 for line in lines[: position["line"]])
    line = [*lines, ""][position["line"]]
    return before + len(line.encode("utf-16-le")[: 2 * position["character"]].decode("utf-16-le"))
