"""Hover: what the word under the pointer means, and what is wrong with it. Not responsible for keywords' texts
(`holdlang.lsp.keywords`) or for the pages of diagnostics (`holdlang.diagnostics.pages`)."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from lsprotocol import types

from holdlang.diagnostics import Diagnostic
from holdlang.diagnostics.codes import CODES
from holdlang.diagnostics.pages import page
from holdlang.load import Loaded
from holdlang.lsp.documents import Document
from holdlang.lsp.keywords import TRIGGERS, WORDS
from holdlang.lsp.names import definition, symbol
from holdlang.lsp.outline import Row, Word
from holdlang.lsp.project import Project, used_name
from holdlang.model import CallFlow
from holdlang.numbers import refusal
from holdlang.source import Span
from holdlang.syntax.values import Unreadable, read_duration, read_text


def hover(project: Project, document: Document, loaded: Loaded, offset: int) -> types.Hover | None:
    """Everything worth saying about what stands at `offset`; None if that is nothing."""
    word = document.outline.word_at(offset)
    said = list(_of_word(project, document, loaded, word)) if word else []
    found = [one for one in loaded.diagnostics if one.span.start <= offset <= one.span.end]
    said += [_page(diagnostic) for diagnostic in found]
    if not said:
        return None
    span = word.span if word and word.kind != "comment" else found[0].span if found else Span(offset, offset)
    content = types.MarkupContent(types.MarkupKind.Markdown, "\n\n---\n\n".join(said))
    return types.Hover(content, document.places.range(span))


def _of_word(project: Project, document: Document, loaded: Loaded, word: Word) -> Iterator[str]:
    row = _row(document, word)
    match word.kind:
        case "keyword":
            if text := _keyword(row, word):
                yield text
            if row is not None and row.words and _names_step(row, word):
                yield from _step(loaded, row)
        case "number":
            if seconds := in_words(word.text):
                yield seconds
        case "label" | "flow" | "tree" | "variable":
            yield from _name(project, document, word)
            if row is not None and word is row.label:
                yield from _step(loaded, row)
        case "device":
            config = project.config(document)
            device = config.devices.get(word.text) if config else None
            if device is not None:
                yield f"device `{word.text}`: rings {device.ring_seconds:g} s. {device.description}".rstrip()
        case "text" if row is not None and row.head == "dial":
            yield _number(project, document, word)
        case "file":
            name = used_name(document.name, word.text)
            found = project.documents.get(name)
            yield _contents(found) if found else f"there is no file `{Path(name).name}` there"
        case _:
            return


def _keyword(row: Row | None, word: Word) -> str:
    if row is not None and row.head == "on" and word.text in TRIGGERS:
        before = [other.text for other in row.words if other.span.end <= word.span.start]
        if before and before[-1] in ("on", "or", "callback"):
            return TRIGGERS[word.text]
    return WORDS.get(word.text, TRIGGERS.get(word.text, ""))


def _names_step(row: Row, word: Word) -> bool:
    first = next((other for other in row.words if other.kind == "keyword"), None)
    return first is word and row.head not in ("on", "else", "every", "about", "meta")


def _step(loaded: Loaded, row: Row) -> Iterator[str]:
    """The id of the step that begins with this row."""
    for item in loaded.items:
        if isinstance(item.model, CallFlow):
            for index, name in enumerate(item.model.ids):
                if item.spans.at("step", index) == row.span and index not in item.broken:
                    yield f"step `{name}`"


def _name(project: Project, document: Document, word: Word) -> Iterator[str]:
    wanted = symbol(project, document, word)
    found = definition(project, wanted) if wanted else None
    if found is None:
        return
    line, _ = found.document.source.position(found.word.span.start)
    text = found.document.source.slice(found.document.source.line_span(line)).strip()
    where = "" if found.document.name == document.name else f"\n\nin `{Path(found.document.name).name}`"
    yield f"```hold\n{text}\n```{where}"


def _number(project: Project, document: Document, word: Word) -> str:
    try:
        number = read_text(word.text)
    except Unreadable:
        return WORDS["dial"]
    config = project.config(document)
    why = config.refusal(number) if config else refusal(number)
    return why or WORDS["dial"]


def _contents(document: Document) -> str:
    parts = [f"- {part.kind} `{part.name.text}` {part.title}" for part in document.outline.parts if part.name]
    return f"`{Path(document.name).name}`\n\n" + "\n".join(parts)


def _row(document: Document, word: Word) -> Row | None:
    rows: Sequence[Row] = document.outline.loose
    index = document.outline.part_at(word.span.start)
    if index is not None:
        rows = document.outline.parts[index].rows
    return next((row for row in rows if row.span.start <= word.span.start < row.span.end), None)


def in_words(text: str) -> str:
    """A duration as people say it: `1h30m` is "1 hour 30 minutes". "" for what is no duration."""
    try:
        seconds = read_duration(text)
    except Unreadable:
        return ""
    whole = int(seconds)
    parts = [(whole // 86400, "day"), (whole // 3600 % 24, "hour"), (whole // 60 % 60, "minute")]
    rest = round(seconds - whole // 60 * 60, 3)
    if 0 < seconds < 1:
        parts, rest = [(round(seconds * 1000), "millisecond")], 0
    words = [_counted(number, unit) for number, unit in parts if number]
    return " ".join([*words, _counted(rest, "second")] if rest else words)


def _counted(number: float, unit: str) -> str:
    return f"{number:g} {unit}" + ("" if number == 1 else "s")


def _page(diagnostic: Diagnostic) -> str:
    entry = CODES[diagnostic.code]
    read = page(diagnostic.code)
    return (
        f"**{entry.code}** {entry.slug}: {entry.title} {read.why}\n\n"
        f"Avoid:\n```hold\n{read.avoid}\n```\nPrefer:\n```hold\n{read.prefer}\n```"
    )
