"""Runs the process of a call. Not responsible for what it does (`runtime.callprocess.worker`)."""

from runtime.callprocess.worker import main

main()
