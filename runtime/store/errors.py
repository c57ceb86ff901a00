"""What can be wrong with the store, in words for whoever runs holdlang. Not responsible for finding it out."""

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError

from holdlang.errors import UsageError

REBUILD = "`holdlang store rebuild` makes it anew from the call logs; nothing is lost"

_HELP = {
    "SQLITE_FULL": "the disk is full: free some space; what is missing is indexed afterwards",
    "SQLITE_BUSY": "another program is writing into it",
    "SQLITE_READONLY": "it must be writable",
    "SQLITE_CANTOPEN": "see whether its folder is there and is yours",
    "SQLITE_IOERR": "see whether the disk is well and has space left",
}
"""What helps, by the beginning of SQLite's name for the error (https://sqlite.org/rescode.html)."""


class StoreError(UsageError):
    """The database of the store can't be used."""


class BadCursor(UsageError):
    """A place to go on from that no page of the store named."""

    def __init__(self) -> None:
        super().__init__("`after` is no place in the list of calls", "take it from `next` of the page before")


def store_error(error: SQLAlchemyError) -> StoreError:
    """The database's own complaint as an error of the store. Of its words only those are taken that hold no value of a
    statement."""
    if not isinstance(error, DBAPIError) or error.orig is None:
        return StoreError(f"the store can't be used ({type(error).__name__})", "try again, it may have too much to do")
    name = getattr(error.orig, "sqlite_errorname", None)
    if name is None:
        lost = isinstance(error, OperationalError | InterfaceError)
        what_to_do = "see whether its server is there" if lost else REBUILD
        return StoreError(f"the store can't be used ({type(error.orig).__name__})", what_to_do)
    known = next((words for beginning, words in _HELP.items() if name.startswith(beginning)), REBUILD)
    return StoreError(f"the store can't be used: {error.orig}", known)
