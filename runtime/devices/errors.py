"""What the book of devices can refuse. Not responsible for what a program is told by which status."""

from holdlang.errors import UsageError


class DeviceError(UsageError):
    """A device cannot be found, added, changed or removed."""


class NoSuchDevice(DeviceError):
    """No device is called so."""


class DeviceConflict(DeviceError):
    """It is in the book already, or stands in holdlang.yaml and is changed there."""


class DeviceRefused(DeviceError):
    """It is not to be called, or it is no device at all."""


class DevicesUnreadable(DeviceError):
    """The file of the registered devices is damaged. It is left as it is."""
