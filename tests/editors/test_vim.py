"""The runtime for Vim and Neovim, in the editors themselves."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.editors.texts import EXAMPLES, TEXTS
from tests.editors.vim import edit

pytestmark = pytest.mark.editor

GROUPS = r"""
function! Groups(file) abort
  execute 'edit' a:file
  let lines = []
  for line in range(1, line('$'))
    let column = 1
    let groups = []
    for letter in split(getline(line), '\zs')
      let id = synID(line, column, 1)
      let colour = substitute(synIDattr(synIDtrans(id), 'name'), '^hold.*', '', '')
      call add(groups, [letter, synIDattr(id, 'name'), colour])
      let column += len(letter)
    endfor
    call add(lines, groups)
  endfor
  return lines
endfunction
"""


@pytest.fixture(params=["nvim", "vim"])
def editor(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def marked(editor: str, text: str, folder: Path) -> list[tuple[str, str]]:
    """The words of the text that have a colour, each with its syntax group (without `hold`)."""
    (folder / "flow.hold").write_text(text, encoding="utf-8")
    lines: list[list[list[str]]] = edit(editor, f"{GROUPS}\nlet g:seen = Groups('flow.hold')", folder)
    found: list[tuple[str, str]] = []
    for line in lines:
        last = ""
        for letter, group, colour in line:
            if not colour:
                last = ""
            elif group == last:
                found[-1] = (found[-1][0] + letter, found[-1][1])
            else:
                found.append((letter, group.removeprefix("hold")))
                last = group
    return found


WORDS: dict[str, list[tuple[str, str]]] = {
    'flow chase "Chase"': [("flow", "Item"), ("chase", "ItemName"), ('"Chase"', "Text")],
    "  tags banking": [("tags", "Header"), ("banking", "Tag")],
    "  open mon-fri 08:00-20:00 America/New_York": [
        ("open", "Header"),
        ("mon", "Day"),
        ("fri", "Day"),
        ("08:00", "Time"),
        ("20:00", "Time"),
        ("America/New_York", "Zone"),
    ],
    "  needs pin secret": [("needs", "Header"), ("pin", "First"), ("secret", "Modifier")],
    '  meta times [1, "a -> b"]': [
        ("meta", "Header"),
        ("times", "MetaKey"),
        ("1", "JsonNumber"),
        ('"a -> b"', "JsonText"),
    ],
    "  expect transferred desk within 3m": [
        ("expect", "Header"),
        ("transferred", "Expected"),
        ("desk", "Device"),
        ("within", "Within"),
        ("3m", "Duration"),
    ],
    "  expect transferred within 3m": [
        ("expect", "Header"),
        ("transferred", "Expected"),
        ("within", "Within"),
        ("3m", "Duration"),
    ],
    "queue: hold 1h30m sure": [
        ("queue", "Label"),
        (":", "Colon"),
        ("hold", "Hold"),
        ("1h30m", "Duration"),
        ("sure", "Balance"),
    ],
    "closed: hangup": [("closed", "Label"), (":", "Colon"), ("hangup", "Control")],
    "goto closed": [("goto", "Goto"), ("closed", "Target")],
    'say "a -> b # c"->press 12#  # d': [
        ("say", "Act"),
        ('"a -> b # c"', "Text"),
        ("->", "Arrow"),
        ("press", "Press"),
        ("12#", "Keys"),
        ("# d", "Comment"),
    ],
    'press 9$pin# -> say "$1#"': [
        ("press", "Press"),
        ("9", "Keys"),
        ("$pin", "Variable"),
        ("#", "Keys"),
        ("->", "Arrow"),
        ("say", "Act"),
        ('"', "Text"),
        ("$1", "Variable"),
        ('#"', "Text"),
    ],
    r'say "$name \n $$ \q"': [
        ("say", "Act"),
        ('"', "Text"),
        ("$name", "Variable"),
        (" ", "Text"),
        (r"\n", "Escape"),
        (" ", "Text"),
        ("$$", "Escape"),
        (" ", "Text"),
        (r"\q", "BadEscape"),
        ('"', "Text"),
    ],
    r"  on /(?P<key>\d)/ press $key": [
        ("on", "Conditional"),
        ("/", "Pattern"),
        ("(?P<", "PatternSpecial"),
        ("key", "PatternGroup"),
        (">", "PatternSpecial"),
        (r"\d", "PatternEscape"),
        (")", "PatternSpecial"),
        ("/", "Pattern"),
        ("press", "Press"),
        ("$key", "Variable"),
    ],
    "  on hangup or callback offer hangup": [
        ("on", "Conditional"),
        ("hangup", "State"),
        ("or", "Or"),
        ("callback offer", "State"),
        ("hangup", "Control"),
    ],
    "  else press heard or 3": [
        ("else", "Conditional"),
        ("press", "Press"),
        ("heard", "Heard"),
        ("or", "HeardOr"),
        ("3", "Keys"),
    ],
    'run other(pin: $pin, key: "a)")': [
        ("run", "Run"),
        ("other", "RunName"),
        ("(", "Parenthesis"),
        ("pin", "Argument"),
        ("$pin", "Variable"),
        ("key", "Argument"),
        ('"a)"', "Text"),
        (")", "Parenthesis"),
    ],
    "  with noise -20dB": [("with", "Header"), ("noise", "Fault"), ("-20dB", "Decibels")],
    "  with loss 0.5%": [("with", "Header"), ("loss", "Fault"), ("0.5%", "Percent")],
    '  against: play "a.wav" saying "a" digits within 2s': [
        ("against", "Label"),
        (":", "Colon"),
        ("play", "Act"),
        ('"a.wav"', "Text"),
        ("saying", "Option"),
        ('"a"', "Text"),
        ("digits", "Option"),
        ("within", "Option"),
        ("2s", "Duration"),
    ],
    'music 2m..20m "moh.wav" behind 6': [
        ("music", "Step"),
        ("2m", "Duration"),
        ("..", "Range"),
        ("20m", "Most"),
        ('"moh.wav"', "Text"),
        ("behind", "Behind"),
        ("6", "Keys"),
    ],
    '  every 45s say "$position"': [
        ("every", "Conditional"),
        ("45s", "Duration"),
        ("say", "Act"),
        ('"', "Text"),
        ("$position", "Variable"),
        ('"', "Text"),
    ],
    "  on press 4 digits goto music": [
        ("on", "Conditional"),
        ("press", "Press"),
        ("4", "Keys"),
        ("digits", "Digits"),
        ("goto", "Goto"),
        ("music", "Target"),
    ],
    "tone busy 5s -> tone sit": [
        ("tone", "Signal"),
        ("busy", "Tone"),
        ("5s", "Duration"),
        ("->", "Arrow"),
        ("tone", "Signal"),
        ("sit", "Tone"),
    ],
    "chance 30 % hangup": [("chance", "Step"), ("30 %", "Percent"), ("hangup", "Control")],
    'human "Hello?" over music after 4s': [
        ("human", "Step"),
        ('"Hello?"', "Text"),
        ("over music", "Over"),
        ("after", "After"),
        ("4s", "Duration"),
    ],
    "early media -> hangup after 38m": [
        ("early media", "Step"),
        ("->", "Arrow"),
        ("hangup", "Control"),
        ("after", "After"),
        ("38m", "Duration"),
    ],
    "transfer a or b then cell confirm 1 by refer": [
        ("transfer", "Step"),
        ("a", "Device"),
        ("or", "Then"),
        ("b", "Device"),
        ("then", "Then"),
        ("cell", "Device"),
        ("confirm", "By"),
        ("1", "Keys"),
        ("by", "By"),
        ("refer", "By"),
    ],
    "hold  # hold: allow hold-without-transfer, shadowed-clause, unreachable-step": [
        ("hold", "Hold"),
        ("#", "Comment"),
        (" hold: allow", "Allow"),
        (" ", "Rules"),
        ("hold-without-transfer", "Rule"),
        (", ", "Rules"),
        ("shadowed-clause", "Rule"),
        (", ", "Rules"),
        ("unreachable-step", "Rule"),
    ],
    "# hold: allow missing-else in this file (for now)": [
        ("#", "Comment"),
        (" hold: allow", "Allow"),
        (" ", "Rules"),
        ("missing-else", "Rule"),
        (" in this file", "File"),
        (" (for now)", "Comment"),
    ],
    'say "not closed': [("say", "Act"), ('"not closed', "Text")],
    "éteindre: goto éteindre": [("éteindre", "Label"), (":", "Colon"), ("goto", "Goto"), ("éteindre", "Target")],
}
"""A line -> the words of it that have a colour."""


def test_the_words_of_a_line_have_their_groups(editor: str, tmp_path: Path) -> None:
    """All lines in one file, so that none of them reaches into the next."""
    seen = marked(editor, "\n".join(WORDS) + "\n", tmp_path)
    assert seen == [word for words in WORDS.values() for word in words]


def test_nothing_is_left_without_a_colour(editor: str, tmp_path: Path) -> None:
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    script = (
        f"{GROUPS}\nlet g:seen = {{}}\nfor file in {json.dumps(list(TEXTS))}\nlet g:seen[file] = Groups(file)\nendfor"
    )
    files: dict[str, list[list[list[str]]]] = edit(editor, script, tmp_path)
    assert set(files) == set(TEXTS)
    for name, lines in files.items():
        for line in lines:
            plain = "".join(letter if not colour else " " for letter, _, colour in line)
            assert not plain.strip(" ,:=-[]{}"), (name, plain)
            assert all(group != "holdBadEscape" for _, group, _ in line), (name, line)


def unindented(text: str) -> str:
    return "".join(line.lstrip(" ") for line in text.splitlines(keepends=True))


@pytest.mark.parametrize("name", EXAMPLES)
def test_indenting_a_file_lays_it_out_as_fmt_does(editor: str, name: str, tmp_path: Path) -> None:
    (tmp_path / "flow.hold").write_text(unindented(EXAMPLES[name]), encoding="utf-8")
    seen = edit(editor, "edit flow.hold\nnormal! gg=G\nlet g:seen = getline(1, '$')", tmp_path)
    assert seen == EXAMPLES[name].splitlines()


@pytest.mark.parametrize("name", [name for name, text in EXAMPLES.items() if "\n  #" not in text])
def test_typing_a_file_indents_it_line_by_line(editor: str, name: str, tmp_path: Path) -> None:
    keys = json.dumps("i" + unindented(EXAMPLES[name]).rstrip().replace("\n", "\r"), ensure_ascii=False)
    script = f"edit flow.hold\nsetlocal formatoptions=\nexecute 'normal! ' . {keys}\nlet g:seen = getline(1, '$')"
    assert edit(editor, script.replace(r"\"", '\\"'), tmp_path) == EXAMPLES[name].splitlines()


def settings(editor: str, names: list[str], folder: Path) -> dict[str, Any]:
    values = ", ".join(f"'{name}': &l:{name}" for name in names)
    seen: dict[str, Any] = edit(editor, f"edit flow.hold\nlet g:seen = {{{values}}}", folder)
    return seen


def test_comments_and_the_program_that_lays_out(editor: str, tmp_path: Path) -> None:
    expected = {
        "filetype": "hold",
        "commentstring": "# %s",
        "comments": ":#",
        "shiftwidth": 2,
        "expandtab": 1,
        "formatprg": "holdlang fmt -",
    }
    assert settings(editor, list(expected), tmp_path) == expected


def test_another_filetype_takes_all_settings_back(editor: str, tmp_path: Path) -> None:
    script = """
