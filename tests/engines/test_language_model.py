"""The telephone language model: its sentences, its probabilities, its file, and a flow's phrases in it."""

import gzip
import random

import pytest

from runtime.engines.telephone.build import SENTENCES, SHIPPED, build, expected_counts, smooth
from runtime.engines.telephone.flow import telephone_model, with_phrases, words_of
from runtime.engines.telephone.grammar import parse
from runtime.engines.telephone.model import END, START, LanguageModel, read_arpa, write_arpa
from runtime.engines.telephone.pronounce import from_spelling

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def shipped() -> LanguageModel:
    return telephone_model()


def sums(model: LanguageModel) -> list[float]:
    """What the words add up to after histories of each kind: seen, half seen, never seen."""
    seen = random.Random(1).sample(sorted(model.backoff), min(40, len(model.backoff)))
    histories = [(), *seen, ("no", "such"), ("press", "zebra"), ("for", "press")]
    words = [*model.vocabulary, END]
    return [sum(model.probability_of(word, history) for word in words) for history in histories]


def test_probabilities_add_up() -> None:
    model = build("<key> = one | 3* two\npress <key> [now]\n2* for (sales|billing) press <key>\ngoodbye")
    assert sums(model) == pytest.approx([1.0] * len(sums(model)))


def test_probabilities_add_up_in_what_is_shipped(shipped: LanguageModel) -> None:
    assert sums(shipped) == pytest.approx([1.0] * len(sums(shipped)), abs=1e-3)


def test_probabilities_add_up_with_phrases(shipped: LanguageModel) -> None:
    model = with_phrases(shipped, ["galvanized pipe fittings", "account services"])
    assert sums(model) == pytest.approx([1.0] * len(sums(model)), abs=1e-3)


def test_what_is_shipped_is_what_the_sentences_give() -> None:
    made = write_arpa(build(SENTENCES.read_text("utf-8")))
    assert made == gzip.decompress(SHIPPED.read_bytes()).decode(), "run `python -m runtime.engines.telephone.build`"


def test_the_file_is_well_formed(shipped: LanguageModel) -> None:
    text = gzip.decompress(SHIPPED.read_bytes()).decode()
    sections = text.split("\n\n")
    assert sections[0].startswith("\\data\\")
    assert sections[-1] == "\\end\\\n"
    for order, section in enumerate(sections[1:4], 1):
        title, *lines = section.splitlines()
        assert title == f"\\{order}-grams:"
        assert f"ngram {order}={len(lines)}" in sections[0]
        assert all(len(line.split("\t")[1].split(" ")) == order for line in lines)
    for gram in shipped.probability:
        assert gram[1:] in shipped.probability or len(gram) == 1
        assert gram[:-1] in shipped.probability or len(gram) == 1
    assert (START,) in shipped.probability


def test_writing_and_reading_agree(shipped: LanguageModel) -> None:
    text = write_arpa(shipped)
    assert write_arpa(read_arpa(text)) == text


def test_counts_are_expectations() -> None:
    counts = expected_counts(parse("press (3* one|two) [now]"))
    assert counts[("press", "two")] / counts[("press", "one")] == pytest.approx(1 / 3)
    assert counts[("two", "now")] / counts[("press", "two")] == pytest.approx(1 / 2)
    assert counts[("press", "one", END)] == pytest.approx(counts[("press", "one", "now")])


def test_smoothing_is_witten_bells() -> None:
    """After "a" (heard 4 times before 2 words): (3 + 2·P(b)) / (4 + 2)."""
    model = smooth({("b",): 6.0, ("c",): 2.0, ("a", "b"): 3.0, ("a", "c"): 1.0})
    assert model.probability_of("b", ()) == pytest.approx((6 + 2 / 2) / (8 + 2))
    assert model.probability_of("b", ("a",)) == pytest.approx((3 + 2 * 0.7) / 6)


def test_a_phrase_becomes_likelier(shipped: LanguageModel) -> None:
    model = with_phrases(shipped, ["account services"])
    assert model.probability_of("services", ("for", "account")) > shipped.probability_of("services", ("for", "account"))
    new = with_phrases(shipped, ["galvanized pipe"])
    assert new.probability_of("pipe", ("for", "galvanized")) > 0.1
    assert shipped.probability_of("pipe", ("for", "galvanized")) < 1e-4


def test_no_phrases_change_nothing(shipped: LanguageModel) -> None:
    assert with_phrases(shipped, ["", "?"]) is shipped


def test_phrases_in_the_recognisers_words() -> None:
    assert words_of("Visa & Co: the agent’s 24/7 line") == (
        "visa",
        "co",
        "the",
        "agent's",
        "two",
        "four",
        "seven",
        "line",
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("press [now", "line 1: `\\[` without its closing bracket"),
        ("\npress now)", "line 2: `\\)` without its opening bracket"),
        ("press <kee>", "classes without a line: kee"),
    ],
)
def test_faults_in_sentences_are_named(text: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        parse(text)


@pytest.mark.parametrize(
    ("word", "phones"),
    [("bright", "B R AY T"), ("bcg", "B IY S IY JH IY"), ("htc", "EY CH T IY S IY"), ("shake", "SH EY K")],
)
def test_spelling_gives_phones(word: str, phones: str) -> None:
    assert from_spelling(word) == phones
