"""Calls that are made again: a flow over the log of a call, or over its recording, in virtual time."""
