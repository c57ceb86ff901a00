"""A back-off n-gram language model: its probabilities, and its ARPA form.

Not responsible for where the probabilities come from (`build`, `flow`).
"""

from dataclasses import dataclass
from math import log10

START, END = "<s>", "</s>"

Gram = tuple[str, ...]
"""Words in order; as a history, those before the word in question."""


@dataclass(frozen=True)
class LanguageModel:
    """Back-off n-grams of up to three words: probabilities by n-gram, back-off weights by history; no logarithms."""

    probability: dict[Gram, float]
    backoff: dict[Gram, float]

    @property
    def vocabulary(self) -> list[str]:
        """The words, without the sentence marks."""
        return sorted(gram[0] for gram in self.probability if len(gram) == 1 and gram[0] not in (START, END))

    def probability_of(self, word: str, history: Gram) -> float:
        """Return P(word | history) as a decoder works it out (Katz 1987); 0 for a word that it lacks."""
        weight = 1.0
        while (*history, word) not in self.probability:
            if not history:
                return 0.0
            weight *= self.backoff.get(history, 1.0)
            history = history[1:]
        return weight * self.probability[(*history, word)]


def write_arpa(model: LanguageModel) -> str:
    """Return the model in ARPA form, n-grams in alphabetical order, so that equal models give equal texts."""
    orders = [sorted(gram for gram in model.probability if len(gram) == order) for order in (1, 2, 3)]
    lines = ["\\data\\", *(f"ngram {order}={len(grams)}" for order, grams in enumerate(orders, 1)), ""]
    for order, grams in enumerate(orders, 1):
        lines.append(f"\\{order}-grams:")
        for gram in grams:
            probability = log10(max(model.probability[gram], 1e-99))
            backoff = f"\t{log10(model.backoff[gram]):.4f}" if gram in model.backoff else ""
            lines.append(f"{probability:.4f}\t{' '.join(gram)}{backoff}")
        lines.append("")
    return "\n".join([*lines, "\\end\\", ""])


def read_arpa(text: str) -> LanguageModel:
    """Read what `write_arpa` wrote (four decimals)."""
    probability: dict[Gram, float] = {}
    backoff: dict[Gram, float] = {}
    for line in text.splitlines():
        fields = line.split("\t")
        if len(fields) < 2:
            continue
        gram = tuple(fields[1].split(" "))
        probability[gram] = 10 ** float(fields[0])
        if len(fields) == 3:
            backoff[gram] = 10 ** float(fields[2])
    return LanguageModel(probability, backoff)
