"""What a rehearsed far end plays from: takes, and whoever makes them. Not responsible for making any (`studio`)."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from holdlang.model.tree import ToneName
from runtime.rehearse.score import Piece


@dataclass(frozen=True)
class Take:
    """A recording: `seconds` long, with the first sound of the voice `lead` seconds into it."""

    path: Path
    seconds: float
    lead: float = 0.0


class Takes(Protocol):
    """A studio. Takes of the same words are the same take; one of music is fresh, and whoever asked discards it."""

    @property
    def longest(self) -> float:
        """Seconds of the longest take of music or of a tone; more of it is played in several."""

    async def ahead(self, make: Callable[[], Take]) -> None:
        """Have a take made that nobody could foresee, without keeping anybody else waiting."""

    def discard(self, take: Take) -> None:
        """It is not played again."""

    def prompt(self, text: str) -> Take:
        """`text` in the voice of the menus."""

    def announcement(self, text: str) -> Take:
        """`text` in one of the voices of the queue."""

    def person(self, text: str, *, who: str, joined: bool = False) -> Take:
        """`text` by the person who said `who` first. They pick up now, unless they have `joined` the call already."""

    def person_over(self, text: str, *, who: str, music: Take) -> Take:
        """The same, with `music` (`OVER_SECONDS` of it) that fades away under them. Fresh."""

    def room(self, who: str) -> Take:
        """Some time of the room in which the person who said `who` first sits, to be repeated."""

    def music(self, piece: Piece, start: float, seconds: float) -> Take:
        """A fresh take with `seconds` of `piece` from `start` on."""

    def music_file(self, name: str, start: float, seconds: float) -> Take:
        """The same from the author's sound file `name`, repeated for as long as it must."""

    def sound_file(self, name: str, saying: str = "") -> Take:
        """The sound file `name` of the author, which says `saying`."""

    def tone(self, name: ToneName, seconds: float | None) -> Take:
        """A signal of the network; without `seconds`, one time through its cadence."""

    def beep(self) -> Take:
        """The beep after which a machine records."""
