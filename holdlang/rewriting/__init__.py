"""A changed flow written into its source: what has changed is printed anew, everything else stays as it was typed.

Not responsible for files, nor for what the new flow says: `holdlang.check` has to look at the result. Whatever is
written is read back, and must mean just that, with every comment that was to be kept.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

from holdlang.diagnostics import Edit, Fix
from holdlang.diagnostics.fixing import applied
from holdlang.fmt import FmtRefused, format_text
from holdlang.model import CallFlow, Model
from holdlang.names.scope import File, read
from holdlang.rewriting.blocks import take
from holdlang.rewriting.pairing import paired
from holdlang.rewriting.writing import Writing
from holdlang.source import Source, Span
from holdlang.syntax.items import Item
from holdlang.syntax.trivia import comments, lines


class RewriteRefused(Exception):
    """The source is left as it is, because it can't be read or the result would mean something else."""


def rewritten(source: Source, flow: CallFlow) -> str:
    """The text of `source` with `flow` in the place of its flow of that id.

    The comments of steps and header lines that stay are kept, and so is their layout; a step that changes keeps the
    comments above it and at its end, one that goes takes along those that stand right above it. The text is in the
    agreed layout if the source was. Raises `RewriteRefused`.
    """
    plain = _plain(source)
    items = _readable(plain).items
    item = next((one for one in items if isinstance(one.model, CallFlow) and one.model.id == flow.id), None)
    if item is None:
        raise RewriteRefused(f"{source.name} has no flow `{flow.id}`")
    assert isinstance(item.model, CallFlow)
    if item.model == flow:
        return source.text
    taken = take(plain, item)
    writing = Writing(taken, item, flow, paired(item.model.steps, flow.steps))
    text = "\n".join([*taken.lines[: taken.first], *writing.lines(), *taken.lines[taken.last + 1 :]])
    return _finished(source, plain, text, [flow if one is item else one.model for one in items], writing.dropped)


def without(source: Source, gone: Callable[[Item], bool]) -> str:
    """The text of `source` without these items, and without the comments right above them; the rest stays as it is.
    Raises `RewriteRefused`."""
    plain = _plain(source)
    kept = [item.model for item in _readable(plain).items if not gone(item)]
    left, dropped = plain, list[str]()
    while (item := next((one for one in read(left).items if gone(one)), None)) is not None:
        taken = take(left, item)
        dropped += _comments("\n".join([*taken.above, *taken.own]))
        before, after = taken.lines[: taken.first - len(taken.above)], taken.lines[taken.last + 1 :]
        after = after[1:] if _ends_blank(before) and _ends_blank(after[:1]) else after
        left = Source(source.name, "\n".join([*before, *after]))
    return _finished(source, plain, left.text, kept, dropped)


def _ends_blank(lines: Sequence[str]) -> bool:
    return not lines or not lines[-1].strip()


def _finished(source: Source, plain: Source, text: str, expected: Sequence[Model], dropped: Sequence[str]) -> str:
    """`text`, which was made of `plain`, as `source` was laid out. Raises `RewriteRefused` if it is not as it should
    be."""
    text = _laid_out(plain, text)
    after = Source(source.name, text)
    lost = Counter(_comments(plain.text)) - Counter(dropped) - Counter(_comments(text))
    if [item.model for item in read(after).items] != list(expected) or lost:
        raise RewriteRefused(f"{source.name} would come to mean something else; this is a bug of holdlang")
    return text.replace("\n", "\r\n") if "\r\n" in source.text else text


def _laid_out(before: Source, text: str) -> str:
    """`text` in the agreed layout, if the source was in it."""
    try:
        return format_text(Source(before.name, text)) if format_text(before) == before.text else text
    except FmtRefused:
        return text


def _plain(source: Source) -> Source:
    """The source with plain line ends, and each item on lines of its own."""
    plain = Source(source.name, source.text.replace("\r\n", "\n"))
    starts = {item.spans.at().start for item in read(plain).items}
    breaks = [
        Edit(Span(before.span.end, segment.span.start), "\n")
        for line in lines(plain.text)
        for before, segment in pairwise(line.segments)
        if segment.span.start in starts
    ]
    return Source(source.name, applied(plain.text, [Fix("apart", tuple(breaks))])) if breaks else plain


def _readable(source: Source) -> File:
    file = read(source)
    if any(diagnostic.severity == "error" for diagnostic in file.diagnostics):
        raise RewriteRefused(f"{source.name} has mistakes: they have to be put right in the source first")
    return file


def _comments(text: str) -> list[str]:
    return [text[comment.span.start : comment.span.end] for comment in comments(text)]
