"""What a YAML reader complains of, without what stands in the file: a password may. Not responsible for reading it."""

import re

_QUOTED = re.compile(r"(\s*)(['\"])(.*?)\2")
_SIGN = re.compile(r"[^\w\s\\'\"`]{1,2}")
_ENDS = {"<stream end>": "the end of the file", "<document end>": "the end of the document"}

HELP = "look for a bracket or a quotation mark that is not closed, and at how far the lines are indented"


def complaint(said: str | None) -> str:
    """`said` by ruamel.yaml, with signs of the syntax in our quotation marks and all other quotations left out."""
    return _QUOTED.sub(_kept, said or "cannot be read")


def _kept(quoted: re.Match[str]) -> str:
    space, _, words = quoted.groups()
    if words in _ENDS:
        return space + _ENDS[words]
    if words.startswith("<") and words.endswith(">"):
        return f"{space}a {words[1:-1]}"
    return f"{space}`{words}`" if _SIGN.fullmatch(words) else ""
