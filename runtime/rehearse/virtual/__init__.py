"""Calls in virtual time: the whole call, its far ends played by trees, without sound and without waiting."""
