"""Why a test failed, with the places in the sources that tell: what it expects, and where the flow went another way.

Secrets cannot be read in any of it. Not responsible for colours, nor for the script of the call
(`holdlang.trials.script`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from holdlang.diagnostics import Related
from holdlang.diagnostics.render import excerpts
from holdlang.source import Source
from holdlang.trials.expecting import Judgement
from holdlang.trials.parting import Place, place_of, place_of_label, place_of_tree
from holdlang.trials.trial import Result

LONGEST_LABEL = 100
"""Characters of what stands under a line of source: a reason may quote a minute of speech."""


@dataclass(frozen=True)
class Failure:
    """An expectation that was not met. `place` is in the test, `label` what to say of it there. `parted` is where the
    flow went another way, if that can be told, and `others` are more places that belong to it."""

    why: str
    place: Place
    label: str
    parted: Related | None
    others: tuple[Related, ...] = ()

    def shown(self, *, whole: bool = True) -> str:
        """The places with their lines of source, what is meant underlined; `whole`: also where the flow parted."""
        related = (*([self.parted] if self.parted and whole else []), *self.others)
        return "\n".join(excerpts(self.place.source, self.place.span, self.label, related))


def told(found: Sequence[Failure]) -> list[tuple[str, str]]:
    """Each failure as its sentence and its places. Where several part at one place, that is shown once: it is one
    mistake."""
    seen: list[Related | None] = []
    texts = []
    for failure in found:
        texts.append((failure.why, failure.shown(whole=failure.parted not in seen)))
        seen.append(failure.parted)
    return texts


def failures(result: Result) -> tuple[Failure, ...]:
    """Why the test failed: one for each expectation that was not met."""
    masked = _Masked(result)
    return tuple(_failure(judgement, result, masked) for judgement in result.unmet)


def _failure(judgement: Judgement, result: Result, masked: "_Masked") -> Failure:
    trial = result.trial
    assert result.call is not None
    place = Place(masked.source(trial.loaded.source), trial.span(*judgement.path))
    came = place_of(trial.loaded, trial.test.flow, result.call.lines, judgement.line)
    if came is None and trial.test.tree is not None:  # nobody answered
        came = place_of_tree(trial.loaded, trial.test.tree)
    wanted = judgement.wanted and place_of_label(trial.loaded, trial.test.flow, judgement.wanted)
    others = [masked.related("this is where it should have come", wanted)] if wanted else []
    parted = masked.related(judgement.here, came) if came else None
    return Failure(judgement.why, place, _short(judgement.label), parted, tuple(others))


class _Masked:
    """Sources without the secrets of a test, each made once, so that two places of one source stay together."""

    def __init__(self, result: Result) -> None:
        self._mask = result.trial.mask()
        self._known: dict[str, Source] = {}

    def source(self, source: Source) -> Source:
        return self._known.setdefault(source.name, self._mask.source(source))

    def related(self, label: str, place: Place) -> Related:
        return Related(_short(label), place.span, self.source(place.source))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…"
