"""What is left to say when a call is over. Not responsible for the numbers (`holdlang.callstate`)."""

from pathlib import Path

from holdlang.callstate import WHO, CallState, clock
from holdlang.evidence import tell
from holdlang.plural import counted


def summary(state: CallState, folder: Path) -> str:
    """A few lines: how it ended, the way taken, the figures, and where the log and the recordings lie."""
    rows = [("outcome", f"{state.outcome}: {state.reason}"), ("way taken", _way(state))]
    if state.answered_by is not None:
        rows.append(("answered by", WHO[state.answered_by]))
    if state.held_since is not None:
        rows.append(("on hold", f"{state.on_hold(state.at):.1f} s"))
        rows.append(("ignored", counted(state.announcements, "announcement")))
    if state.person is not None and state.person.evidence:
        rows.append(("why a person", tell(state.person.evidence)))
    if state.person_onset is not None and state.rang_at is not None:
        rows.append(("person", f"first word to your phone ringing: {state.rang_at - state.person_onset:.1f} s"))
    if state.joined_at is not None:
        rows.append(
            (
                "joined",
                f"{state.device}, after {clock(state.joined_at)}; you spoke for {clock(state.at - state.joined_at)}",
            )
        )
    rows.append(("log", str(folder / "call.jsonl")))
    rows += [("recording", str(sound)) for sound in sorted(folder.glob("*.wav")) if sound.stem in ("far", "near")]
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:<{width}}  {text}" for name, text in rows)


def _way(state: CallState) -> str:
    keys: dict[str, str] = {}
    for pressed in state.pressed:
        keys[pressed.step_id] = keys.get(pressed.step_id, "") + pressed.digits
    return " → ".join(f"{step} [{keys[step]}]" if step in keys else step for step in state.visited)
