"""Who hears, in trio, what happens to a call. Not responsible for anything else."""

from typing import Protocol

from runtime.sip.media import Blocks


class CallListener(Protocol):
    """A leg, as its call sees it. `moment` is `time.perf_counter()` throughout."""

    def on_ringing(self, moment: float, early_media: bool) -> None: ...

    def on_answered(self, moment: float) -> None: ...

    def on_digit(self, moment: float, digit: str) -> None: ...

    def on_sound(self, blocks: Blocks) -> None:
        """There is something in `blocks`."""

    def on_recording_failed(self, problem: str) -> None: ...

    def on_ended(self, moment: float, code: int, reason: str, by_far_end: bool) -> None:
        """After this the call, its recordings and its sound are closed."""
