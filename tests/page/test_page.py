"""The page in a real browser, before a real server, with calls to companies that are acted on this machine.

The screenshots of `build/screenshots` come from here.
"""

import re
from collections.abc import Callable

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from tests.page.browser import PHONE, WIDE, Browser
from tests.page.past import HOSTILE, HOSTILE_ID
from tests.page.serving import Served

pytestmark = pytest.mark.web

CALL_SECONDS = 90.0
"""How long a rehearsed call may take; it needs about 25 s, in real time."""

FRESH = """\
flow fresh "Fresh"
company "Fresh Foods"
dial "+18005550125"

hold 1h

transfer sip_phone
"""

VIEWS = {
    "calls": "#/",
    "history": "#/history",
    "flows": "#/flows",
    "flow": "#/flows/chase_disputes",
    "new flow": "#/flows/new",
    "statistics": "#/statistics",
    "devices": "#/devices",
}


def start_call(browser: Browser, flow: str, tree: str) -> str:
    """Start a rehearsed call by the form; its id."""
    browser.find("button", "New call").click()
    Select(browser.find("dialog select[name=call_flow_id]")).select_by_value(flow)
    Select(browser.find("dialog select[name=rehearse]")).select_by_value(tree)
    browser.find("dialog button.primary", "Call").click()
    return opened_call(browser)


def opened_call(browser: Browser) -> str:
    """The id of the call that is shown, once one is."""
    found: re.Match[str] = browser.until(
        lambda driver: re.search(r"#/calls/(call_\w+)$", driver.current_url), "the call is shown"
    )
    return found[1]


@pytest.fixture(scope="session")
def transferred(window: Browser, server: Served) -> str:
    """The id of a call that was started on the page, and watched through to the transfer and its end."""
    window.size(*WIDE)
    window.prefer("light")
    window.run_before_all(
        "window.told = []; window.Notification = class extends EventTarget {"
        " static permission = 'granted';"
        " constructor(title, options) { super(); window.told.push(options.body); } };"
    )
    window.go(server.signed_in)
    call_id = start_call(window, "quick_bank", "quick")
    window.find("h1", "Quick Bank")
    window.find(".callhead .chip", "On hold", patience=CALL_SECONDS)
    window.find(".callhead .hearing", "Music")
    window.find(".transcript .text", "representative")
    assert window.find(".reasons kbd").text == "0"
    window.shoot("call")
    first = window.find(".callhead .timer").text
    window.until(lambda _: window.find(".callhead .timer").text != first, "the timer ticks")
    window.find(".callhead .chip", "You are talking", patience=CALL_SECONDS)
    assert window.run("return window.told") == ["A person is on the line: Quick Bank"]
    assert "A person is on the line" in window.run("return document.getElementById('assertive').textContent")
    window.find(".callhead .chip", "Transferred to you", patience=CALL_SECONDS)
    return call_id


# --- calls ---


def test_a_call_is_watched_through_to_the_transfer(transferred: str, browser: Browser, server: Served) -> None:
    browser.go(f"{server.address}/#/")
    assert browser.find(f'a.row[href="#/calls/{transferred}"]').text.startswith("Quick Bank")
    browser.find(f'a.row[href="#/calls/{transferred}"] .chip', "Transferred to you")


def test_the_record_of_a_call_is_on_one_line_of_time(transferred: str, browser: Browser, server: Served) -> None:
    browser.go(f"{server.address}/#/calls/{transferred}")
    track = browser.find(".track")
    assert browser.run("return document.querySelector('.wave .far').getAttribute('d').length") > 1000
    lanes = [label.text for label in browser.driver.find_elements(By.CSS_SELECTOR, ".lane .label") if label.text]
    assert {"Decisions", "Keys", "Milestones"} <= set(lanes)
    place: Callable[[], float] = lambda: float(track.get_attribute("aria-valuenow") or 0)  # noqa: E731
    browser.until(lambda _: browser.run("return document.querySelector('.deck').textContent.includes('/')"), "deck")
    ActionChains(browser.driver).move_to_element(track).click().perform()
    middle = place()
    assert middle > 3
    track.send_keys(Keys.HOME)
    assert place() == 0
    track.send_keys(Keys.ARROW_RIGHT)
    assert place() == 5
    mark = browser.find(".lane[data-lane=person] .mark:last-child")
    browser.run("arguments[0].focus()", mark)
    assert "Handed over" in browser.find(".readout").text
    mark.send_keys(Keys.ENTER)
    assert place() > middle
    browser.find(".happened .at").click()
    assert place() < middle
    browser.find(".happened", "A person speaks")
    browser.find(".timeline button[aria-label=Play]").click()
    browser.find(".timeline button[aria-label=Pause]").click()
    browser.shoot("record")


