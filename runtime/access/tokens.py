"""The tokens by which programs and people come in, kept as hashes in one file for its owner only.

A token is 256 random bits, so there is no dictionary to try against its hash: one SHA-256 keeps it as well as a slow
password hash would, and is no work that a stranger can put on us. (OWASP's Password Storage Cheat Sheet is about what
people choose; NIST SP 800-63B-3, 5.1.2.2, has a secret of at least 112 bits hashed without salt or stretching.) Not
responsible for asking for a token (`runtime.server`) or for showing one (`holdlang.cli.token`).
"""

import fcntl
import hmac
import os
import secrets
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import AwareDatetime, Field, ValidationError

from holdlang.diagnostics import did_you_mean
from holdlang.errors import UsageError
from holdlang.model.base import Model
from runtime.access.private import replace

Scope = Literal["watch", "call", "edit"]
"""`watch`: look at everything, recordings too. `call`: dial, hang up, transfer. `edit`: flows and devices. Whoever may
do either of these may watch."""

SCOPES: tuple[Scope, ...] = get_args(Scope)

PREFIX = "hold_"
"""What all tokens begin with, so that those who look for secrets in source code find ours."""

_BYTES = 32
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


class TokensUnreadable(UsageError):
    """The file of the tokens is damaged, or others could have written it: nobody gets in until that is put right."""


class Token(Model):
    """What is known of a token. The token itself is not."""

    name: Annotated[str, Field(pattern=r"^[\w][\w.@-]{0,63}$")]
    scopes: Annotated[tuple[Scope, ...], Field(min_length=1)]
    created: AwareDatetime
    expires: AwareDatetime | None = None
    hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", repr=False)]

    def expired(self, now: datetime) -> bool:
        """Whether it lets nobody in any more."""
        return self.expires is not None and now >= self.expires


class _File(Model):
    version: Literal[1] = 1
    tokens: tuple[Token, ...] = ()


@dataclass(frozen=True)
class Identity:
    """Whose token it is, and what it opens."""

    name: str
    scopes: frozenset[Scope]

    def may(self, scope: Scope) -> bool:
        """Whether that is allowed; every scope includes `watch`."""
        return scope in self.scopes or (scope == "watch" and bool(self.scopes))


class Tokens:
    """The tokens in the file at `path`, which need not exist yet. What another process changes in it holds at once.

    Every method raises `TokensUnreadable` if the file can't be read, or is not one of ours. `now` tells the time, in
    UTC.
    """

    def __init__(self, path: Path, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.path = path
        self._now = now
        self._seen: tuple[int, ...] | None = None
        self._tokens: tuple[Token, ...] = ()

    def add(self, name: str, scopes: Iterable[Scope], expires: datetime | None = None) -> str:
        """Make a token and return it; it can't be had again. Raises `UsageError` for a name that is taken or can't be
        one, and if the file can't be written."""
        text = PREFIX + secrets.token_urlsafe(_BYTES)
        wanted = set(scopes)
        try:
            token = Token(
                name=name,
                scopes=tuple(scope for scope in SCOPES if scope in wanted),
                created=self._now(),
                expires=expires,
                hash=_hash(text),
            )
        except ValidationError as error:
            raise UsageError(*_in_our_words(error, name)) from None
        with self._changing() as tokens:
            if any(token.name == name for token in tokens):
                raise UsageError(f"there is a token `{name}` already", f"`holdlang token remove {name}` takes it back")
            self._write((*tokens, token))
        return text

    def remove(self, name: str) -> None:
        """From now on, that token lets nobody in. Raises `UsageError` if there is none, or the file can't be
        written."""
        with self._changing() as tokens:
            if not any(token.name == name for token in tokens):
                near = did_you_mean(name, [token.name for token in tokens])
                raise UsageError(f"there is no token `{name}`", near or "`holdlang token list` shows them")
            self._write(tuple(token for token in tokens if token.name != name))

    def list(self) -> tuple[Token, ...]:
        """All of them, in the order in which they were made; expired ones, too."""
        return self._read()

    def identify(self, text: str) -> Identity | None:
        """Whose token that is; None if it is nobody's, or expired. How long it takes tells nothing about any token."""
        given = _hash(text)
        now = self._now()
        found = [token for token in self._read() if hmac.compare_digest(token.hash, given) and not token.expired(now)]
        return Identity(found[0].name, frozenset(found[0].scopes)) if found else None

    def _read(self) -> tuple[Token, ...]:
        try:
            with self.path.open("rb") as file:
                state = os.fstat(file.fileno())
                seen = (state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns)
                if seen == self._seen:
                    return self._tokens
                self._seen = None
                if state.st_mode & _OTHERS_WRITE:
                    raise TokensUnreadable(
                        f"others can write {self.path}, so who made the tokens in it is not known",
                        f"look at them with `holdlang token list` after `chmod 600 {self.path}`",
                    )
                content = file.read()
        except FileNotFoundError:
            self._seen, self._tokens = None, ()
            return ()
        except OSError as error:
            raise TokensUnreadable(f"can't read {self.path}: {error.strerror}") from None
        try:
            self._tokens = _File.model_validate_json(content).tokens
        except ValidationError:  # its words quote the file
            raise TokensUnreadable(
                f"{self.path} is damaged, and no token is taken as long as it is",
                "restore it from a backup, or delete it and make new tokens with `holdlang token add`",
            ) from None
        self._seen = seen
        return self._tokens

    @contextmanager
    def _changing(self) -> Iterator[tuple[Token, ...]]:
        """What is there now, which nobody else changes in the meantime."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = os.open(self.path.with_name(f".{self.path.name}.lock"), os.O_CREAT | os.O_RDWR, 0o600)
        except OSError as error:
            raise UsageError(f"can't write {self.path}: {error.strerror}") from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield self._read()
        finally:
            os.close(lock)

    def _write(self, tokens: tuple[Token, ...]) -> None:
        try:
            replace(self.path, _File(tokens=tokens).model_dump_json(indent=2).encode() + b"\n")
        except OSError as error:
            raise UsageError(f"can't write {self.path}: {error.strerror}", "no token was changed") from None


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _in_our_words(error: ValidationError, name: str) -> tuple[str, str]:
    match error.errors()[0]["loc"][0]:
        case "name":
            return f"`{name}` is no name for a token", "letters, digits and `.`, `_`, `-`, `@`, such as kitchen-tablet"
        case "scopes":
            return "a token for nothing opens nothing", f"the scopes are {', '.join(SCOPES)}"
        case _:
            return "the end of a token's time takes a time zone", "as in 2027-01-01T00:00+00:00"
