"""How much room each node and the words of each arrow take, and what stands where in them. Not responsible for where
they stand in the picture (`holdlang.graph.diagram`)."""

from dataclasses import dataclass

from holdlang.graph.picture import DOTS, Edge, Line, Node, Piece, joined
from holdlang.graph.remarks import remark
from holdlang.graph.theme import SIGNS
from holdlang.graph.typeset import Block, typeset

NODE_WIDTH, WORDS_WIDTH, END_WIDTH = 216.0, 204.0, 150.0
"""Widest text in a node, on an arrow, and beside an end."""

SIZE, BIG, SMALL = 13.5, 17.0, 11.5
"""Sizes of text, in pixels: of a node, of one that matters most, and of remarks."""

PAD_X, PAD_Y = 14.0, 9.0
DOT = 10.0
"""Radius of an end."""

BETWEEN = 7.0
"""Between two ways on one arrow."""

PROMINENT = frozenset({"hold", "transfer", "joined"})


@dataclass(frozen=True)
class Text:
    """A block at a place, from the top left of its box. `tone` is how it is coloured."""

    block: Block
    x: float
    y: float
    size: float
    tone: str = "ink"


@dataclass(frozen=True)
class Box:
    """A node with everything in it. The arrows end at `middle`, from its left."""

    node: Node
    width: float
    height: float
    middle: float
    texts: tuple[Text, ...]
    sign_size: float = 0.0
    sign_y: float = 0.0
    """Where the middle of the sign is, from the top."""


@dataclass(frozen=True)
class Card:
    """The words of an arrow. `taken` are the rows by which the traced call went."""

    width: float
    height: float
    texts: tuple[Text, ...]


def node_box(node: Node) -> Box:
    """The box of a node."""
    if node.kind in DOTS:
        return _end_box(node)
    size = BIG if node.kind in PROMINENT else SIZE
    rows: list[tuple[Block, float, str]] = []
    if node.label:
        rows.append((typeset([(Piece(node.label, "strong"),)], SMALL, NODE_WIDTH), SMALL, "sign"))
    main = typeset(node.lines, size, NODE_WIDTH)
    rows.append((main, size, "ink"))
    if node.about:
        rows.append((typeset([(Piece(node.about),)], SMALL, NODE_WIDTH), SMALL, "quiet"))
    if words := remark(node):
        rows.append((typeset([(Piece(words, "strong"),)], SMALL + 0.5, NODE_WIDTH), SMALL + 0.5, "taken"))
    sign = size * 1.25 if node.kind in SIGNS else 0.0
    beside = sign + (8.0 if sign else 0.0)
    extra = 10.0 if node.kind in ("hold", "ask", "run") else 0.0
    widest = max(block.width for block, _, _ in rows)
    width = max(widest + beside + 2 * (PAD_X + extra), 56.0)
    y = PAD_Y + (3.0 if node.kind in PROMINENT else 0.0)
    texts = []
    left = (width - widest - beside) / 2 + beside
    for block, tall, tone in rows:
        texts.append(Text(block, left, y, tall, tone))
        y += block.height + 1.0
    height = y - 1.0 + PAD_Y + (3.0 if node.kind in PROMINENT else 0.0)
    main_y = next(text.y for text in texts if text.block is main)
    middle = main_y + size * 0.68 if len(main.runs) > 1 or node.label else height / 2
    return Box(node, width, height, width / 2, tuple(texts), sign, height / 2 if len(texts) == 1 else middle)


def _end_box(node: Node) -> Box:
    """A dot, and its words to the right."""
    label: tuple[Line, ...] = ((Piece(node.label, "strong"),),) if node.label else ()
    words = remark(node)
    rows = [(typeset((*label, *node.lines), SMALL + 0.5, END_WIDTH), "quiet")]
    if words:
        rows.append((typeset([(Piece(words, "strong"),)], SMALL + 0.5, END_WIDTH), "taken"))
    tall = sum(block.height for block, _ in rows)
    height = max(2 * DOT, tall)
    texts, y = [], (height - tall) / 2
    for block, tone in rows:
        texts.append(Text(block, 2 * DOT + 7, y, SMALL + 0.5, tone))
        y += block.height
    width = 2 * DOT + 7 + max(block.width for block, _ in rows)
    return Box(node, width, height, DOT, tuple(texts), DOT * 1.3, height / 2)


def edge_card(edge: Edge) -> Card | None:
    """The words of an arrow, or None if it has none."""
    ways = [way for way in edge.ways if way.lines]
    if not ways:
        return None
    texts, y = [], 5.0
    for way in ways:
        block = typeset(_counted(_with_keys(way.lines), way.times), SMALL + 1, WORDS_WIDTH)
        tone = "taken" if way.times else "quiet" if edge.times else "ink"
        texts.append(Text(block, 9.0, y, SMALL + 1, tone))
        y += block.height + BETWEEN
    width = max(text.block.width for text in texts) + 18.0
    centred = [
        Text(text.block, (width - text.block.width) / 2, text.y, text.size, text.tone) if len(texts) == 1 else text
        for text in texts
    ]
    return Card(width, y - BETWEEN + 5.0, tuple(centred))


def _with_keys(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Keys beside what they are pressed for if they fit there; below it they are never cut off."""
    together = joined(lines)
    rows = {run.y for run in typeset(together[:1], SMALL + 1, WORDS_WIDTH).runs}
    return together if len(rows) == 1 else lines


def _counted(lines: tuple[Line, ...], times: int) -> tuple[Line, ...]:
    return ((*lines[0], Piece(f"× {times}", "strong")), *lines[1:]) if times > 1 else lines
