"""Advice at prompts that a flow does not know: what an advisor is told, may answer, and what is done without one.

All of it is pure. Not responsible for asking (`runtime.steps.asking`) or for reaching models (`runtime.engines.chat`).
"""
