"""A picture as PNG: its SVG, rasterised. Not responsible for what is in it (`holdlang.graph.svg`).

The rasteriser and the font come inside wheels (`holdlang[graph]`), so that text is drawn the same on a machine without
any fonts. Fonts of the machine are used only for characters that ours lacks.
"""

import math

from holdlang.errors import UsageError
from holdlang.graph.picture import Picture
from holdlang.graph.svg import size, svg

SCALE = 2.0
"""Pixels of the PNG for one of the SVG: sharp on dense screens, and about 190 to the inch in print."""

MOST_PIXELS = 100e6
"""A picture with more is drawn smaller: the rasteriser takes four bytes for each."""

FAMILY = "Open Sans"


def png(picture: Picture) -> bytes:
    """The picture as a PNG file. Raises `UsageError` if the packages that draw it are not installed."""
    try:
        import resvg_py
        from ttf_opensans import TTF_BIN_FOLDER
    except ImportError as missing:
        raise UsageError(
            f"drawing PNG files needs the package `{missing.name}`, which is not installed",
            "`pip install 'holdlang[graph]'` installs it; SVG files need nothing",
        ) from None
    text = svg(picture)
    return resvg_py.svg_to_bytes(
        svg_string=text,
        zoom=scale(*size(text)),
        font_dirs=[str(TTF_BIN_FOLDER)],
        font_family=FAMILY,
        sans_serif_family=FAMILY,
        monospace_family=FAMILY,
    )


def scale(width: int, height: int) -> float:
    """How much larger than the SVG the PNG becomes."""
    return min(SCALE, math.sqrt(MOST_PIXELS / (width * height)))
