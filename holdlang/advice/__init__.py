"""Advice at prompts that a flow does not know: what an advisor is told, what it may answer, and what is done without one.

All of it is pure. Not responsible for asking (`runtime.steps.asking`) or for reaching a model (`runtime.engines.chat`).
"""
