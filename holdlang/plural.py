"""How many there are of something, in a sentence. Not responsible for plurals that do more than end in an s."""


def counted(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
