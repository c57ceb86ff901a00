"""What stands below a step, and belongs to it: what it is for, what other programs keep there, announcements, clauses.

Not responsible for which segment is which (`holdlang.syntax.build`), nor for reading one (`holdlang.syntax.parts`).
"""

from holdlang.diagnostics import Diagnostic
from holdlang.model import Music
from holdlang.model.steps import Clauses
from holdlang.source import Source, Span
from holdlang.syntax.headers import Headers
from holdlang.syntax.items import Draft, TestDraft, stand_in
from holdlang.syntax.parser import Node
from holdlang.syntax.parts import Parts
from holdlang.syntax.reader import Path, Reader, Side, tokens
from holdlang.syntax.trivia import Segment


class Below:
    """Gives the steps of the item that is being read, `draft`, what belongs to them."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.diagnostics: list[Diagnostic] = []
        self.draft: Draft | TestDraft | None = None

    def current(self, segment: Segment, side: Side = "flow") -> Draft:
        """The item that the segment belongs to; a file that starts with a step begins an anonymous flow."""
        if self.draft is None:
            self.draft = Draft(side, segment.span)
        assert isinstance(self.draft, Draft)
        return self.draft

    def headers(self, segment: Segment) -> Headers:
        """Reads headers."""
        return Headers(self.source, segment.span.start, "flow", diagnostics=self.diagnostics)

    def described(self, node: Node, segment: Segment) -> None:
        """`about` and `meta`: of the step before them, and `meta` of a flow before its first step."""
        word = str(node.data)
        draft = self.draft
        assert not isinstance(draft, TestDraft)
        if draft is not None and not draft.steps and draft.side == "flow" and word == "meta":
            meta = self.parts(segment, "flow").meta(node)
            if meta is not None:
                for key, value in self.headers(segment).stored(meta, tokens(node)[1]).items():
                    draft.add_header(key, value, segment.span, {})
            return
        if draft is None or not draft.steps:
            hint = "say what the call is for by `intent`" if word == "about" else ""
            self.report("HL010", f"`{word}` has no step before it", segment.span, "belongs to nothing", hint)
            return
        parts = self.parts(segment, draft.side)
        path: Path = ("step", draft.last, word)
        if word == "meta":
            meta = parts.meta(node)
            if meta is not None and meta.key in draft.metas:
                self.report("HL010", f"a second `meta {meta.key[:40]}`", segment.span, "the step already has one")
            elif meta is not None:
                draft.metas[meta.key] = meta
        elif path in draft.spans:
            self.report("HL010", "a second `about`", segment.span, "the step already has one")
        else:
            draft.describe(parts.about(node))
            draft.spans[path] = segment.span

    def clause(self, node: Node, segment: Segment) -> None:
        """`on` and `else`: of the step before them."""
        word = "on" if node.data == "clause" else "else"
        draft = self.draft
        assert not isinstance(draft, TestDraft)
        if draft is None or not draft.steps:
            self.report("HL005", f"`{word}` has no step before it", segment.span, "belongs to nothing")
            draft = self.current(segment)
            draft.add_step(stand_in(), segment.span, broken=True)
            draft.deaf = True
            return
        if draft.deaf:
            return
        if not isinstance(draft.steps[-1], Clauses) and draft.last not in draft.broken:
            deciding = "`say`, `play` and `music`" if draft.side == "tree" else "`listen`, `hold` and `transfer`"
            message = f"the step before this `{word}` does not decide"
            self.report("HL005", message, segment.span, f"only {deciding} take clauses")
            draft.broken.add(draft.last)
            draft.deaf = True
            return
        parts = self.parts(segment, draft.side)
        at: Path = ("step", draft.last)
        if node.data == "clause":
            path: Path = (*at, "clause", len(draft.clauses))
            clause = parts.clause(node)
            draft.clauses += [clause] if clause else []
            lost = clause is None
        elif draft.otherwise is not None:
            self.report("HL009", "a second `else`", segment.span, "the step already has one")
            draft.broken.add(draft.last)
            return
        else:
            path = (*at, "else")
            draft.otherwise = parts.otherwise(node)
            lost = draft.otherwise is None
        if lost:
            draft.broken.add(draft.last)
        else:
            draft.spans[path] = segment.span
            self.keep_spans(draft, path, parts)

    def every(self, node: Node, segment: Segment) -> None:
        """`every`: of the music before it."""
        draft = self.draft
        assert not isinstance(draft, TestDraft)
        if draft is not None and draft.deaf:
            return
        broken = draft is not None and draft.side == "tree" and draft.steps and draft.last in draft.broken
        if draft is None or not draft.steps or not (broken or isinstance(draft.steps[-1], Music)):
            hint = "announcements interrupt the music of a queue: `music 10m`, then `every 45s say …`"
            self.report("HL010", "`every` belongs under `music`", segment.span, "no music before it", hint)
            return
        path: Path = ("step", draft.last, "every", len(draft.every))
        parts = self.parts(segment, "tree")
        every = parts.every(node)
        if every is not None:
            draft.every.append(every)
            draft.spans[path] = segment.span
            self.keep_spans(draft, path, parts)

    def reader(self, segment: Segment, side: Side = "flow") -> Reader:
        """Reads single values."""
        return Reader(self.source, segment.span.start, side, diagnostics=self.diagnostics)

    def parts(self, segment: Segment, side: Side) -> Parts:
        """Reads steps and clauses."""
        return Parts(self.source, segment.span.start, side, diagnostics=self.diagnostics)

    def keep_spans(self, draft: Draft | TestDraft, path: Path, reader: Reader) -> None:
        """Take over the places that a reader has found, below `path`."""
        for below, span in reader.spans.items():
            draft.spans[(*path, *below)] = span

    def report(self, code: str, message: str, span: Span, label: str = "", hint: str = "") -> None:
        """Keep a diagnostic."""
        self.diagnostics.append(Diagnostic(code, message, span, self.source, label, hint))
