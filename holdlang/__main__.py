"""`python -m holdlang`, for where the console script is not on the path. Not responsible for anything else."""

import sys

from holdlang.cli.main import main

sys.exit(main())
