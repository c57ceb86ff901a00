"""Runs the process of an engine: `python -m runtime.engines.process FD`. Not responsible for what it does
(`runtime.engines.process.worker`)."""

import sys

from runtime.engines.process.worker import main

main(int(sys.argv[1]))
