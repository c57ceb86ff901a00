"""The checks behind `holdlang doctor`: everything that a call will need, tried before it is needed.

Not responsible for printing what they find (`holdlang.cli.doctor`), nor for mending anything.
"""

from runtime.doctor.examine import CHECKS, examine
from runtime.doctor.finding import Finding, Level

__all__ = ["CHECKS", "Finding", "Level", "examine"]
