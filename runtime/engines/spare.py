"""An engine that is loaded when it is needed first: for most calls never. Not responsible for when that is."""

from collections.abc import Callable, Sequence

from runtime.engines.engine import Capabilities, Engine
from runtime.ports import Samples


class Spare:
    """Stands for the engine that `load` gives; `rate` in Hz."""

    def __init__(self, name: str, capabilities: Capabilities, rate: int, load: Callable[[], Engine]) -> None:
        self.name = name
        self.capabilities = capabilities
        self.rate = rate
        self._load = load
        self._engine: Engine | None = None
        self._phrases: tuple[str, ...] = ()

    def add_phrases(self, phrases: Sequence[str]) -> None:
        """They are told to the engine when it is loaded."""
        self._phrases = (*self._phrases, *phrases)

    def start(self) -> None:
        """Begin a new segment; the first one takes as long as loading does. Raises `EngineUnavailable`."""
        if self._engine is None:
            engine = self._load()
            if self._phrases:
                engine.add_phrases(self._phrases)
            self._engine = engine
        self._engine.start()

    def feed(self, samples: Samples) -> str:
        """Take more of the segment; returns the words so far."""
        return self._loaded.feed(samples)

    def finish(self) -> str:
        """End the segment; returns its words, or "" if there were none."""
        return self._loaded.finish()

    @property
    def _loaded(self) -> Engine:
        assert self._engine is not None, "a segment has been started"
        return self._engine
