"""The log of a call in pages, each line with its id in the stream. Not responsible for finding the log."""

from pathlib import Path

from holdlang.calllog import parse_line
from holdlang.history import LOG
from runtime.gateway.models import Event, LogPage
from runtime.hub.event import event_id
from runtime.store import Store


def page_of(folder: Path, call_id: str, store: Store, *, after: int, limit: int) -> LogPage:
    """At most `limit` lines from number `after` (from 0) on, without those that can't be read. Blocks."""
    texts = (folder / LOG).read_bytes().split(b"\n")[:-1]
    numbers, epoch = store.numbers(call_id), store.epoch
    events = []
    for number, text in enumerate(texts[after : after + limit], start=after):
        try:
            line = parse_line(text.decode())
        except ValueError:
            continue
        identity = event_id(epoch, numbers[number]) if number in numbers else None
        events.append(Event(id=identity, **line.model_dump(mode="json")))
    return LogPage(events=events, next=after + limit if len(texts) > after + limit else None)
