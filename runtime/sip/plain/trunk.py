"""Who we are to the trunk, for single requests. Not responsible for calls and registration (`runtime.making`)."""

from holdlang.config import Trunk
from runtime.sip.plain.digest import Credentials


def credentials_of(trunk: Trunk) -> Credentials | None:
    """User name and password at the trunk; None where it wants none.

    Raises `UsageError` if the password is not where it should be. May take a moment: the system's keyring is asked.
    """
    if trunk.username is None or trunk.password is None:
        return None
    return Credentials(trunk.username, trunk.password.resolve().reveal(), trunk.realm)
