"""The table of diagnostic codes. Not responsible for finding a mistake: each is found where its band says.

Bands: HL0 syntax, HL1 names, HL2 values, HL3 flow, HL4 telephony, HL5 style. A code never changes its meaning. The
examples are tested: each `avoid` is diagnosed by its code, each `prefer` is clean.
"""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Code:
    """One kind of mistake. `slug` is its name in `# hold: allow …`."""

    code: str
    slug: str
    severity: Severity
    title: str
    why: str
    avoid: str = ""
    prefer: str = ""


def explain(code: str) -> str:
    """The page of a code, as plain text. Raises `KeyError` for a code that does not exist."""
    entry = CODES[code.upper()]
    parts = [f"{entry.code} {entry.slug} ({entry.severity})", entry.title, entry.why]
    if entry.avoid:
        parts += [f"Avoid:\n\n{_indented(entry.avoid)}"]
    if entry.prefer:
        parts += [f"Prefer:\n\n{_indented(entry.prefer)}"]
    if entry.code[2] in "345":
        parts += [f"A comment `# hold: allow {entry.slug}` on the line, or on the line above, says that it is meant."]
    return "\n\n".join(parts)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in text.splitlines())


_TABLE = (
    Code(
        "HL001",
        "unknown-step",
        "error",
        "A line begins with a word that is no step, clause or header.",
        "Every line says what to do by its first word, so a misspelt one can't be guessed safely: the call costs "
        "money.",
        "lisen 15s",
        "listen 15s",
    ),
    Code(
        "HL002",
        "unexpected",
        "error",
        "Something stands where it can't.",
        "A step, a clause and a header each have one form (see grammar/GRAMMAR.md). Steps are separated by `->` "
        "or a line "
        "break, the actions of a clause by commas.",
        'listen 15s on "disputes" press 3',
        'listen 15s -> on "disputes" press 3',
    ),
    Code(
        "HL003",
        "incomplete",
        "error",
        "A line ends too early.",
        "The step, clause or header needs more words to say something.",
        "wait",
        "wait 5s",
    ),
    Code(
        "HL004",
        "unclosed",
        "error",
        "A text or a pattern has no end.",
        'A text ends with `"` and a pattern with `/` on the line they begin on. Inside a text, `\\"` is a '
        "quotation mark and "
        "`\\n` a line break.",
        'say "good morning',
        'say "good morning"',
    ),
    Code(
        "HL005",
        "clause-alone",
        "error",
        "A clause has no step before it that could use it.",
        "`on` and `else` belong to the step before them, and only some steps decide: in a flow `listen`, `hold` and "
        "`transfer`, in a tree `say`.",
        'wait 5s\n  on "disputes" press 3',
        'listen 15s\n  on "disputes" press 3',
    ),
    Code(
        "HL006",
        "wrong-side",
        "error",
        "A step or a trigger belongs to the other side of the line.",
        "A flow is the caller and a tree is the company: a flow listens, holds and transfers; a tree answers, "
        "plays music "
        "and lets a person speak. Some things, like `say` and `wait`, are for both.",
        "listen 15s\nmusic 40s",
        'tree shop "A shop, for rehearsal"\nmusic 40s',
    ),
    Code(
        "HL007",
        "header",
        "error",
        "A header line is out of place or written twice.",
        "`company`, `dial`, `tags` and `intent` stand once each, under their `flow` line and before its first step.",
        'flow a "A"\nhold 2h\ntransfer sip_phone\ncompany "Chase Bank"',
        'flow a "A"\n  company "Chase Bank"\nhold 2h\ntransfer sip_phone',
    ),
    Code(
        "HL009",
        "two-else",
        "error",
        "A step has more than one `else`.",
        "`else` catches what no clause matched, so a second one could never be reached.",
        "listen 15s\n  else hangup\n  else again",
        'listen 15s\n  on "disputes" press 3\n  else again',
    ),
    Code(
        "HL090",
        "not-yet",
        "error",
        "Part of the language, but not of this version.",
        "The word is reserved: it will mean what grammar/GRAMMAR.md says of it under “Reserved for later”.",
        "listen 15s\n  else ask",
        'listen 15s\n  else fail "an unknown menu"',
    ),
    Code(
        "HL101",
        "unknown-device",
        "error",
        "`transfer` names a device that is not configured.",
        "The devices are those of holdlang.yaml. A call that finds out only after two hours on hold has nobody to "
        "ring.",
        "hold 2h\ntransfer sip_phnoe",
        "hold 2h\ntransfer sip_phone",
    ),
    Code(
        "HL102",
        "unknown-label",
        "error",
        "`goto` names a label that no step of the same flow or tree carries.",
        "A label is a name and a colon before a step: `queue: hold 2h`.",
        "listen 15s\n  else goto quue\nqueue: hold 2h\ntransfer sip_phone",
        "listen 15s\n  else goto queue\nqueue: hold 2h\ntransfer sip_phone",
    ),
    Code(
        "HL103",
        "duplicate-label",
        "error",
        "Two steps of one flow or tree carry the same label.",
        "A `goto` could mean either.",
        "menu: listen 15s\nmenu: hold 2h\ntransfer sip_phone",
        "menu: listen 15s\nqueue: hold 2h\ntransfer sip_phone",
    ),
    Code(
        "HL104",
        "duplicate-item",
        "error",
        "Two flows or two trees of one file have the same name.",
        "The name is how the command line and other files speak of it.",
        'flow a "A"\nhangup\nflow a "B"\nhangup',
        'flow a "A"\nhangup\nflow b "B"\nhangup',
    ),
    Code(
        "HL201",
        "duration",
        "error",
        "A duration that can't be read, or is out of range.",
        "Durations are numbers with units, largest first: `500ms`, `5s`, `10m`, `2h`, `1h30m`; from one "
        "millisecond to a week.",
        "wait 5min",
        "wait 5m",
    ),
    Code(
        "HL202",
        "pattern",
        "error",
        "A pattern is not a regular expression.",
        "Patterns are those of Python's `re` module. Inside one, write `\\/` for a slash.",
        "listen 15s\n  on /press (\\d for disputes/ press 1",
        "listen 15s\n  on /press (\\d) for disputes/ press 1",
    ),
    Code(
        "HL203",
        "empty-phrase",
        "error",
        "A phrase without a word in it.",
        "Phrases are compared word by word, so one without words matches nothing.",
        'listen 15s\n  on "…" press 1',
        'listen 15s\n  on "disputes" press 1',
    ),
    Code(
        "HL204",
        "escape",
        "error",
        "A backslash in a text stands before something it can't be combined with.",
        'In a text write `\\\\` for a backslash, `\\"` for a quotation mark, `\\n` for a line break, `\\t` for a '
        "tab and "
        "`\\u{1F600}` for any character by its number.",
        'play "sounds\\greeting.wav"',
        'play "sounds/greeting.wav"',
    ),
    Code(
        "HL205",
        "sip-code",
        "error",
        "`reject` with a number that refuses nothing.",
        "A call is refused by a final SIP status from 300 to 699 (RFC 3261, section 21): 480 unavailable, 486 "
        "busy, 603 declined.",
        "tree shop\nreject 200",
        "tree shop\nreject 480",
    ),
    Code(
        "HL206",
        "rings",
        "error",
        "More rings than any network lets a phone ring.",
        "Networks give up after a minute or a few; write `no answer` for a company that never picks up.",
        "tree shop\nanswer after 1000 rings",
        "tree shop\nno answer",
    ),
    Code(
        "HL301",
        "unreachable-step",
        "warning",
        "No way through the flow reaches this step.",
        "Every way ends or jumps before it. Usually a label or a `goto` is missing.",
        'hangup\nnotify "done"',
        'notify "done"\nhangup',
    ),
    Code(
        "HL302",
        "endless-loop",
        "error",
        "Once here, the flow can only go round until its limit.",
        "Every loop of a call is bounded, but one without a way out always runs into the bound, and the call "
        "fails there.",
        "again_: wait 5s\ngoto again_",
        'again_: listen 5s\n  on "disputes" press 3\n  else goto again_',
    ),
    Code(
        "HL303",
        "shadowed-clause",
        "warning",
        "A clause waits for what an earlier clause already takes.",
        "Among clauses that match equally well the first written wins, so this one never does. Case, punctuation and "
        "`3` or `three` make no difference.",
        'listen 15s\n  on "press 1" press 1\n  on "Press one." press 2',
        'listen 15s\n  on "press 1" press 1\n  on "press 2" press 2',
    ),
    Code(
        "HL304",
        "hold-without-transfer",
        "warning",
        "After this `hold`, nobody is ever rung.",
        "`hold` waits until a live person speaks. Without a `transfer` behind it, that person speaks to nobody.",
        "hold 2h\nhangup",
        "hold 2h\ntransfer sip_phone",
    ),
    Code(
        "HL305",
        "again-alone",
        "error",
        "`again` outside a clause.",
        "`again` repeats the step that its clause belongs to. As a step of its own it belongs to none.",
        "listen 15s\nagain",
        'listen 15s\n  on "disputes" press 3\n  else again',
    ),
    Code(
        "HL306",
        "action-after-jump",
        "warning",
        "An action that is never carried out.",
        "`goto`, `again`, `hangup`, `fail` and `end` leave the clause, so what stands behind them is not reached.",
        'listen 15s\n  on "closed" hangup, notify "They are closed"',
        'listen 15s\n  on "closed" notify "They are closed", hangup',
    ),
    Code(
        "HL307",
        "no-steps",
        "warning",
        "A flow or a tree without a step.",
        "It would dial and then do nothing.",
        'flow a "A"\n  company "Chase Bank"',
        'flow a "A"\n  company "Chase Bank"\nhold 2h\ntransfer sip_phone',
    ),
    Code(
        "HL308",
        "unnoticed-trigger",
        "warning",
        "A clause waits for something that its step does not notice.",
        "Each step attends to its own: `transfer` to the phones it rings, `hold` to who speaks, `listen` to a prompt. "
        "Some states can be written but are not noticed by this version; grammar/GRAMMAR.md lists them.",
        "hold 2h\n  on nobody hangup\ntransfer sip_phone",
        "hold 2h\ntransfer sip_phone\n  on nobody hangup",
    ),
    Code(
        "HL401",
        "not-dtmf",
        "error",
        "A key that no telephone has.",
        "Keys are `0`–`9`, `*`, `#` and `A`–`D` (ITU-T Q.23). When pressing, `w` pauses half a second and `W` one "
        "second.",
        'press "3x"',
        'press "3w"',
    ),
    Code(
        "HL402",
        "refused-number",
        "error",
        "A number that holdlang does not call.",
        "Emergency numbers, N11 services and premium numbers are refused: a program must not call the first and "
        "should not be able "
        "to spend money on the last.",
        'flow a "A"\n  dial "911"\nhangup',
        'flow a "A"\n  dial "+18005551234"\nhangup',
    ),
    Code(
        "HL501",
        "unused-allow",
        "warning",
        "A `# hold: allow …` that allows nothing.",
        "What it allowed is no longer there, or the name is misspelt; left standing, it would hide the next mistake.",
        "wait 5s  # hold: allow unreachable-step",
        "wait 5s",
    ),
)

CODES: dict[str, Code] = {entry.code: entry for entry in _TABLE}
