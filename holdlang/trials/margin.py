"""A source with what was reached in its margin. Not responsible for counting (`holdlang.trials.coverage`), nor for how
it looks in a terminal."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from holdlang.source import Source
from holdlang.trials.coverage import Part, Reach


@dataclass(frozen=True)
class Margin:
    """A line of source. `times` is how often calls came by, None where there is nothing to come by; `missing` are the
    steps and ways on this line that none came by."""

    number: int
    text: str
    times: int | None
    missing: tuple[str, ...]


def margins(source: Source, reaches: Iterable[Reach]) -> Iterator[Margin]:
    """Every line of the flows in `source`, with what they tell."""
    parts: defaultdict[int, list[Part]] = defaultdict(list)
    shown: set[int] = set()
    for reach in reaches:
        spans = reach.item.spans.known.values()
        first, last = min(span.start for span in spans), max(span.end for span in spans)
        shown |= set(range(source.position(first)[0], source.position(last)[0] + 1))
        for part in (*reach.steps, *reach.ways):
            parts[reach.line(part)].append(part)
    for number, text in enumerate(source.text.splitlines(), start=1):
        if number not in shown:
            continue
        here = parts[number]
        times = max((sum(one.times for one in here if one.path == part.path) for part in here), default=None)
        yield Margin(number, text, times, tuple(part.name for part in here if not part.times))
