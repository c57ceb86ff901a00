"""Phrases: those by which a recogniser is measured, and the lists by which simpler detectors decide.

Not responsible for recognising them.
"""

from holdlang.match.words import normalize

KEYS = (
    "account number",
    "agent",
    "appointment",
    "busy",
    "call back",
    "can you hear me",
    "customer service",
    "date of birth",
    "good afternoon",
    "good morning",
    "hello",
    "help you",
    "in the queue",
    "may i",
    "minutes",
    "my name is",
    "on hold",
    "on the line",
    "operator",
    "order number",
    "patience",
    "please hold",
    "please wait",
    "policy number",
    "press one",
    "press two",
    "recorded",
    "representative",
    "sorry",
    "speaking",
    "thank you",
    "this is",
    "waiting",
    "website",
    "what can i do",
    "who am i",
    "your call",
    "your name",
)
"""What recognised words are wanted for: whether each is found where it was said, and nowhere else."""

HUMAN = (
    "how can i help",
    "how may i help",
    "my name is",
    "speaking with",
    "this is",
    "thank you for holding",
    "thanks for holding",
    "thanks for waiting",
    "what can i do for you",
    "can i have your",
    "may i have your",
    "hello",
    "good morning",
    "good afternoon",
)
RECORDED = (
    "your call is important",
    "please hold",
    "please continue to hold",
    "stay on the line",
    "remain on the line",
    "next available",
    "all of our",
    "estimated wait",
    "in the order",
    "press",
    "our website",
    "call volume",
    "will be with you",
    "in the queue",
    "your patience",
)
"""Lists in the manner of other programs: one counts "this is" as a person, another "thank you for holding", though
recordings say both."""


def found(phrases: tuple[str, ...], text: str) -> set[str]:
    """Those of the phrases that stand in a text, word for word."""
    words = f" {' '.join(normalize(text))} "
    return {phrase for phrase in phrases if f" {phrase} " in words}