edit flow.hold
setfiletype text
set filetype=text
let g:seen = [&l:formatexpr, &l:indentexpr, &l:formatprg, &l:makeprg, &l:include]
"""
    seen = edit(editor, script, tmp_path)
    assert "holdlang" not in " ".join(map(str, seen))
    assert seen[:2] == ["", ""]


WRONG = 'flow chase "Chase — Disputes"\nlisten 15s\n  on "é" goto closd\n  else fail "no"\nclosed: hangup\n'
LIST = "map(getqflist(), {_, found -> [found.lnum, found.vcol, found.col, found.type, found.nr, found.text]})"


def test_make_leads_to_the_mistakes(editor: str, tmp_path: Path) -> None:
    (tmp_path / "flow.hold").write_text(WRONG, encoding="utf-8")
    seen = edit(editor, f"edit flow.hold\nsilent make!\nlet g:seen = {LIST}", tmp_path)
    line, by_screen, column, kind, number, words = seen[0]
    assert (line, by_screen, column, kind) == (3, 1, len('  on "é" goto ') + 1, "e")
    assert number > 100
    assert "closd" in words
    assert "did you mean `closed`?" in words
    assert all(found[0] for found in seen), "the summary is no mistake"


def test_make_finds_nothing_in_a_clean_file(editor: str, tmp_path: Path) -> None:
    (tmp_path / "flow.hold").write_text(EXAMPLES["chase.hold"], encoding="utf-8")
    assert edit(editor, f"edit flow.hold\nsilent make!\nlet g:seen = {LIST}", tmp_path) == []


def test_gq_lays_out(editor: str, tmp_path: Path) -> None:
    (tmp_path / "flow.hold").write_text('listen   15s\non "a"   press 3  # why\n', encoding="utf-8")
    seen = edit(editor, "edit flow.hold\nsilent normal! gggqG\nlet g:seen = getline(1, '$')", tmp_path)
    assert seen == ["listen 15s", '  on "a" press 3  # why']


def test_gq_leaves_alone_what_cannot_be_read(editor: str, tmp_path: Path) -> None:
    text = 'listen   15s\non on "a   press 3\n'
    (tmp_path / "flow.hold").write_text(text, encoding="utf-8")
    script = "edit flow.hold\nnormal! gggqG\nlet g:seen = [getline(1, '$'), execute('messages')]"
    lines, said = edit(editor, script, tmp_path)
    assert lines == text.splitlines()
    assert "left as it is" in said


def test_gf_opens_a_used_file(editor: str, tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "bank.hold").write_text("flow auth\npress 1\n", encoding="utf-8")
    (tmp_path / "flow.hold").write_text('use "lib/bank.hold"\n', encoding="utf-8")
    script = "edit flow.hold\nnormal! 7|gf\nlet g:seen = expand('%:t')"
    assert edit(editor, script, tmp_path) == "bank.hold"
