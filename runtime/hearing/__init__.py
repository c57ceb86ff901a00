"""Hearing: sound in, events out; pure, causal, without waiting. Files, calls and recognisers are not its job."""

from runtime.hearing.ear import Hearing

__all__ = ["Hearing"]
