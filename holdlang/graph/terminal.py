"""A picture as a tree in the terminal: the steps in their order, and under each the ways that lead on from it. Not
responsible for whether the terminal shows colour, which `rich` finds out.
"""

from collections.abc import Iterator

from rich.text import Text

from holdlang.graph.picture import ENDS, Edge, Kind, Line, Look, Node, Picture, Piece, Way, joined
from holdlang.graph.remarks import remark, summary
from holdlang.graph.typeset import MOST_LINES

SIGNS: dict[Kind, tuple[str, str]] = {
    "start": ("☎", "bold"),
    "listen": ("◉", "blue"),
    "press": ("⌨", "bright_black"),
    "say": ("❝", "magenta"),
    "play": ("▷", "magenta"),
    "wait": ("◷", "bright_black"),
    "hold": ("⧗", "bold yellow"),
    "transfer": ("☏", "bold green"),
    "notify": ("!", "yellow"),
    "note": ("✎", "yellow"),
    "set": ("=", "bright_black"),
    "record": ("●", "red"),
    "run": ("▣", "cyan"),
    "ask": ("✦", "magenta"),
    "answer": ("☏", "green"),
    "music": ("♪", "magenta"),
    "human": ("☺", "green"),
    "jump": ("↷", "bright_black"),
    "joined": ("✓", "bold green"),
    "ended": ("○", "bright_black"),
    "failed": ("✕", "red"),
}
"""A sign for each kind, and its style."""

STYLES: dict[Look, str] = {
    "plain": "",
    "strong": "bold",
    "phrase": "italic",
    "pattern": "cyan",
    "key": "bold reverse",
    "quiet": "dim",
}
TAKEN, LEFT = "bold dark_orange", "dim"
WIDEST = 72 * MOST_LINES
"""Characters of a text that are shown."""


def terminal(picture: Picture) -> Text:
    """The picture, without a line break at its end."""
    nodes = [node for node in picture.nodes if node.kind not in ENDS or node.step is not None]
    lines = [*_head(picture)]
    for node, following in zip(nodes, [*nodes[1:], None], strict=True):
        lines += _steps(picture, node, following)
    return Text("\n").join(lines)


def _head(picture: Picture) -> Iterator[Text]:
    yield Text(picture.title, "bold")
    who = " · ".join(text for text in (picture.company, picture.number) if text and text != picture.title)
    for line, style in ((who, ""), (f"“{picture.intent}”" if picture.intent else "", "italic")):
        if line:
            yield Text(line, style)
    for fact in picture.facts:
        yield Text(fact, "dim")
    if words := summary(picture):
        yield Text(words, TAKEN)
    yield Text()


def _steps(picture: Picture, node: Node, following: Node | None) -> Iterator[Text]:
    """A node, the ways that lead on from it, and the line down to the next."""
    yield _node(picture, node)
    ways = [(edge, way) for edge in picture.leaving(node.id) for way in edge.ways]
    silent = [edge for edge, way in ways if not way.lines and following is not None and edge.target == following.id]
    told = [(edge, way) for edge, way in ways if edge not in silent or way.lines]
    goes_on = any(following is not None and edge.target == following.id for edge, _ in ways)
    for number, (edge, way) in enumerate(told):
        last = number == len(told) - 1 and not goes_on
        yield _way(picture, edge, way, "└─ " if last else "├─ ", following)
    if following is not None:
        taken = any(edge.times for edge, _ in ways if edge.target == following.id)
        yield Text("│" if goes_on else "", TAKEN if taken else LEFT)


def _node(picture: Picture, node: Node) -> Text:
    sign, style = SIGNS[node.kind]
    text = Text.assemble((sign, style), " ")
    if node.label:
        text.append(f"{node.label}: ", "bold cyan")
    for number, line in enumerate(node.lines):
        text.append(" " if number else "").append_text(_line(line))
    if node.about:
        text.append(f"  {_cut(node.about)}", "dim italic")
    if picture.followed and not node.visits:
        text.stylize(LEFT)
    if words := remark(node):
        text.append(f"  ◀ {words}", TAKEN)
    return text


def _way(picture: Picture, edge: Edge, way: Way, branch: str, following: Node | None) -> Text:
    target = picture.node(edge.target)
    text = Text(branch, LEFT)
    for number, line in enumerate(joined(way.lines)):
        text.append(", " if number else "").append_text(_line(line))
    text.append(" " if way.lines else "").append_text(_target(picture, edge, target, following))
    if picture.followed:
        if way.times:
            text.append(f"  ◀ {way.times} times" if way.times > 1 else "  ◀", TAKEN)
            if target.step is None and (words := remark(target)):
                text.append(f" {words}", TAKEN)
        else:
            text.stylize(LEFT)
    return text


def _target(picture: Picture, edge: Edge, target: Node, following: Node | None) -> Text:
    if edge.source == edge.target:
        return Text("↺ again", "dim")
    if following is not None and target.id == following.id:
        return Text("↓", "dim")
    if target.step is None:
        sign, style = SIGNS[target.kind]
        text = Text.assemble((sign, style), " ")
        for number, line in enumerate(target.lines):
            text.append(" " if number else "").append_text(_line(line))
        return text
    back = picture.order(edge.target) < picture.order(edge.source)
    return Text.assemble(("↑ " if back else "→ ", "dim"), (target.label or target.step, "cyan"))


def _line(line: Line) -> Text:
    text = Text()
    for number, piece in enumerate(line):
        text.append(" " if number else "").append(_words(piece), STYLES[piece.look])
    return text


def _words(piece: Piece) -> str:
    """Keys in brackets, which can be read without colour too."""
    return f"[{piece.text}]" if piece.look == "key" else _cut(piece.text)


def _cut(text: str) -> str:
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"
