"""Advice at prompts that a flow does not know."""
