"""A picture as SVG 1.1: one file that needs nothing else, for screens and for print. Not responsible for where things
stand (`holdlang.graph.diagram`).

Fonts are named and not carried along; text was measured with room to spare, so that another font does not overflow.
"""

import re
from collections.abc import Iterable
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from holdlang.graph.arrows import HEAD as ARROW
from holdlang.graph.arrows import Arrow
from holdlang.graph.boxes import BETWEEN, DOT, Box, Card, Text
from holdlang.graph.diagram import diagram
from holdlang.graph.picture import DOTS, Node, Picture, Piece, Way
from holdlang.graph.remarks import summary
from holdlang.graph.shapes import outline
from holdlang.graph.theme import (
    BACK,
    CARD,
    CARD_EDGE,
    FADED,
    FONT,
    INK,
    KEY,
    KEY_EDGE,
    LINE,
    MONO,
    PAINTS,
    PAPER,
    QUIET,
    SIGNS,
    TAKEN,
    WORDS,
    Paint,
)
from holdlang.graph.typeset import ELLIPSIS, Run, typeset

MARGIN = 40.0
TITLE, BYLINE = 25.0, 14.0
LEAST = 420.0
"""Width of the text at the head, if the diagram is no wider."""


def svg(picture: Picture) -> str:
    """The picture as an SVG document."""
    drawn = diagram(picture)
    head, below = _head(picture, max(LEAST, drawn.width))
    width = max(drawn.width, LEAST) + 2 * MARGIN
    height = MARGIN + below + drawn.height + MARGIN
    aside = (width - drawn.width) / 2
    parts = [
        *head,
        f'<g transform="translate({aside:.1f} {MARGIN + below:.1f})">',
        *_body(picture, drawn.arrows, drawn.boxes),
        "</g>",
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" font-family={quoteattr(FONT)} role="img">\n'
        f"<title>{escape(picture.title)}</title>\n"
        f'<rect width="100%" height="100%" fill="{PAPER}"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def size(text: str) -> tuple[int, int]:
    """Width and height that an SVG document of ours says it has, in pixels."""
    found = re.search(r'width="(\d+)" height="(\d+)"', text)
    assert found is not None
    return int(found[1]), int(found[2])


def _body(picture: Picture, arrows: Iterable[Arrow], boxes: Iterable[tuple[Box, tuple[float, float]]]) -> list[str]:
    """Arrows first, those taken above the others; then their words; then the nodes."""
    traced = picture.followed
    ordered = sorted(arrows, key=lambda arrow: (arrow.edge.times > 0, not arrow.leads_back))
    parts = [_arrow(arrow, traced=traced) for arrow in ordered]
    parts += [_card(arrow, traced=traced) for arrow in ordered if arrow.card is not None]
    parts += [_box(box, x, y, traced=traced) for box, (x, y) in boxes]
    return parts


# --- head


def _head(picture: Picture, width: float) -> tuple[list[str], float]:
    """The words above the diagram, and how much room they take."""
    lines: list[tuple[str, float, str, str]] = [(picture.title, TITLE, INK, "strong")]
    who = "  ·  ".join(text for text in (picture.company, picture.number) if text and text != picture.title)
    if picture.of == "tree":
        who = "a company to rehearse against"
    lines += [(who, BYLINE, INK, "plain")] if who else []
    lines += [(f"“{picture.intent}”", BYLINE, QUIET, "phrase")] if picture.intent else []
    facts = [*picture.facts, *([", ".join(picture.tags)] if picture.tags else [])]
    lines += [("  ·  ".join(facts), BYLINE - 2, QUIET, "plain")] if facts else []
    if words := summary(picture):
        lines.append((words, BYLINE, TAKEN, "strong"))
    parts, y = [], 0.0
    for text, size, colour, look in lines:
        block = typeset([(Piece(text, look),)], size, width)  # type: ignore[arg-type]
        parts.append(_runs(block.runs, MARGIN, MARGIN + y, size, colour))
        y += block.height + (4.0 if size == TITLE else 1.0)
    return parts, y + 22.0


# --- arrows


def _arrow(arrow: Arrow, *, traced: bool) -> str:
    taken = arrow.edge.times > 0
    colour = TAKEN if taken else BACK if arrow.leads_back else LINE
    width = 2.8 if taken else 1.5
    (x, y), (dx, dy) = arrow.tip, arrow.towards
    half = ARROW * (0.62 if taken else 0.5)
    base_x, base_y = x - dx * ARROW, y - dy * ARROW
    head = (
        f"M{x:.1f} {y:.1f}L{base_x - dy * half:.1f} {base_y - dx * half:.1f}"
        f"L{base_x + dy * half:.1f} {base_y + dx * half:.1f}z"
    )
    faded = f' opacity="{FADED + 0.2}"' if traced and not taken else ""
    return (
        f'<g{faded}><path d="{arrow.path}" fill="none" stroke="{colour}" stroke-width="{width}" '
        f'stroke-linejoin="round"/><path d="{head}" fill="{colour}"/></g>'
    )


def _card(arrow: Arrow, *, traced: bool) -> str:
    card: Card | None = arrow.card
    assert card is not None
    x, y = arrow.card_middle[0] - card.width / 2, arrow.card_middle[1] - card.height / 2
    taken = arrow.edge.times > 0
    edge = TAKEN if taken else CARD_EDGE
    texts = "".join(_text(text, x, y, WORDS) for text in card.texts)
    texts += "".join(
        f'<path d="M{x + 8:.1f} {y + text.y - BETWEEN / 2:.1f}h{card.width - 16:.1f}" stroke="{CARD_EDGE}"/>'
        for text in card.texts[1:]
    )
    texts += _whole(card.texts, arrow.edge.ways)
    faded = f' opacity="{FADED}"' if traced and not taken else ""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{card.width:.1f}" height="{card.height:.1f}" rx="9" '
        f'fill="{CARD}" stroke="{edge}"/><g{faded}>{texts}</g>'
    )


