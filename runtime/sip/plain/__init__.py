"""SIP without PJSIP: single requests that any process may send beside the calls, for PJSUA2 is one per process.

Not responsible for calls, media or registration (`runtime.sip.endpoint`).
"""

from runtime.sip.plain.bye import bye
from runtime.sip.plain.dialog import Dialog
from runtime.sip.plain.digest import Credentials
from runtime.sip.plain.options import Reply, options
from runtime.sip.plain.trunk import credentials_of

__all__ = ["Credentials", "Dialog", "Reply", "bye", "credentials_of", "options"]
