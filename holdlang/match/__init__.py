"""How well what was heard fits what a flow waits for: one rule for the checker, the rehearsal and a live call.

The rule is written down in `holdlang.match.align`. Pure: text in, decision out. Not responsible for carrying a decision
out, for states and silence (the interpreter knows those), or for who is speaking.
"""

from holdlang.match.align import THRESHOLD, Found, find
from holdlang.match.choose import Match, choose
from holdlang.match.words import normalize, numerals

__all__ = ["THRESHOLD", "Found", "Match", "choose", "find", "normalize", "numerals"]
