"""Telling the user what happens on a call while nobody looks: by mail, SMS, push, webhook or desktop (apprise).

`Notifier` is all that others need. Not responsible for where events come from (`runtime.hub`), nor for the page's own
notifications, which its browser shows.
"""

from runtime.notifying.notifier import Notifier

__all__ = ["Notifier"]
