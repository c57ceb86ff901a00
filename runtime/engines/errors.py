"""What goes wrong with an engine. Not responsible for showing it: the command line prints these texts as they are."""


class EngineUnavailable(Exception):
    """An engine's package, library or model is missing or unusable; the text says in one line how to get it."""


class EngineEnded(Exception):
    """The process of an engine has ended; the text says how. What it had heard of a segment is lost with it."""