# --- nodes


def _box(box: Box, x: float, y: float, *, traced: bool) -> str:
    node = box.node
    paint = PAINTS[node.kind]
    parts = []
    if node.kind in DOTS:
        parts.append(
            f'<circle cx="{x + DOT:.1f}" cy="{y + box.height / 2:.1f}" r="{DOT - 1:g}" fill="{paint.fill}" '
            f'stroke="{paint.edge}" stroke-width="1.4"/>'
        )
        parts.append(_sign(box, paint, x + DOT, y + box.sign_y))
    else:
        parts.append(_face(box, paint, x, y, visited=node.visits > 0))
        if box.sign_size:
            left = min(text.x for text in box.texts) - 8.0 - box.sign_size / 2
            parts.append(_sign(box, paint, x + left, y + box.sign_y))
    parts += [_text(text, x, y, paint) for text in box.texts]
    parts.append(_whole(box.texts, [node]))
    faded = f' opacity="{FADED}"' if traced and not node.visits else ""
    return f"<g{faded}>{''.join(parts)}</g>"


def _face(box: Box, paint: Paint, x: float, y: float, *, visited: bool) -> str:
    kind = box.node.kind
    shape = outline(kind, x, y, box.width, box.height)
    edge, width = (TAKEN, 2.6) if visited else (paint.edge, 2.2 if kind in ("hold", "transfer") else 1.4)
    dashes = ' stroke-dasharray="5 4"' if kind == "jump" else ""
    face = (
        f'<path d="{shape}" fill="{paint.fill}" stroke="{edge}" stroke-width="{width}"{dashes} '
        'stroke-linejoin="round"/>'
    )
    if kind == "run":
        bars = f"M{x + 6:.1f} {y:.1f}v{box.height:.1f}M{x + box.width - 6:.1f} {y:.1f}v{box.height:.1f}"
        face += f'<path d="{bars}" fill="none" stroke="{edge}" stroke-width="1.4"/>'
    return face


def _sign(box: Box, paint: Paint, x: float, y: float) -> str:
    scale = box.sign_size / 24
    return (
        f'<path transform="translate({x - 12 * scale:.1f} {y - 12 * scale:.1f}) scale({scale:.3f})" '
        f'd="{SIGNS[box.node.kind]}" fill="none" stroke="{paint.sign}" stroke-width="{2.2 if scale < 0.8 else 1.8}" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    )


# --- text


def _text(text: Text, x: float, y: float, paint: Paint) -> str:
    colour = {"ink": paint.ink, "sign": paint.sign, "quiet": QUIET, "taken": paint.taken}[text.tone]
    return _runs(text.block.runs, x + text.x, y + text.y, text.size, colour)


def _whole(texts: Iterable[Text], sources: Iterable[Node | Way]) -> str:
    """The words without an end cut off, as what a browser shows under the pointer; nothing if none is cut off."""
    if not any(run.text.endswith(ELLIPSIS) for text in texts for run in text.block.runs):
        return ""
    lines = [" ".join(piece.text for piece in line) for source in sources for line in source.lines]
    return f"<title>{escape(chr(10).join(lines))}</title>"


def _runs(runs: Iterable[Run], x: float, y: float, size: float, colour: str) -> str:
    """Words in a row are one text, so that they stand together in any font; keys stand where they were put."""
    parts = []
    for (is_key, base), group in groupby(runs, key=lambda run: (run.look == "key", run.y)):
        if is_key:
            parts += [_keycap(run, x + run.x, y + base, size) for run in group]
            continue
        words = list(group)
        inner = " ".join(_words(run, colour) for run in words)
        parts.append(
            f'<text x="{x + words[0].x:.1f}" y="{y + base:.1f}" font-size="{size:g}" fill="{colour}">{inner}</text>'
        )
    return "".join(parts)


def _words(run: Run, colour: str) -> str:
    style = {
        "strong": ' font-weight="600"',
        "phrase": ' font-style="italic"',
        "pattern": f" font-family={quoteattr(MONO)}",
        "quiet": f' fill="{QUIET}"' if colour == INK else "",
    }.get(run.look)
    words = escape(run.text)
    return f"<tspan{style}>{words}</tspan>" if style else words


def _keycap(run: Run, x: float, y: float, size: float) -> str:
    """A key of a telephone: lighter on top, with a lip below."""
    tall = size * 1.55
    top = y - size * 0.36 - tall / 2
    return (
        f'<rect x="{x:.1f}" y="{top + 1.6:.1f}" width="{run.width:.1f}" height="{tall:.1f}" rx="4.5" '
        f'fill="{KEY_EDGE}"/>'
        f'<rect x="{x:.1f}" y="{top:.1f}" width="{run.width:.1f}" height="{tall - 0.6:.1f}" rx="4.5" fill="{KEY}" '
        f'stroke="{KEY_EDGE}"/>'
        f'<text x="{x + run.width / 2:.1f}" y="{y:.1f}" font-size="{size:g}" font-weight="600" fill="{INK}" '
        f'text-anchor="middle">{escape(run.text)}</text>'
    )
