"""The user's phones: which there are, what they are called, and whether they would ring.

Not responsible for ringing them (`runtime.steps.ringing`).
"""

from runtime.devices.book import DeviceBook
from runtime.devices.entry import Entry, Registration
from runtime.devices.errors import DeviceConflict, DeviceError, DeviceRefused, DevicesUnreadable, NoSuchDevice

__all__ = [
    "DeviceBook",
    "DeviceConflict",
    "DeviceError",
    "DeviceRefused",
    "DevicesUnreadable",
    "Entry",
    "NoSuchDevice",
    "Registration",
]
