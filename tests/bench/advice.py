"""How often the advisor without a model is right, and whether that is as often as it says.

Every intent of the prompts in `tests/menu/corpus`, with the menu as it should be understood, so that only the choice is
measured. The even and the odd prompts are shown apart: whoever changes words or weights looks at the even ones only.

    python -m tests.bench.advice
"""

from collections.abc import Iterator, Sequence

from holdlang.advice.model import PressKey, Situation
from holdlang.advice.similarity import advise
from tests.menu.corpus.prompts import Prompt, prompts

BANDS = ((0.0, 0.4), (0.4, 0.7), (0.7, 0.9), (0.9, 1.01))
"""Of sureness."""


def answers(cases: Sequence[Prompt]) -> Iterator[tuple[bool, float]]:
    """For each intent whether the answer was right, and how sure it was."""
    for prompt in cases:
        for intent, right in prompt.intents.items():
            advised = advise(Situation(intent=intent, heard=prompt.text, menu=prompt.truth))
            yield advised.advice == PressKey(key=right), advised.sureness or 0.0


def main() -> None:
    """Print the figures."""
    cases = list(prompts())
    for name, part in (("even", cases[::2]), ("odd", cases[1::2])):
        found = list(answers(part))
        print(f"{name}: {sum(right for right, _ in found)} of {len(found)} right")
        for low, high in BANDS:
            band = [one for one in found if low <= one[1] < high]
            if band:
                said, was = (sum(one[place] for one in band) / len(band) for place in (1, 0))
                print(f"  said {said:.2f}, was {was:.2f} ({len(band)} answers)")


if __name__ == "__main__":
    main()
