"""The live view of a call in the terminal: steps, sound, hold timer, transcript, and what was pressed and why.

It shows a `CallState` and nothing else. Not responsible for what it means (`holdlang.callstate`).
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import zip_longest

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from holdlang.callstate import WHO, CallState, about, clock, in_queue
from holdlang.history.statistics import Past, estimate
from holdlang.model import CallFlow, Hold
from holdlang.model.steps import Clauses
from holdlang.plural import counted
from holdlang.printer import clause_rows, step_line

SOUND = {
    "silence": ("·", "dim"),
    "ringing": ("☎", "cyan"),
    "busy": ("✕", "red"),
    "tone": ("◦", "cyan"),
    "music": ("♪", "magenta"),
    "speech": ("❝", "green"),
    "noise": ("≈", "yellow"),
}
"""How each class of sound is drawn."""

PHASE = {
    "dialling": "dialling …",
    "ringing": "ringing …",
    "connected": "in the menus",
    "on hold": "on hold",
    "person": "a person is on the line",
    "ringing you": "ringing your phone …",
    "asking you": "your phone asks for the key",
    "handing over": "handing them over to your phone …",
    "joined": "you are connected",
    "ended": "the call is over",
}

TRANSCRIPT_LINES = 6
KEY_LINES = 4


def render(flow: CallFlow, state: CallState, now: float, earlier: Sequence[Past] = ()) -> RenderableType:
    """The view at `now` (seconds on the log's clock): a panel as wide as the terminal. `earlier` calls to this number
    tell how long it may take."""
    title = Text.assemble((flow.name or flow.id, "bold"), "  ", (state.number, "dim"))
    body = Table.grid(expand=True, padding=(0, 2))
    body.add_column(ratio=2)
    body.add_column(ratio=3)
    body.add_row(_steps(flow, state), Group(_now(flow, state, now, earlier), _transcript(state), _pressed(state)))
    if state.notice is not None:
        body.add_row("", Text(f"! {state.notice}", "bold yellow"))
    return Panel(Padding(body, (0, 1)), title=title, subtitle=_subtitle(state, now), border_style=_border(state))


def _border(state: CallState) -> str:
    if state.phase in ("person", "ringing you", "joined") or state.outcome == "transferred":
        return "green"
    return "red" if state.outcome in ("failed", "not_answered") else "blue"


def _subtitle(state: CallState, now: float) -> Text:
    other = state.phase == "connected" and state.who not in (None, "ivr")
    phase = f"on the line: {WHO[state.who]}" if other and state.who else PHASE[state.phase]
    return Text.assemble((phase, "bold"), f"  {clock(state.at if state.phase == 'ended' else now)}")


def _steps(flow: CallFlow, state: CallState) -> RenderableType:
    rows = Table.grid(padding=(0, 1))
    for step_id, step in zip(flow.ids, flow.steps, strict=True):
        first = step_line(step)
        now = step_id == state.outer_id and state.phase != "ended"
        if now:
            mark, style = "▶", "bold"
        elif step_id in state.visited:
            mark, style = "✓", "green"
        else:
            mark, style = "·", "dim"
        rows.add_row(Text(mark, style), Text(first, style, no_wrap=True, overflow="ellipsis"))
        for row in clause_rows(step) if isinstance(step, Clauses) else ():
            rows.add_row("", Text("  " + "  ".join(filter(None, row)), "dim", no_wrap=True, overflow="ellipsis"))
        if now and state.step_id is not None and state.step_id != step_id:
            rows.add_row("", Text(f"↳ {state.step_id}", "bold", no_wrap=True, overflow="ellipsis"))
    return rows


def _now(flow: CallFlow, state: CallState, now: float, earlier: Sequence[Past]) -> RenderableType:
    mark, style = SOUND.get(state.sound or "", (" ", "dim"))
    unheard = "nothing heard yet" if state.joined_at is None else "not listening any more"
    sound = Text.assemble((f"{mark} {state.sound or unheard}", style))
    if not state.recording:
        sound.append("  not recorded", "dim")
    if state.asking:
        sound.append("  asking what to do …", "bold yellow")
    if state.held_since is None:
        return sound
    held = state.on_hold(now)
    limit = next(
        (s.timeout for i, s in zip(flow.ids, flow.steps, strict=True) if i == state.step_id and isinstance(s, Hold)),
        None,
    )
    row = Table.grid(padding=(0, 2))
    ignored = f"{counted(state.announcements, 'announcement')} ignored"
    row.add_row(sound, Text(f"on hold {clock(held)}", "bold"), Text(ignored, "dim"))
    parts: list[RenderableType] = [row]
    if progress := _progress(state, now, earlier):
        parts.append(Text(progress, overflow="ellipsis", no_wrap=True))
    if limit is not None:
        parts.append(ProgressBar(total=limit, completed=min(held, limit)))
    return Group(*parts)


def _progress(state: CallState, now: float, earlier: Sequence[Past]) -> str:
    """Our place, and how long it may take still: by what the queue says, else by earlier calls to this number."""
    place = in_queue(state.queue.position, None) if state.queue is not None else ""
    left, basis = state.wait_left(now), "says the queue"
    if left is None and state.held_until is None:
        today = datetime.now().astimezone()
        likely = estimate(earlier, waited=state.on_hold(now), now=today, zone=today.tzinfo or UTC)
        if likely is not None:
            left, basis = likely.wait_seconds, f"by {counted(likely.count, 'earlier call')}"
    offer = "they offer to call back" if state.callback is not None else ""
    return ", ".join(filter(None, (place, "" if left is None else f"{about(left)} ({basis})", offer)))


def _transcript(state: CallState) -> RenderableType:
    said = state.utterances[-TRANSCRIPT_LINES:]
    lines = [
        Text.assemble(
            (f"{clock(u.at)} ", "dim"), (u.text, "" if u.is_final else "italic"), overflow="ellipsis", no_wrap=True
        )
        for u in said
    ]
    return Group(Rule("heard", style="dim", align="left"), *_fill(lines, TRANSCRIPT_LINES))


def _pressed(state: CallState) -> RenderableType:
    lines = [
        Text.assemble(
            (f"{clock(p.at)} ", "dim"),
            (p.digits, "bold cyan"),
            (f"  {p.why}", "dim"),
            overflow="ellipsis",
            no_wrap=True,
        )
        for p in state.pressed[-KEY_LINES:]
    ]
    return Group(Rule("pressed", style="dim", align="left"), *_fill(lines, KEY_LINES))


def _fill(lines: list[Text], count: int) -> list[Text]:
    """Keep the height of the view, so that it does not jump."""
    return [line or Text("") for line, _ in zip_longest(lines, range(count))]
