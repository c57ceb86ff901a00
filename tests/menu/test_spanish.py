"""Another language is another file: Spanish prompts, understood by the same code."""

from pathlib import Path

import pytest

from holdlang.menu import Lexicon, named_key, read_lexicon, spoken_states, understand

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def spanish() -> Lexicon:
    return read_lexicon(Path(__file__).with_name("es.toml"))


@pytest.mark.parametrize(
    "heard",
    [
        "Gracias por llamar. Para ventas, oprima 1. Para pagar su cuenta, oprima 2.",
        "gracias por llamar para ventas oprima el uno para pagar su cuenta oprima el dos",
        "oprima uno para ventas o dos para pagar su cuenta",
    ],
)
def test_options_in_both_orders(heard: str, spanish: Lexicon) -> None:
    offered = [(option.key, option.phrase) for option in understand(heard, spanish).options]
    assert offered == [("1", "ventas"), ("2", "pagar su cuenta")]
    assert named_key(heard, "pagar su cuenta", words=spanish) == "2"


@pytest.mark.parametrize(
    ("heard", "kind", "key"),
    [
        ("Para hablar con un representante, marque cero.", "operator", "0"),
        ("para escuchar estas opciones de nuevo presione asterisco", "repeat", "*"),
        ("For English, oprima nueve. Para regresar al menú principal, oprima el 3.", "back", "3"),
    ],
)
def test_kinds(heard: str, kind: str, key: str, spanish: Lexicon) -> None:
    assert [option.key for option in understand(heard, spanish).options if option.kind == kind] == [key]


def test_an_entry(spanish: Lexicon) -> None:
    menu = understand("por favor ingrese su clave de cuatro dígitos seguida del signo numeral", spanish)
    assert menu.entry is not None
    assert menu.entry.digits == 4
    menu = understand("Introduzca su número de cuenta y oprima la tecla gato.", spanish)
    assert menu.entry is not None
    assert (menu.entry.what, menu.entry.closing, menu.options) == ("su numero de cuenta", "#", ())


def test_the_queue(spanish: Lexicon) -> None:
    menu = understand("Hay tres personas antes de usted. La espera es de cinco a diez minutos. No cuelgue.", spanish)
    assert (menu.on_hold, menu.position, menu.wait) == (True, 4, 600)


def test_states(spanish: Lexicon) -> None:
    assert set(spoken_states("lo sentimos nuestras oficinas están cerradas", spanish)) == {"closed"}
    assert spoken_states("our offices are closed", spanish) == {}


def test_english_words_mean_nothing_in_it(spanish: Lexicon) -> None:
    assert understand("for billing press one for sales press two", spanish).options == ()
