"""The number that brings chance back as it was. Not responsible for chance itself (`runtime.rehearse.dice`)."""

import secrets

SEEDS = 1_000_000
"""Seeds that are drawn are below this: short enough to be typed again."""


def drawn_seed() -> int:
    """A seed for a rehearsal that was given none."""
    return secrets.randbelow(SEEDS)
