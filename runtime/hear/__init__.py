"""The whole hearing over recorded sound, as if it were a live call: what is noticed, and when it is known.

Not responsible for calls (`runtime.line` hears those), or for showing what was noticed.
"""

from runtime.hear.follower import Follower
from runtime.hear.listening import Listener, Noted, hear, in_blocks

__all__ = ["Follower", "Listener", "Noted", "hear", "in_blocks"]
