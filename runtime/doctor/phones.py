"""The user's phones: would they ring? Not responsible for asking them (`runtime.devices`)."""

from holdlang.config import Config
from holdlang.plural import counted
from runtime.devices import DeviceBook, DevicesUnreadable
from runtime.doctor.finding import Verdict, fault, ok, warning


async def would_ring(config: Config) -> Verdict:
    """Whether somebody answers at each device's address."""
    try:
        book = DeviceBook(config, config.data_dir)
    except DevicesUnreadable as error:
        return fault(error.message, error.help or "see whether the file is yours")
    if not book.all():
        return warning("there are none: no call can be transferred", "write yours down under `devices`")
    online = await book.online()
    absent = [entry.id for entry in book.all() if not online[entry.id]]
    if not absent:
        return ok(f"{counted(len(online), 'device')} would ring: {', '.join(online)}")
    fix = "see whether it is switched on and registered, and its address under `devices`"
    words = f"nobody answers at {', '.join(absent)}"
    return fault(words, fix) if len(absent) == len(online) else warning(words, fix)
