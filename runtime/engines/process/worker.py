"""The process of an engine: it loads the one that it is told, does what it is asked, and ends when nobody can ask any
more. Not responsible for what is asked (`runtime.engines.process`).
"""

import os
from contextlib import suppress
from multiprocessing.connection import Connection
from pickle import PicklingError

from holdlang.bugs import sort_of
from runtime.slots import slot

NICE = 5
"""Added to the niceness: the process gets a third of what its call gets when both want the same core (sched(7): where
there are autogroups, niceness counts within a session). As few run at once as there are cores (`runtime.slots`), so
that is all they take from the sound and the hearing of any number of calls. More would starve it on a machine that is
busy with other things."""


def main(descriptor: int) -> None:
    """Serve until the connection ends, of which `descriptor` is our end."""
    os.nice(NICE)
    far: Connection = Connection(descriptor)
    with suppress(EOFError, OSError):
        _serve(far)


def _serve(far: Connection) -> None:
    try:
        engine = far.recv()()
    except Exception as error:
        _tell(far, error)
        return
    far.send((engine.name, engine.capabilities, engine.rate))
    while True:
        method, arguments = far.recv()
        try:
            with slot():
                answer = getattr(engine, method)(*arguments)
        except Exception as error:
            _tell(far, error)
        else:
            far.send(answer)


def _tell(far: Connection, error: Exception) -> None:
    """An error goes over as it is, or as one that says of which sort it is."""
    try:
        far.send(error)
    except (PicklingError, TypeError, AttributeError):
        far.send(RuntimeError(sort_of(error)))
