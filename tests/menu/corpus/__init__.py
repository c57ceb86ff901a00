"""Prompts with what a careful person understands of them, written without reading the parser.

Where its output then differed, the truth was changed only if it was wrong by its own rule, in either direction.
"""
