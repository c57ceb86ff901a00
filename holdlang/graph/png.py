"""A picture as PNG: its SVG, rasterised. Not responsible for what is in it (`holdlang.graph.svg`).

The rasteriser and the font come inside wheels (`holdlang[graph]`), so that text is drawn the same on a machine without
any fonts. Fonts of the machine are used only for characters that ours lacks.
"""

from holdlang.errors import UsageError
from holdlang.graph.picture import Picture
from holdlang.graph.svg import svg

SCALE = 2.0
"""Pixels of the PNG for one of the SVG: sharp on dense screens, and about 190 to the inch in print."""

FAMILY = "Open Sans"


def png(picture: Picture, *, scale: float = SCALE) -> bytes:
    """The picture as a PNG file. Raises `UsageError` if the packages that draw it are not installed."""
    try:
        import resvg_py
        from ttf_opensans import TTF_BIN_FOLDER
    except ImportError as missing:
        raise UsageError(
            f"drawing PNG files needs the package `{missing.name}`, which is not installed",
            "`pip install 'holdlang[graph]'` installs it; SVG files need nothing",
        ) from None
    return resvg_py.svg_to_bytes(
        svg_string=svg(picture),
        zoom=scale,
        font_dirs=[str(TTF_BIN_FOLDER)],
        font_family=FAMILY,
        sans_serif_family=FAMILY,
        monospace_family=FAMILY,
    )
