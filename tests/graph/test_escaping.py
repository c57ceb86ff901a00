"""Any text that a flow can hold is drawn, and none of it becomes part of the picture's own language."""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdlang.graph import draw
from holdlang.graph.mermaid import fenced, mermaid
from holdlang.graph.svg import svg
from holdlang.graph.terminal import terminal
from holdlang.model import CallFlow, Clause, Listen, Note, Phrase, Press, Say
from tests.graph.mermaid import parsed
from tests.graph.models import golden_pictures
from tests.language.strategies import flows, texts, trees

pytestmark = pytest.mark.unit

NASTY = [
    '"]; click s0 "javascript:alert(1)"',
    "%%{init: {'theme':'dark'}}%%",
    "<script>alert(1)</script>",
    "]]>&amp;&#34;&lt;",
    "```\n# heading",
    "end",
    "subgraph x",
    "style: x #34; y",
    "classDef a:b #1;",
    "`markdown **bold**`",
    "--> s1",
    "|x| a{b}(c)[d]",
    "$x^2$ $$y$$",
    "\\\\ \\n \\u{0}",
    "\0\x1b[31m\u202e\ufffe",
    " ",
    "",
    "—“”…😀漢字",
]
SLOW = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)


def flow_of(text: str) -> CallFlow:
    """A flow with `text` wherever there can be some."""
    clause = Clause(triggers=(Phrase(text=text),), actions=(Press(keys=text), Say(text=text)))
    steps = (Listen(clauses=(clause,), about=text), Press(keys=text), Say(text=text), Note(text=text))
    return CallFlow(id="f", name=text, company=text, phone_number=text, description=text, tags=(text,), steps=steps)


def is_sound(model: object) -> str:
    """Check all forms of a picture and return its Mermaid text."""
    picture = draw(model)  # type: ignore[arg-type]
    root = ET.fromstring(svg(picture))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert {element.tag.partition("}")[2] for element in root.iter()} <= {
        "svg",
        "title",
        "rect",
        "g",
        "path",
        "circle",
        "text",
        "tspan",
    }
    assert all(line.isprintable() for line in terminal(picture).plain.split("\n"))
    text = mermaid(picture)
    for line in text.splitlines():
        assert line.count('"') in (0, 2), line
        assert "%%" not in line
    assert fenced(picture).count("```") == 2
    return text


@pytest.mark.parametrize("text", NASTY)
def test_nasty_texts(text: str) -> None:
    is_sound(flow_of(text))


@SLOW
@given(st.one_of(flows, trees, texts.map(flow_of)))
def test_whatever_the_model_holds(model: object) -> None:
    is_sound(model)


def test_svg_shows_the_very_text() -> None:
    root = ET.fromstring(svg(draw(flow_of("a < b & c"))))
    assert "a < b & c" in "".join(root.itertext())


def test_what_is_cut_off_is_whole_under_the_pointer() -> None:
    long = "please listen carefully " * 20
    root = ET.fromstring(svg(draw(CallFlow(id="f", steps=(Say(text=long),)))))
    titles = [element.text for element in root.iter("{http://www.w3.org/2000/svg}title")]
    assert titles == ["f", f"“{long.strip()}”"]


def test_mermaid_itself_reads_it(mermaid_folder: Callable[[], Path]) -> None:
    pictures = [*golden_pictures().values(), *(draw(flow_of(text)) for text in NASTY)]
    sources = [mermaid(picture) for picture in pictures]
    results = parsed(mermaid_folder(), [*sources, 'flowchart TD\n  a["x " y"]'])
    assert results == [*("flowchart-v2" for _ in sources), "error"]


def test_mermaid_itself_reads_whatever_the_model_holds(mermaid_folder: Callable[[], Path]) -> None:
    sources: list[str] = []

    @SLOW
    @given(st.one_of(flows, trees))
    def collect(model: object) -> None:
        sources.append(mermaid(draw(model)))  # type: ignore[arg-type]

    collect()
    assert set(parsed(mermaid_folder(), sources)) == {"flowchart-v2"}
