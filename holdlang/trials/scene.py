"""The far ends of a call as they can be changed: the company's tree, and the trees of the user's devices. Pure.

A step is changed where it stands, and what more it needs is put behind the end of the tree: so the places of all other
steps stay what they were, and changes of different steps go together. Not responsible for what is worth changing
(`holdlang.trials.twists`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from holdlang.model import Action, Again, Chance, Clause, Goto, Music, Note, Prompt, Retry, Tree, TreeStep, Wait
from holdlang.model.base import LONGEST


@dataclass(frozen=True)
class Scene:
    """Who is at the far ends. `phones` are the devices by name; one that is not among them is answered as usual."""

    company: Tree
    phones: Mapping[str, Tree]

    def with_step(self, place: int, step: TreeStep) -> "Scene":
        """The company does `step` in place of the one that stands there, under the label of that."""
        steps = list(self.company.steps)
        steps[place] = step.model_copy(update={"label": steps[place].label})
        return self._with(steps)

    def with_detour(self, place: int, *steps: TreeStep) -> "Scene":
        """The company does all of `steps` there, and goes on behind them as it would have."""
        first = f"detour_{len(self.company.steps)}"
        turned = self.with_step(place, Goto(target=first))
        more = [step.model_copy(update={"label": first if step is steps[0] else None}) for step in steps]
        return turned._with([*turned.company.steps, *more, Goto(target=self._behind(place))])

    def with_first(self, place: int, prompt: Prompt) -> "Scene":
        """The company says `prompt` there; if that leads back to it, the one which is written there."""
        written = self.company.steps[place]
        assert isinstance(written, Prompt)
        assert written.label is not None
        later = f"later_{len(self.company.steps)}"
        changed = self.with_step(place, _led(prompt, written.label, later))
        again = _led(written, written.label, later, again=False).model_copy(update={"label": later})
        return changed._with([*changed.company.steps, again, Goto(target=self._behind(place))])

    def _behind(self, place: int) -> str:
        label = self.company.steps[place + 1].label
        assert label is not None
        return label

    def _with(self, steps: list[TreeStep]) -> "Scene":
        return replace(self, company=self.company.model_copy(update={"steps": tuple(steps)}))


def plain(tree: Tree) -> Tree:
    """The tree on an ordinary day: what is left to chance does not happen, menus have the numbers that are written, and
    waits are the shortest. Each of its steps has a label, and after the last it stays on the line."""
    taken = {step.label for step in tree.steps}
    steps: list[TreeStep] = []
    for place, step in enumerate(tree.steps, start=1):
        label = step.label or _free(f"step_{place}", taken)
        match step:
            case Chance():
                step = Note(text="it does not happen")  # noqa: PLW2901 - the same step, as it is today
            case Prompt():
                step = step.model_copy(update={"renumbered": None})  # noqa: PLW2901
            case Music():
                step = step.model_copy(update={"most": None})  # noqa: PLW2901
        steps.append(step.model_copy(update={"label": label}))
    end = Wait(seconds=LONGEST, label=_free("the_end", taken))
    return tree.model_copy(update={"steps": (*steps, end)})


def _free(label: str, taken: set[str | None]) -> str:
    while label in taken:
        label += "_"
    taken.add(label)
    return label


def _led(prompt: Prompt, old: str, new: str, *, again: bool = True) -> Prompt:
    """`prompt` with what leads to the step `old` leading to `new`; with `again`, so does what leads back to itself."""

    def led(actions: tuple[Action, ...]) -> tuple[Action, ...]:
        found: list[Action] = []
        for action in actions:
            back = again and isinstance(action, Again | Retry)
            found.append(Goto(target=new) if back or action == Goto(target=old) else action)
            if back:
                break
        return tuple(found)

    clauses = tuple(Clause(triggers=clause.triggers, actions=led(clause.actions)) for clause in prompt.clauses)
    otherwise = None if prompt.otherwise is None else led(prompt.otherwise)
    return prompt.model_copy(update={"clauses": clauses, "otherwise": otherwise})