def test_a_second_call_is_hung_up(browser: Browser) -> None:
    call_id = start_call(browser, "quick_bank", "slow")
    browser.find(".callhead .chip", "On hold", patience=CALL_SECONDS)
    browser.press("g", "c")
    card = browser.find(f'.card[data-call="{call_id}"]', "on hold")
    browser.shoot("calls")
    card.find_element(By.CSS_SELECTOR, "button.danger").click()
    browser.find("dialog h2", "Hang up on Quick Bank?")
    browser.find("dialog button", "Cancel").click()
    assert browser.has(f'.card[data-call="{call_id}"]')
    card.find_element(By.CSS_SELECTOR, "button.danger").click()
    browser.find("dialog button.danger", "Hang up").click()
    browser.until(lambda _: not browser.has(f'.card[data-call="{call_id}"]'), "the card is gone")
    browser.find(f'a.row[href="#/calls/{call_id}"] .chip', "Hung up")


def test_one_listens_in_and_takes_the_call_before_a_person_speaks(browser: Browser) -> None:
    start_call(browser, "quick_bank", "slow")
    browser.find(".callhead .chip", "On hold", patience=CALL_SECONDS)
    browser.find("button.listen").click()
    browser.until(lambda _: browser.run("return document.querySelector('audio').currentTime > 0"), "there is sound")
    browser.find("button.listen[aria-pressed=true]", "Stop listening").click()
    browser.find("button.listen[aria-pressed=false]")
    browser.press("t")
    Select(browser.find("dialog select[name=device]")).select_by_value("sip_phone")
    browser.find("dialog button.primary", "Transfer").click()
    browser.find(".callhead .chip", "You are talking", patience=CALL_SECONDS)
    browser.press("h")
    browser.find("dialog button.danger", "Hang up").click()
    browser.find(".callhead .chip", "Transferred to you", patience=CALL_SECONDS)


def test_what_a_flow_needs_is_asked_for_and_secrets_are_hidden(browser: Browser) -> None:
    browser.find("button", "New call").click()
    Select(browser.find("dialog select[name=call_flow_id]")).select_by_value("needy")
    pin = browser.find('dialog input[name="value:pin"]')
    assert pin.get_attribute("type") == "password"
    assert browser.find('dialog input[name="value:parcel"]').get_attribute("type") == "text"
    assert browser.find("dialog input[name=number]").get_attribute("placeholder") == "+18005550124"
    browser.shoot("new_call")
    browser.press(Keys.ESCAPE)
    browser.until(lambda _: not browser.has("dialog"), "the form is closed")


def test_the_history_is_filtered(transferred: str, browser: Browser) -> None:
    browser.press("g", "h")
    browser.find(f'a.row[href="#/calls/{transferred}"]')
    browser.press("/")
    browser.press("+1999")
    browser.find(".rows", "No call fits")
    assert "number=" in browser.driver.current_url
    browser.press(Keys.BACKSPACE * 5)
    browser.find(f'a.row[href="#/calls/{transferred}"]')


def test_what_was_said_is_text_and_nothing_else(browser: Browser, server: Served) -> None:
    browser.go(f"{server.address}/#/calls/{HOSTILE_ID}")
    browser.find(".transcript .text", HOSTILE)
    browser.find(".happened", HOSTILE)
    browser.find("h1", HOSTILE)
    assert browser.run("return document.querySelectorAll('main img[src=x], main script').length") == 0
    browser.go(f"{server.address}/#/history?number=%2B18005559999")
    browser.find(".row strong", HOSTILE)
    assert browser.overflow() <= 0
    assert browser.driver.title == "History · holdlang"


# --- flows ---


