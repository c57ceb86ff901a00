"""PNG files: the rasteriser draws what the SVG says, text included, with the font that comes along."""

import builtins
import struct

import pytest

from holdlang.errors import UsageError
from holdlang.graph.png import MOST_PIXELS, png, scale
from holdlang.graph.svg import size, svg
from tests.graph.models import golden_picture, pictured

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def _packages(request: pytest.FixtureRequest) -> None:
    if "missing" not in request.node.name:
        pytest.importorskip("resvg_py", reason="pip install 'holdlang[graph]'")
        pytest.importorskip("ttf_opensans", reason="pip install 'holdlang[graph]'")


def dimensions(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG file (PNG specification, 11.2.1)."""
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", data[16:24])  # type: ignore[return-value]


def test_it_is_as_large_as_the_svg_says() -> None:
    picture = golden_picture("cancel")
    width, height = size(svg(picture))
    assert dimensions(png(picture)) == (2 * width, 2 * height)


def test_text_is_drawn() -> None:
    drawn = [png(pictured(f'flow a "{title}"\nend')) for title in ("abcde", "edcba")]
    assert dimensions(drawn[0]) == dimensions(drawn[1])
    assert drawn[0] != drawn[1]


def test_a_poster_is_not_too_large_to_draw() -> None:
    assert scale(100, 100) == 2
    assert scale(40_000, 40_000) ** 2 * 40_000**2 <= MOST_PIXELS * 1.001


def test_missing_packages_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: object, **named: object) -> object:
        if name == "resvg_py":
            raise ImportError(name=name)
        return real(name, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError, match="resvg_py") as caught:
        png(pictured("end"))
    assert "holdlang[graph]" in (caught.value.help or "")
