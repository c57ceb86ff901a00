"""The outline of each kind of node, as the `d` of an SVG path. Not responsible for colours."""

from holdlang.graph.picture import Kind

POINT, BLUNT = 14.0, 10.0
"""How far the sides of a hexagon stand out."""


def outline(kind: Kind, x: float, y: float, width: float, height: float) -> str:
    """The outline of a box with its top left corner at `x`, `y`."""
    match kind:
        case "start" | "wait" | "answer" | "joined":
            return _rounded(x, y, width, height, height / 2 if height < 44 else 20.0)
        case "hold":
            return _hexagon(x, y, width, height, POINT)
        case "ask":
            return _hexagon(x, y, width, height, BLUNT)
        case "say" | "human":
            return _bubble(x, y, width, height)
        case "note" | "notify":
            return _folded(x, y, width, height)
        case "run" | "set" | "record" | "jump":
            return _rounded(x, y, width, height, 3.0)
        case "transfer":
            return _rounded(x, y, width, height, 14.0)
        case _:
            return _rounded(x, y, width, height, 9.0)


def indent(kind: Kind, height: float, down: float) -> float:
    """How far inside its box the outline is at the left and right, `down` below the middle."""
    point = {"hold": POINT, "ask": BLUNT}.get(kind, 0.0)
    return point * min(1.0, abs(down) / (height / 2))


def _rounded(x: float, y: float, width: float, height: float, radius: float) -> str:
    r = min(radius, width / 2, height / 2)
    corner = f"a{r:g} {r:g} 0 0 1"
    return (
        f"M{x + r:.1f} {y:.1f}h{width - 2 * r:.1f}{corner} {r:g} {r:g}v{height - 2 * r:.1f}{corner} {-r:g} {r:g}"
        f"h{2 * r - width:.1f}{corner} {-r:g} {-r:g}v{2 * r - height:.1f}{corner} {r:g} {-r:g}z"
    )


def _hexagon(x: float, y: float, width: float, height: float, point: float) -> str:
    half = height / 2
    return (
        f"M{x + point:.1f} {y:.1f}h{width - 2 * point:.1f}l{point:g} {half:.1f}l{-point:g} {half:.1f}"
        f"h{2 * point - width:.1f}l{-point:g} {-half:.1f}z"
    )


def _bubble(x: float, y: float, width: float, height: float) -> str:
    """A speech bubble; its tail hangs down near the left end."""
    r = 10.0
    corner = f"a{r:g} {r:g} 0 0 1"
    return (
        f"M{x + r:.1f} {y:.1f}h{width - 2 * r:.1f}{corner} {r:g} {r:g}v{height - 2 * r:.1f}{corner} {-r:g} {r:g}"
        f"H{x + 26:.1f}l-9 7l1 -7H{x + r:.1f}{corner} {-r:g} {-r:g}v{2 * r - height:.1f}{corner} {r:g} {-r:g}z"
    )


def _folded(x: float, y: float, width: float, height: float) -> str:
    """A sheet of paper with a dog's ear."""
    return f"M{x:.1f} {y:.1f}h{width - 11:.1f}l11 11v{height - 11:.1f}h{-width:.1f}zM{x + width - 11:.1f} {y:.1f}v11h11"
