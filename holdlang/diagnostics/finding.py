"""What a rule has found in an item, by the path of the part: not responsible for how it is shown."""

from dataclasses import dataclass

from holdlang.diagnostics import Diagnostic, Fix, Related, removal
from holdlang.source import Source, Span
from holdlang.syntax.items import Spans
from holdlang.syntax.reader import Path


@dataclass(frozen=True)
class Removal:
    """The fix that takes away the part where the mistake is: a step, a clause or a header line, with its line."""

    title: str


@dataclass(frozen=True)
class Finding:
    """One mistake in an item. `related` are other parts of the same file that belong to it, each with what to say of
    it."""

    code: str
    path: Path
    message: str
    label: str = ""
    help: str = ""
    related: tuple[tuple[Path | Span, str], ...] = ()
    fix: Fix | Removal | None = None

    def told(self, source: Source, spans: Spans) -> Diagnostic:
        """The finding as a diagnostic of `source`, where the parts of its item stand at `spans`."""
        related = tuple(
            Related(label, place if isinstance(place, Span) else spans.at(*place), source)
            for place, label in self.related
        )
        span = spans.at(*self.path)
        fix = removal(source, span, self.fix.title) if isinstance(self.fix, Removal) else self.fix
        return Diagnostic(self.code, self.message, span, source, self.label, self.help, related, fix)
