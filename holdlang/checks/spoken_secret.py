"""HL403: secrets that would be heard or read by others: said, played, notified, noted, or handed on as no secret."""

from collections.abc import Iterator

from holdlang import template
from holdlang.checks.around import Around
from holdlang.checks.within import doings
from holdlang.diagnostics.finding import Finding
from holdlang.model import CallFlow, Fail, Note, Notify, Play, Run, Say, Set
from holdlang.model.actions import Labelled
from holdlang.source import Span
from holdlang.syntax.items import Item
from holdlang.syntax.reader import Path


def spoken_secret(item: Item, around: Around) -> Iterator[Finding]:
    """A variable that is set from a secret is one."""
    if not isinstance(item.model, CallFlow):
        return
    secrets = _secrets(item, item.model)
    if not secrets:
        return
    for path, doing in doings(item):
        text = _shown(doing)
        name = next((name for name, _ in template.names(text) if name in secrets), None) if text else None
        if name is not None:
            yield _told(path, doing, name, secrets[name])
        if isinstance(doing, Run):
            yield from _handed_on(path, doing, secrets, around)


def _secrets(item: Item, flow: CallFlow) -> dict[str, Path]:
    """Variables that hold a secret -> where that is said."""
    found: dict[str, Path] = {}
    for number, need in enumerate(flow.needs):
        if need.secret:
            found.setdefault(need.name, ("header", "needs", number))
    for number, param in enumerate(flow.params):
        if param.secret:
            found.setdefault(param.name, ("header", "param", number))
    sets = [(path, doing) for path, doing in doings(item) if isinstance(doing, Set)]
    users: dict[str, list[tuple[Path, str]]] = {}
    for path, doing in sets:
        for name, _ in template.names(doing.value):
            users.setdefault(name, []).append((path, doing.name))
    waiting = list(found)
    while waiting:
        for path, name in users.get(waiting.pop(), ()):
            if name not in found:
                found[name] = path
                waiting.append(name)
    return found


def _shown(doing: Labelled) -> str | None:
    match doing:
        case Say(text=text) | Note(text=text) | Notify(text=text):
            return text
        case Play(path=text) | Fail(reason=text):
            return text
        case _:
            return None


def _told(path: Path, doing: Labelled, name: str, origin: Path) -> Finding:
    how, hint = {
        "say": ("said aloud", "type it in by `press`, or allow it if the line wants to hear it"),
        "play": ("named in a path", "choose the file by something else"),
    }.get(getattr(doing, "kind", ""), ("shown and kept", "say it without the secret"))
    related: tuple[tuple[Path | Span, str], ...] = ((origin, "from here"),)
    return Finding("HL403", (*path, f"${name}"), f"the secret `{name}` would be {how}", "a secret", hint, related)


def _handed_on(path: Path, run: Run, secrets: dict[str, Path], around: Around) -> Iterator[Finding]:
    target = around.flows.get(run.flow)
    if target is None or not isinstance(target.model, CallFlow):
        return
    params = {param.name: param for param in target.model.params}
    for number, argument in enumerate(run.arguments):
        param = params.get(argument.name)
        name = next((name for name, _ in template.names(argument.value) if name in secrets), None)
        if name is not None and param is not None and not param.secret:
            yield Finding(
                "HL403",
                (*path, "argument", number),
                f"the secret `{name}` would no longer be kept secret in `{run.flow}`",
                f"`{param.name}` is not secret there",
                f"write `param {param.name} secret` in `{run.flow}`",
                ((secrets[name], "a secret"),),
            )