def test_a_mistake_shows_while_one_types_and_a_change_is_saved(browser: Browser, server: Served) -> None:
    browser.go(f"{server.address}/#/flows/chase_disputes")
    source = browser.find(".source")
    browser.find(".summary", "No mistakes")
    assert browser.has(".paint [data-kind=step]", "listen")
    source.click()
    browser.chord(Keys.CONTROL, Keys.END)
    browser.press('\nlisten 20s\non "disputes" pres 1')
    browser.find(".findings li", "pres")
    assert browser.find(".paint [data-fault=error]").text == "pres"
    browser.shoot("flow")
    browser.chord(Keys.CONTROL, "s")
    browser.find(".toast[data-kind=bad]", "mistakes").find_element(By.TAG_NAME, "button").click()
    browser.find(".findings button", "pres").click()
    browser.press(Keys.END, Keys.BACKSPACE * len('\nlisten 20s\non "disputes" pres 1'), "\n# Closed on Sundays.\n")
    browser.find(".summary", "No mistakes")
    browser.chord(Keys.CONTROL, "s")
    browser.find(".actions", "Saved")
    browser.until(lambda _: "Sundays" in (server.flows / "chase.hold").read_text(), "the file is written")
    browser.find(".versions button:not(:disabled)").click()
    browser.find(".diff [data-change=added]", "Closed on Sundays")


def test_what_is_not_saved_is_not_lost(browser: Browser, server: Served) -> None:
    browser.go(f"{server.address}/#/flows/chase_disputes")
    browser.find(".source").send_keys("# new")
    browser.run("location.hash = '#/history'")
    question = browser.until(lambda driver: driver.switch_to.alert, "a question")
    question.dismiss()
    assert browser.driver.current_url.endswith("#/flows/chase_disputes")
    browser.run("location.hash = '#/history'")
    browser.until(lambda driver: driver.switch_to.alert, "a question").accept()
    browser.find("h1", "History")


def test_a_change_by_others_is_not_written_over(browser: Browser, server: Served) -> None:
    browser.go(f"{server.address}/#/flows/needy")
    source = browser.find(".source")
    file = server.flows / "needy.hold"
    theirs = f"# theirs\n{file.read_text()}"
    file.write_text(theirs)
    source.send_keys("# ours", Keys.ENTER)
    browser.chord(Keys.CONTROL, "s")
    browser.find(".toast[data-kind=bad]")
    assert file.read_text() == theirs
    assert browser.find(".actions", "Changed")
    browser.run("location.hash = '#/'")
    browser.until(lambda driver: driver.switch_to.alert, "a question").accept()


def test_a_new_flow_is_made(browser: Browser, server: Served) -> None:
    browser.press("g", "f")
    browser.find("a.button", "New flow").click()
    source = browser.find(".source")
    source.click()
    browser.chord(Keys.CONTROL, "a")
    browser.press(FRESH)
    browser.chord(Keys.CONTROL, "s")
    browser.find("h1", "Fresh")
    assert browser.driver.current_url.endswith("#/flows/fresh")
    browser.find("button.danger", "Delete").click()
    browser.find("dialog button.danger", "Delete").click()
    browser.find("h1", "Flows")
    assert not browser.has(".rows", "Fresh")


# --- devices, statistics ---


def test_a_device_is_added_and_removed(browser: Browser) -> None:
    browser.press("g", "d")
    browser.find(".rows", "sip_phone")
    browser.find("button", "New device").click()
    browser.find("dialog input[name=name]").send_keys("Kitchen phone")
    browser.find("dialog input[name=sip_uri]").send_keys("nonsense of an address", Keys.ENTER)
    browser.find("dialog .problem", "sip_uri")
    uri = browser.find("dialog input[name=sip_uri]")
    uri.clear()
    uri.send_keys("sip:kitchen@127.0.0.1:5998", Keys.ENTER)
    browser.find(".rows strong", "Kitchen phone")
    browser.shoot("devices")
    browser.find('button[aria-label="Remove Kitchen phone"]').click()
    browser.find("dialog button.danger", "Remove").click()
    browser.until(lambda _: not browser.has(".rows strong", "Kitchen phone"), "the device is gone")


def test_hours_are_shown_with_their_calls(browser: Browser) -> None:
    browser.press("g", "s")
    browser.find(".best", "is the best time to call")
    cells = browser.driver.find_elements(By.CSS_SELECTOR, "td[data-level]")
    assert [cell.text for cell in cells] == ["7"] * 15  # of each hour of five days; rehearsed calls do not count
    browser.run("arguments[0].focus()", cells[0])
    assert "7 calls" in browser.find(".map .readout").text
    browser.shoot("statistics")


