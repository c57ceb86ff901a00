"""Parse trees to the steps that only a `tree` has, and to the one it shares with flows but means otherwise: `say` and
`play` are its prompts. Not responsible for steps with actions in them (`holdlang.syntax.parts`), nor for clauses."""

from typing import NamedTuple

from holdlang.diagnostics import replacement
from holdlang.model import (
    Answer,
    Beep,
    CutOff,
    Digits,
    EarlyMedia,
    Human,
    Music,
    NoAnswer,
    Prompt,
    PutThrough,
    Reject,
    Tone,
    TreeStep,
)
from holdlang.model.tree import MOST_BEHIND
from holdlang.model.triggers import MOST_DIGITS
from holdlang.syntax.parser import Node, Token
from holdlang.syntax.reader import Reader, child_nodes, tokens

MOST_RINGS = 100

BOTH_STEPS = frozenset({"wait", "say", "play", "note", "goto", "hangup"})
TREE_STEPS = frozenset(
    {
        "answer",
        "early_media",
        "reject",
        "busy",
        "no_answer",
        "prompt",
        "music",
        "tone",
        "beep",
        "human",
        "put_through",
        "chance",
        "cut_off",
    }
)
TREE_WORDS = frozenset(
    {"answer", "early", "reject", "busy", "no", "music", "tone", "beep", "human", "transfer", "chance"}
)
"""What the steps of trees begin with, besides those of `BOTH_STEPS`."""

TREE_TERMINALS = frozenset({"_AFTER", "SAYING", "UNINTERRUPTED", "DIGITS", "RENUMBERED"})
"""What only a tree says of its steps; the grammar reads a step of both alike."""

TREE_TRIGGERS = frozenset({"PRESS", "SILENCE"})
"""What the clauses of a tree wait for begins with these."""

TREE_ACTIONS = frozenset({"say", "play", "goto", "hangup", "again", "retry"})


class _How(NamedTuple):
    """What stands behind the text of a `say` or `human`, by the rule of the grammar that found it."""

    parts: dict[str, Node]

    def token(self, rule: str) -> Token | None:
        """The last word of that part, if it is there."""
        return tokens(self.parts[rule])[-1] if rule in self.parts else None


class FarEnd(Reader):
    """Reads the steps of a tree that have no actions."""

    def far_step(self, node: Node) -> TreeStep:
        """The step, without its clauses."""
        values = tokens(node)[1:]
        match node.data:
            case "answer":
                return Answer(rings=self._rings(values[0])) if values else Answer()
            case "early_media":
                return EarlyMedia()
            case "reject":
                return Reject(code=self._sip_code(values[0])) if values else Reject()
            case "busy":
                return Reject()
            case "no_answer":
                return NoAnswer()
            case "say" | "play" | "prompt":
                return self._prompt(node)
            case "music":
                return self._music(node)
            case "tone":
                return Tone.model_validate(
                    {"name": str(values[0]), "seconds": self.seconds(values[1]) if len(values) > 1 else None}
                )
            case "beep":
                return Beep()
            case "human":
                how = _how(node)
                late = how.token("late")
                return Human(
                    text=self.text(values[0]) if values else "",
                    after=self.seconds(late) if late else None,
                    over_music="over" in how.parts,
                )
            case "put_through":
                return PutThrough()
            case "cut_off":
                return CutOff(seconds=self.seconds(values[0]))
            case rule:
                raise AssertionError(f"no such step: {rule}")

    def _prompt(self, node: Node) -> Prompt:
        word, sound = tokens(node)
        how = _how(node)
        for rule, part in how.parts.items():
            self.spans["digits" if rule == "between" else rule,] = self.span(part)
        saying, between, renumbered = how.token("saying"), how.token("between"), how.token("renumbered")
        text, path = "", None
        if word.type == "PLAY":
            path = self.text(sound)
            text = self.text(saying) if saying else ""
        else:
            text = self.text(sound)
            if not text:
                self.report("HL211", "this prompt says nothing", self.span(sound), "an empty text", "write `wait 5s`")
                text = " "
        return Prompt(
            text=text,
            path=path,
            uninterrupted="uninterrupted" in how.parts,
            between_digits=self.seconds(between) if between else None,
            renumbered=self.percent(renumbered) if renumbered else None,
        )

    def _music(self, node: Node) -> Music:
        _, length, *path = tokens(node)
        behind = _how(node).token("behind")
        seconds, most = self._range(length)
        return Music(
            seconds=seconds,
            most=most,
            path=self.text(path[0]) if path else None,
            behind=self.number(behind, 0, MOST_BEHIND, "the number of callers in front") if behind else 0,
        )

    def _range(self, token: Token) -> tuple[float, float | None]:
        """`40s`, or `2m..20m`."""
        least, dots, most = token.partition("..")
        if not dots:
            return self.seconds(token), None
        if not least or not most:
            hint = "such as `2m..20m`"
            self.report("HL201", f"`{token[:40]}` is no range", self.span(token), "one end is missing", hint)
            return 1.0, None
        wrong = len(self.diagnostics)
        first = self.seconds(Token(least, token.type, token.start))
        last = self.seconds(Token(most, token.type, token.start + len(least) + len(dots)))
        if first < last:
            return first, last
        if len(self.diagnostics) > wrong:
            return first, None
        meant = least if first == last else f"{most}..{least}"
        fix = replacement(meant, self.span(token))
        label = "the longer one stands last"
        self.report("HL201", f"`{token[:40]}` is no range", self.span(token), label, f"write `{meant[:40]}`", fix)
        return first, None

    def digits(self, node: Node) -> Digits:
        """`press 4 digits`."""
        count = tokens(node)[1]
        if not count.isdigit():
            self.report("HL208", f"`{count[:20]}` is no number of digits", self.span(count), "", "such as `4 digits`")
            return Digits(count=1)
        return Digits(count=self.number(count, 1, MOST_DIGITS, "the number of digits"))

    def _rings(self, token: Token) -> int:
        if len(token) > 3 or int(token) > MOST_RINGS:
            self.report(
                "HL206", "no phone rings that often", self.span(token), f"at most {MOST_RINGS}", "write `no answer`"
            )
            return 1
        return int(token)

    def _sip_code(self, token: Token) -> int:
        if len(token) != 3 or not 300 <= int(token) <= 699:
            hint = "480 is unavailable, 486 busy, 603 declined"
            self.report("HL205", f"`{token[:40]}` refuses no call", self.span(token), "not from 300 to 699", hint)
            return 486
        return int(token)


def _how(node: Node) -> _How:
    return _How({child.data: child for child in child_nodes(node)})
