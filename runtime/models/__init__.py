"""Speech models that the user fetches: which there are, how they come onto the disk, where they lie.

Not responsible for using them (`runtime.engines.vosk`), nor for talking to the user (`holdlang.cli.models`).
"""

from runtime.models.catalogue import CATALOGUE, KnownModel
from runtime.models.shelf import Installed, Shelf

__all__ = ["CATALOGUE", "Installed", "KnownModel", "Shelf"]
