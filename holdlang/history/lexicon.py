"""Words that name nobody: from the sentences by which our recogniser was taught what telephones say.

Not responsible for what is done about names (`holdlang.history.anonymous`).
"""

import re
from importlib import resources

_CLASS = re.compile(r"<(\w+)>\s*=(.*)")


def common_words() -> set[str]:
    """All words of those sentences but the first names, in lower case and without apostrophes."""
    text = (resources.files("runtime.engines.telephone") / "sentences.txt").read_text(encoding="utf-8")
    names, common = set[str](), set[str]()
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        found = _CLASS.fullmatch(line.strip())
        words = re.findall(r"[a-z']+", re.sub(r"<\w+>", " ", found[2] if found else line))
        (names if found and found[1] == "name" else common).update(word.replace("'", "") for word in words)
    return common - names
