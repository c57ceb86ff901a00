"""A picture as Mermaid text, for places that draw it themselves: READMEs, wikis, issues. Not responsible for layout.

Every character that means something to Mermaid, Markdown or HTML is written as an entity code (`#34;`), so no text of a
flow can end a label or become part of the diagram's own language.
"""

from collections.abc import Iterable

from holdlang.graph.picture import Edge, Kind, Line, Node, Picture, Piece, joined
from holdlang.graph.remarks import remark
from holdlang.graph.theme import FADED, LINE, PAINTS, TAKEN

_SAFE = frozenset(" .,+-/'()[]=?!_“”‘’–—…·×")
"""Punctuation that is nothing but itself between quotation marks."""

WRAP = 34
"""Characters after which a label is broken, at a space."""

OR = "<br/>— or —<br/>"
"""Between two ways on one arrow."""

SHAPES: dict[Kind, tuple[str, str]] = {
    "start": ("([", "])"),
    "listen": ("(", ")"),
    "press": ("[", "]"),
    "say": (">", "]"),
    "play": ("[/", "/]"),
    "wait": ("([", "])"),
    "hold": ("{{", "}}"),
    "transfer": ("[[", "]]"),
    "notify": (">", "]"),
    "note": (">", "]"),
    "set": ("[", "]"),
    "record": ("[", "]"),
    "run": ("[[", "]]"),
    "ask": ("{", "}"),
    "answer": ("([", "])"),
    "music": ("[/", "/]"),
    "human": (">", "]"),
    "jump": ("[", "]"),
    "joined": ("((", "))"),
    "ended": ("([", "])"),
    "failed": ("([", "])"),
}


def mermaid(picture: Picture) -> str:
    """The picture as a Mermaid flowchart."""
    lines = ["flowchart TD"]
    lines += [f"  {node.id}{_node(node)}" for node in picture.nodes]
    lines += [f"  {edge.source} {_arrow(edge)} {edge.target}" for edge in picture.edges]
    for kind in dict.fromkeys(node.kind for node in picture.nodes):
        paint = PAINTS[kind]
        lines.append(f"  classDef {kind}_ fill:{paint.fill},stroke:{paint.edge},color:{paint.ink}")
        lines.append(f"  class {','.join(node.id for node in picture.nodes if node.kind == kind)} {kind}_")
    lines += _path(picture) if picture.followed else []
    return "\n".join(lines) + "\n"


def fenced(picture: Picture) -> str:
    """The flowchart under a heading, as Markdown."""
    who = " · ".join(text for text in (picture.company, picture.number) if text and text != picture.title)
    head = f"### {_markdown(picture.title)}\n\n" + (f"{_markdown(who)}\n\n" if who else "")
    return f"{head}```mermaid\n{mermaid(picture)}```\n"


def _markdown(text: str) -> str:
    return "".join(
        character if character.isalnum() or character in " .,:+—–·'" else f"&#{ord(character)};" for character in text
    )


def _node(node: Node) -> str:
    opening, closing = SHAPES[node.kind]
    rows = [f"<b>{_escaped(node.label)}</b>"] if node.label else []
    rows += _rows(node.lines)
    rows += [f"<i>{_escaped(node.about)}</i>"] if node.about else []
    rows += [f"<i>{_escaped(words)}</i>"] if (words := remark(node)) else []
    return f'{opening}"{"<br/>".join(rows)}"{closing}'


def _arrow(edge: Edge) -> str:
    ways = ["<br/>".join(_rows(joined(way.lines))) for way in edge.ways if way.lines]
    words = OR.join(ways)
    shaft = "==>" if edge.times else "-->"
    return f'{shaft}|"{words}"|' if words else shaft


def _rows(lines: Iterable[Line]) -> list[str]:
    rows = []
    for line in lines:
        rows += [_escaped(row) for row in _wrapped(" ".join(map(_piece, line)))]
    return rows


def _piece(piece: Piece) -> str:
    return f"[{piece.text}]" if piece.look == "key" else piece.text


def _wrapped(text: str) -> list[str]:
    rows = [""]
    for word in text.split(" "):
        if rows[-1] and len(rows[-1]) + len(word) >= WRAP:
            rows.append(word)
        else:
            rows[-1] = f"{rows[-1]} {word}".strip()
    return rows


def _escaped(text: str) -> str:
    """`text` as it may stand between quotation marks; never empty, for Mermaid takes no empty label."""
    return "".join(
        character if character.isalnum() or character in _SAFE else f"#{ord(character)};" for character in text or " "
    )


def _path(picture: Picture) -> Iterable[str]:
    """Colour what the traced calls did, and fade the rest."""
    taken = [str(number) for number, edge in enumerate(picture.edges) if edge.times]
    if taken:
        yield f"  linkStyle {','.join(taken)} stroke:{TAKEN},stroke-width:3px"
    visited = [node.id for node in picture.nodes if node.visits]
    others = [node.id for node in picture.nodes if not node.visits]
    yield f"  classDef taken_ stroke:{TAKEN},stroke-width:3px"
    yield f"  class {','.join(visited)} taken_"
    if others:
        yield f"  classDef left_ opacity:{FADED},stroke:{LINE}"
        yield f"  class {','.join(others)} left_"
