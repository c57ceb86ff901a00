"""What becomes of the files when a flow is taken away. Writes none of them."""

from collections.abc import Callable

from holdlang.load import Loaded
from holdlang.model import CallFlow, Test, Use
from holdlang.names.scope import beside
from holdlang.rewriting import RewriteRefused, without
from holdlang.syntax.items import Item
from runtime.flowstore.errors import FlowRefused
from runtime.flowstore.reading import Change, Reading
from runtime.flowstore.views import Stored


def removal(reading: Reading, stored: Stored) -> Change:
    """The files without the flow and its tests. Its own file goes if nothing else stands in it, and with it the `use`
    lines of those tests. Raises `FlowRefused` for a file that can't be read well enough to take something out."""
    file, flow_id = stored.file.as_posix(), stored.flow.id

    def is_test(item: Item, loaded: Loaded) -> bool:
        near = loaded.source.name == file or any(one.source.name == file for one in loaded.used)
        return near and isinstance(item.model, Test) and item.model.flow == flow_id

    def stays(item: Item) -> bool:
        return item.model is not stored.flow and not isinstance(item.model, Use) and not is_test(item, stored.loaded)

    whole = not any(map(stays, stored.loaded.items))
    change: dict[str, str | None] = {}
    for name, loaded in reading.files.items():

        def goes(item: Item, loaded: Loaded = loaded, own: bool = name == file) -> bool:
            if whole and isinstance(item.model, Use):
                return beside(loaded.source, item.model.path) == file
            return (own and isinstance(item.model, CallFlow) and item.model.id == flow_id) or is_test(item, loaded)

        if name == file and whole:
            change[name] = None
        elif name == file or any(is_test(item, loaded) for item in loaded.items):
            change[name] = _without(loaded, goes)
    return change


def _without(loaded: Loaded, goes: Callable[[Item], bool]) -> str:
    try:
        return without(loaded.source, goes)
    except RewriteRefused as refused:
        raise FlowRefused(str(refused), loaded.diagnostics) from None
