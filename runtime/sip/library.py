"""The C side of PJSUA2 that its Python binding does not reach: its first words, and fast reading of its buffers.

Not responsible for calls or media. Everything here checks itself and has the plain way behind it.
"""

import contextlib
import ctypes
import logging
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pjsua2 as pj

logger = logging.getLogger(__name__)

BufferReader = Callable[[Any], bytes]
"""Copies a `pj.ByteVector` into bytes."""


@contextlib.contextmanager
def silenced() -> Iterator[None]:
    """PJLIB logs to standard output from its first moment, before it takes any configuration: keep it quiet then."""
    try:
        set_level = ctypes.CDLL(pj._pjsua2.__file__).pj_log_set_level
    except (AttributeError, OSError):
        with _standard_output_closed():
            yield
        return
    set_level(ctypes.c_int(0))
    yield


@contextlib.contextmanager
def _standard_output_closed() -> Iterator[None]:
    """Point file descriptor 1 at nothing. Process-wide, so only for a library that does not export its log level."""
    sys.stdout.flush()
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def limit_transactions(seconds: float) -> None:
    """Have PJSIP give up a SIP transaction that nobody answers after so many seconds (RFC 3261's timers B, D, F and H).

    By itself it takes 32 s, and all the while a call that we gave up long ago takes one of the few that it can hold.
    From when the library is initialised.
    """
    try:
        set_timers = ctypes.CDLL(pj._pjsua2.__file__).pjsip_tsx_set_timers
    except (AttributeError, OSError):
        logger.warning("PJSIP keeps what is not answered for 32 s: this build does not let it be told otherwise")
        return
    unchanged = ctypes.c_uint(0)
    set_timers.restype = None
    set_timers(unchanged, unchanged, unchanged, ctypes.c_uint(round(seconds * 1000)))


def destroy(thing: Any) -> None:
    """End the C++ object behind a binding's object, here and now.

    Left to reference counting it ends with its last reference, which may be in a traceback that somebody keeps; that is
    the wrong thread then, or after the library has gone, and PJSIP aborts the process.
    """
    type(thing).__swig_destroy__(thing)


def read_plainly(vector: Any) -> bytes:
    """One Python integer per byte: right on any build, and 790 µs for 100 ms of sound."""
    return bytes(vector)


def read_directly(vector: Any) -> bytes:
    """Copy a vector's memory (1 µs for 100 ms of sound): `std::vector` is three pointers, begin, end and capacity."""
    begin, end, _ = (ctypes.c_size_t * 3).from_address(int(vector.this))
    return ctypes.string_at(begin, end - begin) if end > begin else b""


def choose_reader() -> BufferReader:
    """`read_directly` if it proves right on vectors of this build's own making, else `read_plainly`."""
    try:
        for size in (0, 1, 320, 1600, 4096):
            content = bytes((7 * i + size) % 256 for i in range(size))
            vector = pj.ByteVector(list(content))
            begin, end, capacity = (ctypes.c_size_t * 3).from_address(int(vector.this))
            if not (end - begin == size == len(vector) and end <= capacity <= begin + 16 * (size + 64)):
                raise ValueError("the layout of std::vector is not begin, end, capacity")
            if read_directly(vector) != content:
                raise ValueError("the memory of std::vector reads differently")
    except Exception as fault:
        logger.warning("reading sound the slow way: %s", fault)
        return read_plainly
    return read_directly
