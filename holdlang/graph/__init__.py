"""A flow or a tree as a picture: for a wall, a README, or the terminal.

`draw` makes a `Picture` of a model, `trace` puts the path of a call into it, and each renderer (`svg`, `png`,
`mermaid`, `terminal`) shows one. Not responsible for loading (`holdlang.load`) or for files (`holdlang.cli.graph`).
"""

from holdlang.graph.draw import draw
from holdlang.graph.picture import Picture
from holdlang.graph.trace import trace

__all__ = ["Picture", "draw", "trace"]
