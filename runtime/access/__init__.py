"""Who may do what: tokens and their scopes, how often somebody may ask, from which pages, and what is noted of it.

Not responsible for answering requests (`runtime.server`), nor for which numbers may be called (`holdlang.numbers`,
`holdlang.config.Rails`).
"""

from runtime.access.audit import Audit, Entry
from runtime.access.limits import FAILURES_PER_MINUTE, Limits, client_at
from runtime.access.origin import allowed
from runtime.access.tokens import SCOPES, Identity, Scope, Token, Tokens, TokensUnreadable

__all__ = [
    "FAILURES_PER_MINUTE",
    "SCOPES",
    "Audit",
    "Entry",
    "Identity",
    "Limits",
    "Scope",
    "Token",
    "Tokens",
    "TokensUnreadable",
    "allowed",
    "client_at",
]
