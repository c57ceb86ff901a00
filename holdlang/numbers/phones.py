"""Whether an address may be a phone of the user's.

Not responsible for the user's own lists (`holdlang.config.Rails`).
"""

import re
from ipaddress import ip_address

from holdlang import numbers
from holdlang.numbers import sipuri


def refusal(uri: str, trunk_host: str | None, country: str | None) -> str | None:
    """Why no call is ever transferred to `uri`; None if nothing speaks against it.

    Behind the trunk is the telephone network; on any other host, 112 may well be an extension of the house.
    """
    if trunk_host is None or not is_behind(uri, trunk_host):
        return None
    return numbers.refusal(uri, country)


def is_behind(uri: str, trunk_host: str) -> bool:
    """Whether `uri` is, or may be, behind the trunk: by its name, or by an address of the open internet, which the
    name may stand for."""
    host = sipuri.parse(uri).host
    return sipuri.same_host(host, trunk_host) or _is_public(host)


def is_number(uri: str) -> bool:
    """Whether the user part of `uri` is a telephone number, as a trunk would dial it, rather than a name."""
    return re.fullmatch(r"\+?[\d*#().-]+", sipuri.parse(uri).user) is not None


def _is_public(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_global
    except ValueError:
        return False
