"""What can go wrong with the telephone itself. Not responsible for the fate of a call: that comes as `Ended`."""

from runtime.ports import CommandFailed


class TelephoneError(CommandFailed):
    """PJSIP refused a command. `status` is its `pj_status_t`, 0 if the fault was found before PJSIP was asked."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class RegistrationFailed(TelephoneError):
    """The registrar did not accept us. `code` is the SIP status, 0 if it did not answer at all."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"registration failed: {code} {reason}" if code else f"registration failed: {reason}")
        self.code = code
        self.reason = reason


class TooManyCalls(TelephoneError):
    """All the calls that PJSIP can hold in one process (4, compiled in) are in use."""


class SoundFileError(TelephoneError):
    """A file to play cannot be opened or is no WAV file of linear PCM."""
