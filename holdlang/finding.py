"""What a rule has found in an item, by the path of the part: not responsible for how it is shown."""

from dataclasses import dataclass

from holdlang.build import Spans
from holdlang.diagnostics import Diagnostic, Fix, Related
from holdlang.parts import Path
from holdlang.source import Source, Span


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
    fix: Fix | None = None

    def told(self, source: Source, spans: Spans) -> Diagnostic:
        """The finding as a diagnostic of `source`, where the parts of its item stand at `spans`."""
        related = tuple(
            Related(label, place if isinstance(place, Span) else spans.at(*place), source)
            for place, label in self.related
        )
        return Diagnostic(
            self.code, self.message, spans.at(*self.path), source, self.label, self.help, related, self.fix
        )
