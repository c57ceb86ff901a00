"""Files that use each other: what their names mean, and what is said when they can't be used."""

import pytest

from holdlang.load import Loaded, load
from holdlang.source import Source

pytestmark = pytest.mark.unit

LIB = 'flow enter "Enter"\n  intent "type it in"\n  param code\n\npress $code\n'


class Files(dict[str, str]):
    """Files by path, and which of them were read."""

    def __init__(self, **files: str) -> None:
        super().__init__({path.replace("__", "/") + ".hold": text for path, text in files.items()})
        self.opened: list[str] = []

    def __call__(self, path: str) -> Source | None:
        self.opened.append(path)
        return Source(path, self[path]) if path in self else None


def loaded(text: str, files: Files | None, name: str = "flows/bank/main.hold") -> Loaded:
    return load(Source(name, text), files=files)


def codes(found: Loaded) -> list[str]:
    return [diagnostic.code for diagnostic in found.diagnostics]


def test_a_subflow_of_another_file() -> None:
    files = Files(flows__lib__keypad=LIB)
    found = loaded('use "../lib/keypad.hold"\n\nrun enter(code: 42)\n', files)
    assert codes(found) == []
    assert files.opened == ["flows/lib/keypad.hold"]
    assert found.scope.flows["enter"].params[0].name == "code"
    assert [flow.id for flow in found.flows] == ["flow"]


def test_what_it_uses_is_in_reach_too_and_circles_are_harmless() -> None:
    files = Files(
        flows__bank__a='use "b.hold"\n\ntree shop\nsay "Hello."\n',
        flows__bank__b='use "a.hold"\nuse "main.hold"\n\n' + LIB,
    )
    found = loaded('use "a.hold"\n\nrun enter(code: 42)\n', files)
    assert codes(found) == []
    assert files.opened == ["flows/bank/a.hold", "flows/bank/b.hold"]
    assert set(found.scope.trees) == {"shop"}


def test_files_that_nobody_reads_may_hold_anything() -> None:
    assert codes(loaded('use "a.hold"\n\nrun anything\n', None)) == []
    assert codes(loaded("run anything\n", None)) == ["HL106"]


def test_a_file_that_is_not_there() -> None:
    found = loaded('use "no.hold"\n\nrun anything\n', Files())
    assert codes(found) == ["HL109"]
    assert "no.hold" in found.diagnostics[0].message


def test_a_file_with_mistakes_is_reported_at_its_use_with_the_place() -> None:
    found = loaded('use "a.hold"\n\nhangup\n', Files(flows__bank__a="lisen 5s\n"))
    (diagnostic,) = found.diagnostics
    assert (diagnostic.code, found.ok) == ("HL109", False)
    (place,) = diagnostic.related
    assert (place.source.name, place.source.slice(place.span)) == ("flows/bank/a.hold", "lisen")


def test_a_name_means_one_thing_in_all_files() -> None:
    files = Files(flows__bank__a=LIB)
    assert codes(loaded(f'use "a.hold"\n\n{LIB}', files)) == ["HL104"]


def test_arguments_are_held_against_the_parameters_of_the_used_flow() -> None:
    files = Files(flows__bank__a=LIB)
    assert codes(loaded('use "a.hold"\n\nrun enter(cod: 42)\n', files)) == ["HL108"]
    assert codes(loaded('use "a.hold"\n\nrun enter(code: 4, code: 2)\n', files)) == ["HL110"]


def test_use_stands_first() -> None:
    assert codes(loaded('hangup\nuse "a.hold"\n', Files(flows__bank__a=LIB))) == ["HL008"]
