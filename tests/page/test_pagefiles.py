"""The files of the page as they are served: types, headers, conditional requests, and no way out of the folder."""

import re
from pathlib import Path

import pytest
from quart.testing import QuartClient
from quart_trio import QuartTrio

from runtime.server.pagefiles import FOLDER, TYPES, page_blueprint, read_page

pytestmark = pytest.mark.web


@pytest.fixture
def client() -> QuartClient:
    app = QuartTrio(__name__)
    app.register_blueprint(page_blueprint())
    return app.test_client()


async def test_the_page_is_at_the_root(client: QuartClient) -> None:
    answer = await client.get("/")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert await answer.get_data() == (FOLDER / "index.html").read_bytes()


@pytest.mark.parametrize("name", sorted(read_page()))
async def test_every_file_is_served_with_its_type(client: QuartClient, name: str) -> None:
    answer = await client.get(f"/page/{name}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == TYPES[Path(name).suffix]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere(client: QuartClient) -> None:
    policy = (await client.get("/")).headers["Content-Security-Policy"]
    rules = {name: values for name, *values in (rule.split() for rule in policy.split(";"))}
    assert rules["default-src"] == ["'none'"]
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == ["'self'"]
    assert rules["require-trusted-types-for"] == ["'script'"]
    assert rules["frame-ancestors"] == ["'none'"]
    assert "unsafe" not in policy


async def test_a_file_that_has_not_changed_is_not_sent_again(client: QuartClient) -> None:
    first = await client.get("/page/js/start.js")
    again = await client.get("/page/js/start.js", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert await again.get_data() == b""
    assert again.headers["ETag"] == first.headers["ETag"]
    other = await client.get("/page/js/start.js", headers={"If-None-Match": '"of-yesterday"'})
    assert other.status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "../pagefiles.py",
        "%2e%2e/pagefiles.py",
        "..%2fpagefiles.py",
        "js/../../pagefiles.py",
        "js",
        "js/",
        "/etc/hostname",
    ],
)
async def test_no_name_leads_out_of_the_folder(client: QuartClient, name: str) -> None:
    answer = await client.get(f"/page/{name}")
    assert answer.status_code in (308, 404)
    assert b"def page_blueprint" not in await answer.get_data()


def test_links_and_unknown_types_are_no_part_of_the_page(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("page")
    (tmp_path / "secret.txt").write_text("not for the page")
    (tmp_path / "link.js").symlink_to(tmp_path / "secret.txt")
    assert list(read_page(tmp_path)) == ["index.html"]


def test_the_page_loads_nothing_from_elsewhere() -> None:
    for name, file in read_page().items():
        addresses = re.findall(r"https?://[\w.-]+", file.body.decode())
        assert set(addresses) <= {"http://www.w3.org"}, name  # the name of SVG, which nobody fetches


def test_what_index_html_names_is_there() -> None:
    files = read_page()
    named = re.findall(r'(?:src|href)="/page/([^"]+)"', files["index.html"].body.decode())
    assert named
    assert set(named) <= set(files)


def test_what_a_module_imports_is_there() -> None:
    files = read_page()
    for name, file in files.items():
        for path in re.findall(r'from "(\.[^"]+)"', file.body.decode()):
            target = (FOLDER / name).parent.joinpath(path).resolve().relative_to(FOLDER).as_posix()
            assert target in files, f"{name} imports {path}"


def test_nothing_that_was_said_can_become_markup() -> None:
    sinks = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|eval\(|new Function|srcdoc")
    for name, file in read_page().items():
        assert not sinks.search(file.body.decode()), name
