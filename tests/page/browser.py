"""Debian's Chromium, driven by its own driver; nothing is downloaded. Not responsible for what the page must do."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

PATIENCE = 60.0
"""Seconds for what the page does after a click."""

WIDE = (1280, 860)
PHONE = (360, 760)
"""CSS pixels; the narrowest phones that are sold."""


class Browser:
    """A window, and what a user does in it."""

    def __init__(self, driver: webdriver.Chrome, shots: Path) -> None:
        self.driver = driver
        self._shots = shots

    def size(self, width: int, height: int) -> None:
        """Have a window of this size, in CSS pixels."""
        self._command(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500
        )

    def prefer(self, scheme: str) -> None:
        """Like it `dark` or `light`."""
        self._command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def go(self, address: str) -> None:
        """Load the page anew at this address."""
        self.driver.get("about:blank")  # otherwise only the hash would change
        self.driver.get(address)

    def run_before_all(self, script: str) -> None:
        """Run JavaScript in every page that is loaded from now on, before its own."""
        self._command("Page.addScriptToEvaluateOnNewDocument", source=script)

    def find(self, css: str, text: str = "", *, patience: float = PATIENCE) -> WebElement:
        """The first element that is shown and has this text, as soon as there is one."""

        def found(driver: webdriver.Chrome) -> WebElement | None:
            for element in driver.find_elements(By.CSS_SELECTOR, css):
                if element.is_displayed() and text in element.text:
                    return element
            return None

        seen: WebElement = self.until(found, f"{css} {text}".strip(), patience=patience)
        return seen

    def has(self, css: str, text: str = "") -> bool:
        """Whether such an element is shown now."""
        found = self.driver.find_elements(By.CSS_SELECTOR, css)
        return any(element.is_displayed() and text in element.text for element in found)

    def until(self, condition: Callable[[webdriver.Chrome], Any], what: str, *, patience: float = PATIENCE) -> Any:
        """What the condition gives once it is true. An element that is replaced meanwhile is looked for again."""
        from selenium.common.exceptions import StaleElementReferenceException

        wait = WebDriverWait(self.driver, patience, 0.1, ignored_exceptions=[StaleElementReferenceException])
        return wait.until(condition, f"waited for: {what}")

    def press(self, *keys: str) -> None:
        """Press keys wherever the focus is."""
        self.driver.switch_to.active_element.send_keys(*keys)

    def chord(self, *keys: str) -> None:
        """Press keys together, such as Control and S, and let go of them."""
        with_all = ActionChains(self.driver)
        for key in keys:
            with_all.key_down(key)
        for key in reversed(keys):
            with_all.key_up(key)
        with_all.perform()

    def run(self, script: str, *arguments: object) -> Any:
        """What JavaScript returns in the page."""
        return self.driver.execute_script(script, *arguments)

    def imported(self, module: str, expression: str, *arguments: object) -> Any:
        """The value of an expression about `module`, a module of the page; `given` are the arguments."""
        script = f"""
            const [...given] = arguments; const done = given.pop();
            import("/page/js/{module}").then((module) => done([{expression}]), (error) => done(String(error)));
        """
        found = self.driver.execute_async_script(script, *arguments)
        assert isinstance(found, list), found
        return found[0]

    def overflow(self) -> int:
        """CSS pixels by which the page is wider than the window."""
        return int(self.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    def shoot(self, name: str) -> None:
        """Write what the window shows into `build/screenshots`."""
        self._shots.mkdir(parents=True, exist_ok=True)
        self.driver.save_screenshot(str(self._shots / f"{name}.png"))

    def complaints(self) -> list[str]:
        """What the console says went wrong since the last time, refusals of the server left out."""
        entries = self.driver.get_log("browser")  # type: ignore[no-untyped-call]
        return [one["message"] for one in entries if one["level"] == "SEVERE" and one["source"] != "network"]

    def _command(self, name: str, **values: object) -> None:
        self.driver.execute_cdp_cmd(name, values)


@contextmanager
def chromium(shots: Path) -> Iterator[Browser]:
    """A browser; the test is skipped where there is none."""
    paths = [shutil.which(name) for name in ("chromium", "chromedriver")]
    if None in paths:
        pytest.skip("there is no Chromium with its driver here: apt-get install chromium chromium-driver")
    binary, driver_path = paths
    options = webdriver.ChromeOptions()
    options.binary_location = str(binary)
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--lang=en-GB",
        "--autoplay-policy=no-user-gesture-required",
        "--disable-background-networking",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(str(driver_path)))
    try:
        driver.set_script_timeout(PATIENCE)
        browser = Browser(driver, shots)
        browser.size(*WIDE)
        yield browser
    finally:
        driver.quit()
