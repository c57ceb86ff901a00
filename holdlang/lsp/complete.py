"""Completion: what the grammar allows at a place, less what makes no sense there, plus the names that are known.

Not responsible for what the grammar allows (`holdlang.lsp.expected`) or for what keywords do (`holdlang.lsp.keywords`).
"""

import re
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import available_timezones

from lsprotocol import types

from holdlang.checks.unnoticed import STATES
from holdlang.config import Config
from holdlang.diagnostics.codes import CODES
from holdlang.lsp.choices import Choice, Kind, files, item
from holdlang.lsp.documents import Document
from holdlang.lsp.expected import Typed, expected, typed, words
from holdlang.lsp.heard import options
from holdlang.lsp.keywords import TRIGGERS, WORDS
from holdlang.lsp.names import defined
from holdlang.lsp.outline import Part, Row, row_of
from holdlang.lsp.project import Project
from holdlang.names.dollars import QUEUE
from holdlang.source import Span
from holdlang.syntax.farend import BOTH_STEPS, TREE_ACTIONS, TREE_TERMINALS, TREE_WORDS
from holdlang.syntax.values import write_text
from holdlang.template import literal

_HEADERS = frozenset({"company", "dial", "tags", "intent", "open", "needs", "param", "redial"})
_TEST = frozenset({"given", "with", "expect"})
_ITEMS = frozenset({"flow", "tree", "test"})
_UNDER = frozenset({"on", "else", "every", "about", "meta"})
"""Lines that belong to the step above them."""
_DECIDES = {"flow": frozenset({"listen", "hold", "transfer"}), "tree": frozenset({"say", "play", "music"})}
_TOGETHER = {"callback": "callback offer", "early": "early media", "model": "model down"}
"""Words that are only written with another behind them."""
_CLAUSE_ONLY = frozenset({"again", "retry"})
_DAYS = ("daily", "mon-fri", "mon", "tue", "wed", "thu", "fri", "sat", "sun")


def complete(project: Project, document: Document, offset: int) -> list[types.CompletionItem]:
    """What could stand at `offset`, in place of the word that ends there."""
    line, _ = document.source.position(offset)
    start = document.source.line_span(line).start
    here = _Place(project, document, start, typed(document.source.text[start:offset]))
    area = document.places.range(Span(offset - len(here.typed.word), offset))
    return [item(choice, area, number) for number, choice in enumerate(here.choices())]


