# SPDX-License-Identifier: MIT
"""Headless Chromium, for tests of pages; they are skipped where it is not installed."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

WIDE, PHONE = (1280, 1600), (390, 1400)
_SECONDS = 60.0  # the longest wait of a test that will fail


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser of its own, 1280 points wide."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="python3-selenium is not installed")
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if program is None or driver is None:
        pytest.skip("chromium and chromium-driver are not installed")
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = program
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(service=Service(driver), options=options)
    try:
        resize(browser, WIDE)
        yield browser
    finally:
        browser.quit()


def resize(browser: Any, size: tuple[int, int]) -> None:
    """The size of the page in points."""
    size_of = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size == PHONE}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size_of)


def until(is_so: Callable[[], Any], what: str) -> Any:
    """The first value of `is_so` that is true."""
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        value = is_so()
        if value:
            return value
        time.sleep(0.1)
    raise AssertionError(f"{what} did not come")


def complaints(browser: Any) -> list[str]:
    """What its console says was wrong, but for requests to a server that has ended."""
    return [one["message"] for one in browser.get_log("browser") if one["level"] == "SEVERE" and "ERR_CONNECTION" not in one["message"]]


def click_at_point(browser: Any, figure: str, key: str, place: int) -> None:
    """A click on the point of that place in the series of that key of the figure's first panel."""
    from selenium.webdriver.common.action_chains import ActionChains

    found = browser.execute_script(
        """const { chart, canvas } = figures.get(arguments[0]).panels[0];
        const at = chart.data.datasets.findIndex((one) => one.key === arguments[1]);
        if (at < 0) return null;
        canvas.scrollIntoView({ block: "center" });
        const point = chart.getDatasetMeta(at).data[arguments[2]], box = canvas.getBoundingClientRect();
        return [canvas, point.x - box.width / 2, point.y - box.height / 2];""",
        figure,
        key,
        place,
    )
    canvas, x, y = found
    ActionChains(browser).move_to_element_with_offset(canvas, round(x), round(y)).click().perform()