# --- signing in, keys, sizes, colours ---


def test_the_token_leaves_the_address(browser: Browser, server: Served) -> None:
    assert server.token not in browser.driver.current_url
    assert browser.run("return sessionStorage.getItem('holdlang.token')") == server.token


def test_a_wrong_token_is_asked_for_again(window: Browser, server: Served) -> None:
    window.go(f"{server.address}/#token=hold_wrong")
    box = window.find("dialog input[name=token]")
    assert window.has("dialog .problem", "does not know this token")
    box.send_keys(server.token, Keys.ENTER)
    window.until(lambda _: not window.has("dialog"), "signed in")
    window.press("g", "f")
    window.find(".rows", "Chase Bank")


def test_a_call_is_started_with_the_keyboard_alone(browser: Browser) -> None:
    browser.press("n")
    browser.find("dialog select[name=call_flow_id]")
    browser.press("Quick Bank")
    for _ in range(3):
        browser.press(Keys.TAB)
    assert browser.run("return document.activeElement.name") == "rehearse"
    browser.press("Slow Bank")
    browser.press(Keys.TAB)
    browser.press(Keys.TAB)
    assert browser.run("return document.activeElement.textContent") == "Call"
    outline = browser.run("return getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    browser.press(Keys.ENTER)
    opened_call(browser)
    browser.find(".callhead .chip", "Connected", patience=CALL_SECONDS)
    browser.press("h")
    browser.find("dialog h2", "Hang up")
    browser.press(Keys.TAB)
    browser.press(Keys.TAB)
    assert browser.run("return document.activeElement.textContent") == "Hang up"
    browser.press(Keys.ENTER)
    browser.find(".callhead .chip", "Hung up", patience=CALL_SECONDS)


def test_keys_are_told_and_can_be_switched_off(browser: Browser) -> None:
    browser.press("?")
    box = browser.find("dialog input[type=checkbox]")
    box.click()
    browser.press(Keys.ESCAPE)
    browser.until(lambda _: not browser.has("dialog"), "closed")
    browser.press("n", "?")
    assert not browser.has("dialog")
    browser.run("localStorage.clear()")
    browser.press("?")
    browser.find("dialog h2", "Keys")
    browser.press(Keys.ESCAPE)


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "wide"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_view_fits(
    transferred: str, browser: Browser, server: Served, size: tuple[int, int], scheme: str
) -> None:
    browser.size(*size)
    browser.prefer(scheme)
    grounds = set()
    for name, hash_ in {**VIEWS, "record": f"#/calls/{transferred}"}.items():
        browser.go(server.address + "/" + hash_)
        browser.find("h1")
        browser.until(lambda _: browser.run("return document.readyState") == "complete", "loaded")
        assert browser.overflow() <= 0, name
        grounds.add(browser.run("return getComputedStyle(document.documentElement).backgroundColor"))
        browser.shoot(f"{name.replace(' ', '_')}_{'phone' if size == PHONE else 'wide'}_{scheme}")
    assert grounds == {"rgb(246, 244, 239)" if scheme == "light" else "rgb(20, 23, 28)"}


def test_a_word_without_an_end_fits_a_phone(browser: Browser, server: Served) -> None:
    file = server.flows / "endless.hold"
    file.write_text(
        f'flow endless "{"Ä" * 80}"\n  company "{"Ö" * 80}"\n\nhold 1h\ntransfer sip_phone\n', encoding="utf-8"
    )
    browser.size(*PHONE)
    for hash_ in ("#/flows", "#/flows/endless"):
        browser.go(f"{server.address}/{hash_}")
        browser.find("main", "Ö" * 80)
        assert browser.overflow() <= 0, hash_
    file.unlink()


def test_every_field_and_button_has_a_name(browser: Browser, server: Served, transferred: str) -> None:
    for hash_ in [*VIEWS.values(), f"#/calls/{transferred}"]:
        browser.go(server.address + "/" + hash_)
        browser.find("h1")
        for element in browser.driver.find_elements(
            By.CSS_SELECTOR, "button, a, input, select, textarea, [role=slider]"
        ):
            if element.is_displayed():
                assert element.accessible_name, element.get_attribute("outerHTML")
