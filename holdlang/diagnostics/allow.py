"""`# hold: allow SLUG`: mistakes that are meant, and allowances that allow nothing.

    hold 2h  # hold: allow hold-without-transfer
    # hold: allow unreachable-step, shadowed-clause (the summer menu)
    # hold: allow missing-else in this file

A comment speaks of its own line; standing alone, of the next line that holds something; with `in this file`, of all
lines. Not responsible for finding mistakes, nor for comments that say anything else.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from holdlang.diagnostics import Diagnostic, Edit, Fix, did_you_mean, meant_name, removal, replacement
from holdlang.diagnostics.codes import CODES
from holdlang.source import Source, Span
from holdlang.syntax.trivia import Comment, Line

_ALLOW = re.compile(
    r"#\s*hold:\s*allow\b(?P<slugs>(?:[\s,]+(?!in this file\b)[\w-]+)*)(?P<everywhere>\s+in this file\b)?"
)
_SLUG = re.compile(r"[\w-]+")
_CODES = {entry.slug: entry.code for entry in CODES.values()}
_ALLOWABLE = {entry.slug: entry.code for entry in CODES.values() if entry.allowable}

_EVERYWHERE = 0
"""Stands for all lines; those of a file count from 1."""


@dataclass(frozen=True)
class _Allow:
    """One slug of a comment, and the line of the source that it speaks of."""

    slug: str
    span: Span
    line: int
    comment: Comment
    neighbours: tuple[Span, ...]
    """Where the slugs of the comment before and behind it stand, as far as there are any."""


def without_allowed(source: Source, read: Sequence[Line], diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """The diagnostics of a source that no comment allows, and one for each allowance that allows nothing."""
    allows = list(_allows(source, read))
    if not allows:
        return list(diagnostics)
    known = {(_ALLOWABLE.get(allow.slug), allow.line): allow for allow in reversed(allows)}
    left: list[Diagnostic] = []
    used: set[_Allow] = set()
    for diagnostic in diagnostics:
        line, _ = diagnostic.source.position(diagnostic.span.start)
        allow = known.get((diagnostic.code, line)) or known.get((diagnostic.code, _EVERYWHERE))
        if allow and diagnostic.source is source:
            used.add(allow)
        else:
            left.append(diagnostic)
    return left + [_unused(source, allow) for allow in allows if allow not in used]


def _allows(source: Source, read: Sequence[Line]) -> Iterator[_Allow]:
    following = _following(read)
    for number, line in enumerate(read, start=1):
        found = line.comment and _ALLOW.match(source.slice(line.comment.span))
        if not found or line.comment is None:
            continue
        start = line.comment.span.start
        slugs = list(_SLUG.finditer(source.text, start + found.start("slugs"), start + found.end("slugs")))
        place = _EVERYWHERE if found["everywhere"] else number if line.segments else following[number - 1]
        spans = [Span(*slug.span()) for slug in slugs]
        for at, slug in enumerate(slugs):
            neighbours = (*spans[max(at - 1, 0) : at], *spans[at + 1 : at + 2])
            yield _Allow(slug[0], spans[at], place, line.comment, neighbours)


def _following(read: Sequence[Line]) -> list[int]:
    """For each line, the number of the next one that holds more than a comment."""
    found = [len(read) + 1] * len(read)
    for index in range(len(read) - 2, -1, -1):
        found[index] = index + 2 if read[index + 1].segments else found[index + 1]
    return found


def _unused(source: Source, allow: _Allow) -> Diagnostic:
    shown = allow.slug[:40]
    if allow.slug in _ALLOWABLE:
        where = "in this file" if allow.line == _EVERYWHERE else "here"
        message, label, hint = f"`{shown}` is not found {where}", "allows nothing", "remove it"
        return Diagnostic("HL501", message, allow.span, source, label, hint, fix=_removal(source, allow))
    if allow.slug in _CODES:
        message, hint = f"`{shown}` can't be allowed", "mend the mistake: only what can be meant can be allowed"
        return Diagnostic("HL501", message, allow.span, source, "nobody can mean that", hint)
    if (code := CODES.get(allow.slug.upper())) and code.slug in _ALLOWABLE:
        message, hint = f"a rule is allowed by its name, not by `{shown}`", f"write `{code.slug}`"
        return Diagnostic("HL501", message, allow.span, source, "", hint, fix=replacement(code.slug, allow.span))
    message, hint = f"there is no rule `{shown}` to allow", did_you_mean(allow.slug, _ALLOWABLE)
    return Diagnostic(
        "HL501", message, allow.span, source, "", hint, fix=meant_name(allow.slug, _ALLOWABLE, allow.span)
    )


def _removal(source: Source, allow: _Allow) -> Fix | None:
    """Removes the slug, or a comment that says nothing else."""
    if allow.neighbours:
        near = allow.neighbours[0]
        span = Span(near.end, allow.span.end) if near < allow.span else Span(allow.span.start, near.start)
        return Fix("remove the name", (Edit(span, ""),))
    comment = allow.comment.span
    if not re.fullmatch(r"#\s*hold:\s*allow\s+[\w-]+(\s+in this file)?", source.slice(comment)):
        return None
    return removal(source, comment, "remove the comment")
