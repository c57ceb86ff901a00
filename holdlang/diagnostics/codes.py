"""The table of diagnostic codes. Not responsible for finding a mistake: each is found where its band says; nor for the
page of a code (`holdlang.diagnostics.pages`), which is read only when somebody asks for it.

Bands: HL0 syntax, HL1 names, HL2 values, HL3 flow, HL4 telephony, HL5 style. A code never changes its meaning.
"""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Code:
    """One kind of mistake. `slug` is its name in `# hold: allow …`, `title` says in one sentence what is wrong."""

    code: str
    slug: str
    severity: Severity
    title: str

    @property
    def allowable(self) -> bool:
        """Whether `# hold: allow` may silence it: only what can be meant. A key that no telephone has can't."""
        return (self.severity == "warning" or self.code in _MEANT) and self.code != "HL501"


_MEANT = frozenset({"HL302", "HL403"})
"""Errors that somebody may mean all the same: a loop that runs into its bound, a secret that the line wants to hear."""

_TABLE = (
    Code("HL001", "unknown-step", "error", "A line begins with a word that is no step, clause or header."),
    Code("HL002", "unexpected", "error", "Something stands where it can't."),
    Code("HL003", "incomplete", "error", "A line ends too early."),
    Code("HL004", "unclosed", "error", "A text or a pattern has no end."),
    Code("HL005", "clause-alone", "error", "A clause has no step before it that could use it."),
    Code("HL006", "wrong-side", "error", "A step or a trigger belongs to the other side of the line."),
    Code("HL007", "header", "error", "A header line is out of place or written twice."),
    Code("HL008", "use-first", "error", "`use` stands behind something else."),
    Code("HL009", "two-else", "error", "A step has more than one `else`."),
    Code("HL010", "misplaced-line", "error", "A line stands under something that it can't belong to."),
    Code("HL101", "unknown-device", "error", "`transfer` names a device that is not configured."),
    Code("HL102", "unknown-label", "error", "`goto` names a label that no step of the same flow or tree carries."),
    Code("HL103", "duplicate-label", "error", "Two steps of one flow or tree carry the same label."),
    Code("HL104", "duplicate-item", "error", "Two flows or two trees of one file have the same name."),
    Code("HL105", "unknown-variable", "error", "A `$name` that nothing gives a value."),
    Code("HL106", "unknown-flow", "error", "`run` or `test` names a flow that is not there."),
    Code("HL107", "unknown-tree", "error", "`test` names a tree that is not there."),
    Code("HL108", "argument", "error", "A flow is given what it does not take, or not what it needs."),
    Code("HL109", "unknown-file", "error", "A file that `use` or a test names can't be used."),
    Code(
        "HL110",
        "duplicate-name",
        "error",
        "Two values of one flow, `run` or test have the same name, or two faults are of one kind.",
    ),
    Code("HL201", "duration", "error", "A duration that can't be read, or is out of range."),
    Code("HL202", "pattern", "error", "A pattern is not a regular expression."),
    Code("HL203", "empty-phrase", "error", "A phrase without a word in it."),
    Code("HL204", "escape", "error", "A backslash in a text stands before something it can't be combined with."),
    Code("HL205", "sip-code", "error", "`reject` with a number that refuses nothing."),
    Code("HL206", "rings", "error", "More rings than any network lets a phone ring."),
    Code("HL207", "opening-hours", "error", "Opening hours that can't be read."),
    Code("HL208", "number", "error", "A number that is out of range."),
    Code("HL209", "meta", "error", "Metadata that can't be kept."),
    Code("HL210", "confirm-key", "error", "A transfer is to be confirmed by what is not one key."),
    Code("HL211", "silent-prompt", "error", "A prompt of a tree says nothing."),
    Code("HL301", "unreachable-step", "warning", "No way through the flow reaches this step."),
    Code("HL302", "endless-loop", "error", "Once here, the flow can only go round until its limit."),
    Code("HL303", "shadowed-clause", "warning", "A clause waits for what an earlier clause already takes."),
    Code("HL304", "hold-without-transfer", "warning", "After this `hold`, nobody is ever rung."),
    Code("HL305", "again-alone", "error", "`again` or `retry` where there is no step to repeat."),
    Code("HL306", "action-after-jump", "warning", "An action that is never carried out."),
    Code("HL307", "no-steps", "warning", "A flow or a tree without a step."),
    Code("HL308", "unnoticed-trigger", "warning", "A clause waits for something that its step does not notice."),
    Code("HL309", "press-heard-alone", "error", "`press heard` without a phrase to look up in the prompt."),
    Code("HL310", "never-heard", "warning", "A phrase or a pattern that is written as no recogniser writes it."),
    Code("HL311", "odd-duration", "warning", "A duration that makes no sense on a telephone line."),
    Code("HL312", "missing-else", "warning", "A menu may say something else, and nobody decides then."),
    Code("HL313", "endless-recursion", "error", "Flows run each other without end."),
    Code(
        "HL314", "pressed-in-vain", "warning", "A test's flow presses a key that the menu of its tree does not offer."
    ),
    Code("HL315", "false-expectation", "warning", "A test expects what can't come true."),
    Code("HL316", "idle-option", "warning", "A prompt says how it takes keys that it does not take."),
    Code("HL317", "idle-fault", "warning", "A test against a call that was kept says what is wrong with the line."),
    Code("HL401", "not-dtmf", "error", "A key that no telephone has."),
    Code("HL402", "refused-number", "error", "A number that holdlang does not call."),
    Code("HL403", "spoken-secret", "error", "A secret would be said, shown or kept."),
    Code("HL404", "unreadable-number", "error", "What stands behind `dial` can't be dialled."),
    Code("HL501", "unused-allow", "warning", "A `# hold: allow …` that allows nothing."),
    Code("HL502", "unused-value", "warning", "A value is asked for or set, and never used."),
    Code("HL503", "unused-file", "warning", "A `use` that brings nothing that is used."),
)

CODES: dict[str, Code] = {entry.code: entry for entry in _TABLE}