class _Place:
    """A place in a document, and what is known of it. `start` is where its line begins."""

    def __init__(self, project: Project, document: Document, start: int, here: Typed) -> None:
        self.project = project
        self.document = document
        self.typed = here
        self.index = document.outline.part_at(start - 1) if start else None
        parts = document.outline.parts
        self.part: Part | None = parts[self.index] if self.index is not None else None
        rows = self.part.rows if self.part else []
        self.above = [row for row in rows if row.span.start < start + len(here.before) and row.head]
        self.row = row_of(here.before + "x", self.part)

    def choices(self) -> Iterator[Choice]:
        """In the order in which they are shown."""
        here = self.typed
        if here.comment:
            yield from self._allowances()
        elif here.opened == '"':
            yield from self._inside_text()
        elif here.opened:
            return
        elif here.word.startswith("$"):
            yield from self._variables("$")
        else:
            terminals = expected(here.before)
            yield from self._names(terminals)
            if "PATTERN" in terminals:
                yield from self._phrases(quoted=True)
            yield from self._keywords(terminals)
            if "DAYS" in terminals:
                yield from (Choice(day, Kind.EnumMember) for day in _DAYS)
            if "ZONE" in terminals:
                yield from (Choice(zone, Kind.EnumMember) for zone in sorted(available_timezones()))

    # --- keywords

    def _keywords(self, terminals: frozenset[str]) -> Iterator[Choice]:
        trigger = "PATTERN" in terminals
        allowed = self._sensible(terminals, trigger=trigger)
        for word in words(terminals):
            if word in allowed:
                help_ = TRIGGERS.get(word, "") if trigger else WORDS.get(word, "")
                yield Choice(_TOGETHER.get(word, word), Kind.Keyword, help=help_)

    def _sensible(self, terminals: frozenset[str], *, trigger: bool) -> set[str]:
        """Those keywords that the item around can use."""
        found = set(words(terminals))
        side = self.part.kind if self.part else "flow"
        if "FLOW" in terminals:
            return found & self._line_starters()
        if trigger:
            return found & self._triggers()
        if side == "tree" and "GOTO" in terminals:
            match self.row.head:
                case "on" | "else":
                    return found & (TREE_ACTIONS | {"or", "digits"})
                case "every" | "chance":
                    return found & (TREE_ACTIONS - _CLAUSE_ONLY)
                case _:
                    return found & (BOTH_STEPS | TREE_WORDS)
        if side == "flow":
            found -= set(words(TREE_TERMINALS))
        if side == "flow" and self.row.label is not None and len(self.row.words) == 2:  # the label and this word
            return found & self._steps("flow")
        return found

    def _line_starters(self) -> set[str]:
        """Words that can begin a line here."""
        part = self.part
        if part is None:
            return set(_ITEMS | {"use"} | self._steps("flow"))
        if part.kind == "test":
            return set(_TEST | _ITEMS)
        found = set(_ITEMS) | self._steps(part.kind)
        steps = [row for row in self.above if row.head not in _HEADERS | _UNDER | _ITEMS]
        if part.kind == "flow" and not steps:
            found |= _HEADERS | {"meta"}
        if steps:
            found |= {"about", "meta"}
        if steps and steps[-1].head in _DECIDES[part.kind]:
            found |= {"on", "else"} | ({"every"} if steps[-1].head == "music" else set())
        return found

    def _steps(self, side: str) -> set[str]:
        everything = set(words(expected("x:")))
        if side == "tree":
            return everything & (BOTH_STEPS | TREE_WORDS)
        return everything - (TREE_WORDS - {"transfer"}) - _CLAUSE_ONLY

    def _triggers(self) -> set[str]:
        """What the step above notices; all that there is if it is none that decides."""
        step = self._deciding()
        if self.part is not None and self.part.kind == "tree":
            return {"press"} if step is not None and step.head == "music" else {"press", "silence"}
        if step is None or step.head not in STATES:
            return set(TRIGGERS) - {"press"}
        named = {name.partition(" ")[0] for name in STATES[step.head]}
        return named | ({"silence"} if step.head == "listen" else set())

    def _deciding(self) -> Row | None:
        steps = [row for row in self.above if row.head not in _UNDER]
        return steps[-1] if steps else None

    # --- names

    def _names(self, terminals: frozenset[str]) -> Iterator[Choice]:
        """Names of the kind that the words before ask for."""
        if "NAME" not in terminals or not self.row.words:
            return
        word = self.row.words[-1]
        match word.kind:
            case "label":
                yield from self._labels(word.of)
            case "device":
                yield from self._devices()
            case "flow" if not word.defines:
                for found, _, part in self.project.parts(self.document, "flow"):
                    assert part.name is not None
                    yield Choice(part.name.text, Kind.Function, part.title, f"in `{Path(found.name).name}`")
            case "tree" if not word.defines:
                for found, _, part in self.project.parts(self.document, "tree"):
                    assert part.name is not None
                    yield Choice(part.name.text, Kind.Class, part.title, f"in `{Path(found.name).name}`")
            case "variable" if self.row.head == "given":
                yield from self._givens(word.of)
            case "variable" if word.of is not None:
                for name in self._wanted_by(word.of):
                    yield Choice(name + ": ", Kind.Field, f"of {word.of}", shown=name)
            case "variable":
                yield from self._variables("")

    def _labels(self, of: str | None) -> Iterator[Choice]:
        home = (self.document, self.index) if of is None else self.project.find(self.document, "flow", of)
        document, index = home or (self.document, None)
        if index is None:
            return
        for row in document.outline.parts[index].rows:
            if row.label is not None:
                yield Choice(row.label.text, Kind.Reference, _excerpt(document, row))

    def _devices(self) -> Iterator[Choice]:
        config = self.project.config(self.document)
        configured = config.devices if config else {}
        for name, device in configured.items():
            yield Choice(name, Kind.Constant, device.description or "a device of holdlang.yaml")
        used = [word for word in self.document.outline.words if word.kind == "device"]
        for name in dict.fromkeys(word.text for word in used if word.text not in configured):
            yield Choice(name, Kind.Constant, "used in this file")

    def _givens(self, flow: str | None) -> Iterator[Choice]:
        """What the flow of the test needs and was not given above; of every flow, while the test names none."""
        near = [part.name.text for _, _, part in self.project.parts(self.document, "flow") if part.name]
        given = {word.text for row in self.above if row.head == "given" for word in row.words if word.of == flow}
        for each in [flow] if flow in near else near:
            for name in self._wanted_by(each):
                if name not in given:
                    yield Choice(name + " = ", Kind.Field, f"of {each}", shown=name)

    def _wanted_by(self, flow: str) -> list[str]:
        """The values that a flow wants: its `needs` and `param` lines."""
        home = self.project.find(self.document, "flow", flow)
        if home is None:
            return []
        rows = home[0].outline.parts[home[1]].rows
        return [word.text for row in rows if row.head in ("needs", "param") for word in row.words if word.defines]

    def _variables(self, mark: str) -> Iterator[Choice]:
        if self.part is not None and self.part.kind == "tree" and self.row.head == "every":
            yield from (Choice(mark + name, Kind.Variable) for name in QUEUE)
        if self.index is None or self.part is None or self.part.kind != "flow":
            return
        for name in defined(self.document, self.index, "variable"):
            yield Choice(mark + name, Kind.Variable)
        for number in range(1, _groups(self.row) + 1):
            yield Choice(f"{mark}{number}", Kind.Variable, f"group {number} of the pattern")

    # --- inside texts and comments

    def _inside_text(self) -> Iterator[Choice]:
        """Only what replaces all of the text up to the place: `typed.word` is that."""
        here = self.typed
        reference = re.search(r"\$\w*\Z", here.word)
        behind = here.before.split()[-1:]
        if behind == ["against"]:
            yield from files(self.document, here.word, ".jsonl")
        elif self.row.head in ("use", "play", "music") and behind != ["saying"]:
            yield from files(self.document, here.word, ".hold" if self.row.head == "use" else ".wav")
        elif reference:
            kept = here.word[: reference.start()]
            for choice in self._variables("$"):
                yield Choice(kept + choice.text, choice.kind, choice.detail, shown=choice.text)
        elif "PATTERN" in expected(here.before):
            yield from self._phrases(quoted=False)

    def _phrases(self, *, quoted: bool) -> Iterator[Choice]:
        """What menus of this number have offered."""
        config = self.project.config(self.document) or Config()
        number = self._number()
        if number is None or (self.part is not None and self.part.kind == "tree"):
            return
        for option in options(config.data_dir, number):
            token = write_text(literal(option.phrase))
            text = token if quoted else token[1:-1]
            yield Choice(text, Kind.Value, f"press {option.key}", f"Offered by the menu on {option.day}.")

    def _number(self) -> str | None:
        """What the flow around dials."""
        for row in self.part.rows if self.part else []:
            if row.head == "dial":
                return next((word.text.strip('"') for word in row.words if word.kind == "text"), None)
        return None

    def _allowances(self) -> Iterator[Choice]:
        if re.match(r"#\s*hold:\s*allow\b.*\s\Z|#\s*hold:\s*allow\s+[\w-]+\Z", self.typed.word):
            kept = self.typed.word[: len(self.typed.word) - len(re.split(r"\s", self.typed.word)[-1])]
            for entry in CODES.values():
                if entry.allowable:
                    yield Choice(kept + entry.slug, Kind.EnumMember, entry.code, entry.title, shown=entry.slug)


def _groups(row: Row) -> int:
    """How many groups the patterns of a row have, at most."""
    found = 0
    for word in row.words:
        if word.kind == "pattern":
            try:
                found = max(found, re.compile(word.text[1:-1]).groups)
            except re.error:
                continue
    return found


def _excerpt(document: Document, row: Row) -> str:
    text = " ".join(document.source.slice(row.span).split())
    return text if len(text) <= 60 else text[:59] + "…"
