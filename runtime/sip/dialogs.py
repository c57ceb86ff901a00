"""The dialogs of this process on disk while they last: what is left there when it is killed can be ended by others.

Not responsible for ending them (`runtime.sip.plain.bye`). Lives on PJSUA2's thread. Only calls that we make are noted:
those made to us belong to the far end, which notices by itself that its call has fallen silent.
"""

import logging
import os
from contextlib import suppress
from itertools import count
from pathlib import Path

from runtime.sip.plain.dialog import Dialog
from runtime.sip.plain.message import Message, address
from runtime.sip.settings import Transport

logger = logging.getLogger(__name__)


class Dialogs:
    """Hands out the notes of one endpoint's calls, `dialog_1.json` and on in `folder`; without one, none is kept."""

    def __init__(self, folder: Path | None, transport: Transport) -> None:
        self._folder = folder
        self._transport = transport
        self._numbers = count(1)

    def note(self) -> "Note":
        """The note of a new call, not written before there is a dialog."""
        path = None if self._folder is None else self._folder / f"dialog_{next(self._numbers)}.json"
        return Note(path, self._transport)


class Note:
    """One dialog on disk. A disk that is full does not end the call: then nobody can end it in our place."""

    def __init__(self, path: Path | None, transport: Transport) -> None:
        self._path = path
        self._transport = transport
        self._dialog: Dialog | None = None
        self._confirmed = False

    def take_in(self, text: str) -> None:
        """A message of an INVITE or UPDATE that has come; the same one again does no harm. Written at once, before
        anybody hears of it: the process may not live much longer."""
        if self._path is None or not text:
            return
        try:
            dialog = self._after(Message.parse(text))
        except ValueError:
            logger.warning("the far end names itself in a way that cannot be noted: nobody could end this call for us")
            return
        if dialog is not None and dialog != self._dialog:
            self._dialog = dialog
            _write(self._path, dialog.model_dump_json())

    def remove(self) -> None:
        """The dialog is over."""
        if self._path is not None:
            self._path.unlink(missing_ok=True)

    def _after(self, message: Message) -> Dialog | None:
        """The dialog once the message has come: made by a response (RFC 3261 section 12.1; 15 lets us say BYE to an
        early one, too), moved by a new Contact from then on (section 12.2)."""
        code = message.code
        agreed = code is not None and 200 <= code < 300
        if self._confirmed and self._dialog is not None:
            contacts = message.items("contact")
            moved = bool(contacts) and (agreed or code is None)
            return self._dialog.refreshed(address(contacts[0])[0]) if moved else self._dialog
        if code is None or code >= 300 or not message.parameter("to", "tag"):
            return self._dialog
        if not agreed and not message.items("contact"):  # a provisional response may leave it out (table 2)
            return self._dialog
        self._confirmed = agreed
        return Dialog.of_response(message, self._transport)


def _write(path: Path, text: str) -> None:
    """All of it or nothing, for its owner only: it names whom we called."""
    new = path.with_suffix(".new")
    try:
        with open(new, "w", encoding="utf-8", opener=_privately) as file:
            file.write(text)
        new.replace(path)
    except OSError as fault:
        logger.warning("the dialog could not be noted (%s)", fault.strerror)
        with suppress(OSError):
            new.unlink(missing_ok=True)


def _privately(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
