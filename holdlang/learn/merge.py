"""What a new call changes in a flow, written into its source: only the lines that change, everything else stays.

What changes is decided in `holdlang.learn.rounds`; here it is written down at its place, and the result is read back
and must mean just that, with every comment. Not responsible for files.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from holdlang.diagnostics import Edit, Fix
from holdlang.diagnostics.fixing import applied
from holdlang.errors import UsageError
from holdlang.fmt import FmtRefused, format_text
from holdlang.learn.changes import Change
from holdlang.learn.difference import Compared
from holdlang.learn.discoveries import Discovery, MenuFound
from holdlang.learn.rounds import compared
from holdlang.learn.source import comment_of
from holdlang.learn.steps import OPTIONS, clause_of
from holdlang.load import Loaded, load
from holdlang.model import CallFlow, Hold, Listen, Need, Press, PressHeard, Step
from holdlang.model.steps import Clauses
from holdlang.names.scope import Files
from holdlang.printer import INDENT, below_rows, clause_row, columns, header_rows, meta_row, step_line
from holdlang.source import Source, Span
from holdlang.syntax.items import Item
from holdlang.syntax.trivia import Line, Segment, comments, lines
from holdlang.syntax.values import write_keys


class MergeRefused(UsageError):
    """The source is left as it is."""


@dataclass(frozen=True)
class Merged:
    """The new text, what has changed at the company, and what was seen and not merged (sentences for people)."""

    text: str
    changes: tuple[Change, ...]
    left_alone: tuple[str, ...] = ()


def merge_text(
    source: Source, flow_id: str, found: Sequence[Discovery], *, ran: bool = False, files: Files | None = None
) -> Merged:
    """`source` with what the discoveries, which are without persons, change in its flow `flow_id`. With `ran` it was
    that flow that made the call. `files` reads the files that it uses.

    Raises `MergeRefused` for a source with errors, one without that flow, and where the text would come to mean
    something else than it should.
    """
    loaded = load(source, files=files)
    if not loaded.ok:
        raise MergeRefused(f"{source.name} has mistakes", f"`holdlang check {source.name}` shows them")
    item = next((one for one in loaded.items if isinstance(one.model, CallFlow) and one.model.id == flow_id), None)
    if item is None:
        raise MergeRefused(f"{source.name} has no flow `{flow_id}`")
    assert isinstance(item.model, CallFlow)
    result = compared(item.model, found, ran=ran)
    if result.needs and item.anonymous:
        raise MergeRefused(
            "the company wants something typed in, and the flow has no header to say so",
            "begin it with a line such as `flow my_call`",
        )
    edits = list(_Writing(source, item, result, found).edits())
    text = applied(source.text, [Fix("merge", tuple(edits))]) if edits else source.text
    text = _with_line_ends_of(source, _laid_out(source, text))
    _prove(loaded, item.model, result, Source(source.name, text), files)
    return Merged(text, result.changes, result.left_alone)


def _laid_out(source: Source, text: str) -> str:
    """`text` in the agreed layout, if the source was in it."""
    try:
        return format_text(Source(source.name, text)) if format_text(source) == source.text else text
    except FmtRefused:
        return text


def _with_line_ends_of(source: Source, text: str) -> str:
    """`text` with the line ends of the source, if these are those of Windows."""
    return re.sub(r"\r?\n", "\r\n", text) if "\r\n" in source.text else text


def _prove(before: Loaded, flow: CallFlow, result: Compared, source: Source, files: Files | None) -> None:
    """The new text means what it should: that flow as it is merged, all others as they were, and every comment."""
    after = load(source, files=files)
    expected = [result.merged() if item.model is flow else item.model for item in before.items]
    kept = [before.source.slice(comment.span) for comment in comments(before.source.text)]
    left = iter([source.slice(comment.span) for comment in comments(source.text)])
    if not after.ok or [item.model for item in after.items] != expected or not all(one in left for one in kept):
        raise MergeRefused(
            f"{source.name} would come to mean something else; this is a bug of holdlang",
            "change it by hand: `holdlang learn --diff` into a new file shows what was learned",
        )


class _Writing:
    """The difference between two models as edits of the source that one of them came from."""

    def __init__(self, source: Source, item: Item, result: Compared, found: Sequence[Discovery]) -> None:
        self._source, self._item, self._result = source, item, result
        self._found = [one for one in found if isinstance(one, MenuFound)]
        self._lines = lines(source.text)
        self._segments = [(segment, line) for line in self._lines for segment in line.segments]

    def edits(self) -> Iterator[Edit]:
        """All of them; none overlaps another."""
        steps = self._result.flow.steps
        for place, after in self._result.updates.items():
            yield from self._changed(place, steps[place], after)
        for place in dict.fromkeys(place for place, _ in self._result.inserts):
            yield self._inserted(place, [step for before, step in self._result.inserts if before == place])
        if self._result.needs:
            yield self._needed(self._result.needs)

    # --- a step that changes

    def _changed(self, place: int, before: Step, after: Step) -> Iterator[Edit]:
        span = self._item.spans.at("step", place)
        if isinstance(before, Listen | Hold) and isinstance(after, Listen | Hold) and before.timeout != after.timeout:
            yield Edit(span, step_line(after))
        yield from self._meta(place, before, after)
        if not isinstance(before, Clauses) or not isinstance(after, Clauses):
            return
        for number, (one, other) in enumerate(zip(before.clauses, after.clauses, strict=False)):
            for nth, (action, now) in enumerate(zip(one.actions, other.actions, strict=True)):
                if action != now:
                    yield Edit(self._item.spans.at("step", place, "clause", number, "action", nth, "keys"), _keys(now))
        rows = [clause_row(clause) for clause in after.clauses[len(before.clauses) :]]
        if rows:
            yield self._behind(self._last_clause(place), [" ".join(row) for row in rows])

    def _meta(self, place: int, before: Step, after: Step) -> Iterator[Edit]:
        now = next((meta for meta in after.meta if meta.key == OPTIONS), None)
        if now is None or now in before.meta:
            return
        written = meta_row(now)[0]
        old = self._options_segment(place)
        if old is not None:
            yield Edit(old.span, written)
        else:
            yield self._behind(self._head_of(place), [written])

    def _options_segment(self, place: int) -> Segment | None:
        return next((segment for segment in self._of_step(place) if self._is_options(segment)), None)

    def _is_options(self, segment: Segment) -> bool:
        words = self._source.slice(segment.span).split(maxsplit=2)
        return words[0] == "meta" and words[1].strip('"') == OPTIONS

    def _of_step(self, place: int) -> list[Segment]:
        """The segments of a step, itself first."""
        begin = self._item.spans.at("step", place).start
        following = [span.start for path, span in self._item.spans.known.items() if len(path) == 2]
        later = [start for start in following if start > begin]
        last = max(span.end for span in self._item.spans.known.values())
        end = min(later, default=last + 1)
        return [segment for segment, _ in self._segments if begin <= segment.span.start < end]

    def _head_of(self, place: int) -> Segment:
        """The last of the lines that stand before the clauses of a step."""
        head = [
            segment
            for segment in self._of_step(place)
            if not self._source.slice(segment.span).startswith(("on ", "else ", "else\t", "on\t"))
        ]
        return head[-1]

    def _last_clause(self, place: int) -> Segment:
        """Where a further clause comes behind: the last one, or the step's own lines; before `else`."""
        written = [
            segment for segment in self._of_step(place) if self._source.slice(segment.span).startswith(("on ", "on\t"))
        ]
        return written[-1] if written else self._head_of(place)

    # --- what is new

    def _behind(self, segment: Segment, written: Sequence[str]) -> Edit:
        """New lines below this one, behind its comment; or in its line, where others follow in it."""
        line = next(line for one, line in self._segments if one is segment)
        if line.segments[-1] is not segment:
            return Edit(Span(segment.span.end, segment.span.end), "".join(f" -> {one}" for one in written))
        end = self._source.line_span(self._source.position(segment.span.start)[0]).end
        return Edit(Span(end, end), "".join(f"\n{INDENT}{one}" for one in written))

    def _inserted(self, place: int, steps: Sequence[Step]) -> Edit:
        """New steps before the one at `place`, or behind the last."""
        if place >= len(self._result.flow.steps):
            last = self._of_step(place - 1)[-1]
            end = self._source.line_span(self._source.position(last.span.start)[0]).end
            return Edit(Span(end, end), "".join(f"\n{text}" for step in steps for text in self._written(step)))
        span = self._item.spans.at("step", place)
        line = next(line for segment, line in self._segments if segment.span.start == span.start)
        if line.segments[0].span.start != span.start:
            inline = [part for step in steps for part in _inline(step)]
            return Edit(Span(span.start, span.start), "".join(f"{part} -> " for part in inline))
        number = self._source.position(span.start)[0]
        while number > 1 and self._is_comment(self._lines[number - 2]):
            number -= 1
        start = self._source.line_span(number).start
        return Edit(Span(start, start), "".join(f"{text}\n" for step in steps for text in [*self._written(step), ""]))

    @staticmethod
    def _is_comment(line: Line) -> bool:
        return line.comment is not None and not line.segments

    def _written(self, step: Step) -> list[str]:
        """A new step with the comment that quotes what it is for."""
        phrase = step.clauses[0].triggers if isinstance(step, Listen) else ()
        heard = next((one for one in self._found if _answered_by(one, phrase)), None)
        return [*(comment_of(heard) if heard else []), step_line(step), *columns(below_rows(step))]

    def _needed(self, needs: Sequence[Need]) -> Edit:
        """New `needs` lines, behind the last line of the header."""
        known = [span for path, span in self._item.spans.known.items() if path[:1] == ("header",)]
        start = max((span.start for span in known), default=self._item.spans.at().start)
        segment = max((one for one, _ in self._segments if one.span.start <= start), key=lambda one: one.span.start)
        rows = header_rows(CallFlow(id="flow", needs=tuple(needs)))
        return self._behind(segment, [" ".join(row) for row in rows])


def _keys(action: object) -> str:
    assert isinstance(action, Press | PressHeard)
    keys = action.keys if isinstance(action, Press) else action.fallback
    return write_keys(keys or "")


def _inline(step: Step) -> list[str]:
    return [step_line(step), *(" ".join(filter(None, row)) for row in below_rows(step))]


def _answered_by(found: MenuFound, triggers: Sequence[object]) -> bool:
    clause = clause_of(found)
    return clause is not None and clause.triggers == tuple(triggers)
