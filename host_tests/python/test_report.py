# SPDX-License-Identifier: MIT
"""The report and the comparison as a browser has them: without a network, on a phone, printed."""

import base64
import csv
import json
import re
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure as Canvas
from minnorm import files
from minnorm.errors import UserError
from minnorm.report import charts, overlay, page, portrait
from minnorm.report.figure import Figure

import browser as browsers
from test_end_to_end import minnorm

MOST = 5_000_000  # bytes


def drawn(draw) -> dict:
    found = portrait.of(Figure("one", "A caption.", draw), None)
    assert found is not None
    json.dumps(found)
    return found["panels"][0]


def test_a_portrait_has_lines_bands_and_marks_with_their_groups():
    def draw(canvas: Canvas, _) -> None:
        axes = canvas.subplots()
        axes.loglog([1, 10, 100], [1.0, np.nan, 3.0], "--", color="#112233", label="$10^{-3}$ of it")
        axes.fill_between([1, 10], [1, 2], [3, 4], color="#112233", alpha=0.2)
        axes.plot([2], [3], "x", color="#445566", label="mark")
        axes.axvline(7.0, label="threshold")
        axes.set_xlabel("N")

    panel = drawn(draw)
    line, band, mark, threshold = panel["series"]
    assert (line["kind"], line["label"], line["dash"], line["y"]) == ("line", "10⁻³ of it", [6, 4], [1.0, None, 3.0])
    assert band["kind"] == "area" and band["group"] == "10⁻³ of it" and band["color"] == "#11223333"
    assert {(1.0, 1.0), (10.0, 4.0)} <= set(zip(band["x"], band["y"]))
    assert (mark["kind"], mark["group"], mark["x"], mark["y"]) == ("marks", "mark", [2.0], [3.0])
    assert (threshold["kind"], threshold["at"]) == ("vertical", 7.0)
    assert (panel["x"]["label"], panel["x"]["scale"], panel["y"]["scale"]) == ("N", "log", "log")


def test_what_has_no_portrait_says_so():
    def image(canvas: Canvas, _) -> None:
        canvas.subplots().imshow(np.eye(2))

    def space(canvas: Canvas, _) -> None:
        canvas.add_subplot(projection="3d")

    def bent(canvas: Canvas, _) -> None:
        canvas.subplots().set_xscale("symlog")

    assert [portrait.of(Figure("one", "", draw), None) for draw in (image, space, bent)] == [None] * 3


def test_bars_and_error_bars_are_drawn_too():
    def draw(canvas: Canvas, _) -> None:
        axes = canvas.subplots()
        axes.hist([1, 1, 2], [0.5, 1.5, 2.5], color="#778899", label="draws")
        axes.errorbar([1], [2], [0.5], color="#123456", label="measured")

    series = drawn(draw)["series"]
    assert [max(one["y"]) for one in series if one["kind"] == "area"] == [2.0, 1.0]
    assert any(one["kind"] == "line" and one["y"][:2] == [1.5, 2.5] for one in series)


def panel(title: str, low: float) -> dict:
    axis = {"label": "", "scale": "linear", "limits": [low, low + 1]}
    series = [{"kind": "line", "color": "#000000", "label": "a", "group": "a", "x": [0], "y": [low]}, {"kind": "vertical", "at": 1, "group": ""}]
    return {"title": title, "x": axis, "y": axis, "series": series, "notes": []}


def test_an_overlay_has_both_runs_and_room_for_both():
    first, second = ({"name": "f", "caption": "", "panels": [panel("T", low)]} for low in (0.0, 5.0))
    (one,) = overlay.overlaid(first, second, ("A", "B"))["panels"]
    assert [series.get("label") for series in one["series"] if "x" in series] == ["a (A)", "a (B)"]
    assert one["y"]["limits"] == [0.0, 6.0]


def test_panels_of_different_datasets_are_matched_by_title():
    first = {"name": "f", "caption": "", "panels": [panel("S", 0.0)]}
    second = {"name": "f", "caption": "", "panels": [panel("T", 1.0), panel("S", 2.0)]}
    (one,) = overlay.overlaid(first, second, ("A", "B"))["panels"]
    assert one["y"]["limits"] == [0.0, 3.0]


@pytest.mark.parametrize("content", ["[", "{}", '{"panels": [1]}', '{"name": "f", "caption": "", "panels": [{"series": []}]}'])
def test_what_is_no_portrait_is_one_sentence(tmp_path, content):
    for name in "ab":
        files.write(tmp_path / name / "figures" / "f.json", content)
    with pytest.raises(UserError, match="a and .*b are not what minnorm draws; give the same ./minnorm run with --out again"):
        overlay.write(tmp_path / "c.html", (tmp_path / "a", tmp_path / "b"), ("A", "B"), [], is_identical=False)
    assert not (tmp_path / "c.html").exists()


def test_no_data_can_end_a_script():
    assert "</script" not in page._in_script({"caption": "</script><b>"})
    assert json.loads(page._in_script({"a": "</script>"})) == {"a": "</script>"}


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> Path:
    """A folder with the runs a and b, which differ."""
    folder = tmp_path_factory.mktemp("reports")
    for name, splits in (("a", "3"), ("b", "2")):
        done = minnorm("run", "--board", "desktop", "--dataset", "diabetes", "--splits", splits, "--out", name, cwd=folder)
        assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.slow
def test_the_report_says_how_it_was_made(runs):
    said = json.loads((runs / "a" / "run.json").read_text())["provenance"]
    text = (runs / "a" / "report.html").read_text()
    assert "--dataset diabetes --splits 3" in said["command"] and said["compiler"].startswith("GNU ")
    assert all(fact.replace("'", "&#39;") in text for fact in said.values())


@pytest.mark.slow
def test_the_report_works_offline_on_paper_and_on_a_phone(runs, tmp_path):
    report = runs / "a" / "report.html"
    text = report.read_text()
    assert report.stat().st_size < MOST
    assert not re.findall(r'(?:src|href)="(?!data:|#)[^"]*"', text), "nothing is loaded from elsewhere"
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(re.findall(r'id="([^"]+)"', text)), "the contents lead somewhere"
    with browsers.chromium() as browser:
        run = browser.execute_script
        browser.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
        browser.get(report.as_uri())
        run("document.getElementById('regression-figure1').scrollIntoView()")
        browsers.until(lambda: run("return figures.has('regression-figure1')"), "the figure")
        assert not browser.find_element("css selector", "#regression-figure1 > img").is_displayed()

        first = "figures.get('regression-figure1')"
        shown = f"return {first}.panels[0].chart.data.datasets.filter((one) => !one.hidden).length"
        before = run(shown)
        toggle = browser.find_element("css selector", "#regression-figure1 .legend button")
        toggle.click()
        assert run(shown) < before and toggle.get_attribute("aria-pressed") == "false"
        toggle.click()
        assert run(shown) == before

        limits = f"const x = {first}.panels[0].chart.scales.x; return [x.min, x.max]"
        keys = f"return [...{first}.legend.children].filter((one) => one.dataset.label.startsWith('test, ')).map((one) => one.firstChild.style.background)"
        mean, median = run(keys)
        assert "gradient" in median and "gradient" not in mean, "one colour, and dashes as in the figure"

        low, high = run(limits)
        drag(browser, browser.find_element("css selector", "#regression-figure1 canvas"), 60)
        zoomed = run(limits)
        assert low < zoomed[0] < zoomed[1] < high
        ticks = f"return {first}.panels[0].chart.scales.y.ticks.filter((one) => one.label).length"
        assert run(ticks) >= 2, "an axis that is zoomed into has numbers"
        assert run(f"return {first}.panels[0].chart.tooltip.opacity") == 1, "the mouse is over the figure"
        browser.find_element("css selector", "#regression-figure1 .tools button").click()
        assert run(limits) == [low, high]

        for button in browser.find_elements("css selector", "#regression-figure1 .tools button")[1:]:
            button.click()
        files = [tmp_path / f"figure1.{kind}" for kind in ("svg", "png", "csv")]
        browsers.until(lambda: all(file.exists() for file in files), "the downloads")
        svg, png, table = files
        assert svg.read_bytes() == (runs / "a" / "figures" / "figure1.svg").read_bytes()
        assert png.read_bytes().startswith(b"\x89PNG")
        rows = list(csv.DictReader(table.read_text().splitlines()))
        assert len([row for row in rows if row["series"].startswith("train, mean") and row["kind"] == "line"]) == 39

        browsers.resize(browser, browsers.PHONE)
        assert run("return document.documentElement.scrollWidth") <= browsers.PHONE[0]
        verdict = browser.find_element("css selector", "table td:nth-child(2)").size["width"]
        assert verdict > browsers.PHONE[0] / 3, "the verdict has room"
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
        assert browser.find_element("css selector", "#regression-figure1 > img").is_displayed()
        assert not browser.find_element("css selector", "#regression-figure1 canvas").is_displayed()
        printed = base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", {})["data"])
        assert printed.startswith(b"%PDF")
        dark = [{"name": "prefers-color-scheme", "value": "dark"}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "screen", "features": dark})
        assert run("return getComputedStyle(document.body).backgroundColor") == "rgb(24, 24, 24)"
        assert browsers.complaints(browser) == []


def drag(browser, element, reach: int) -> None:
    """From the middle of the element, a way down and to the right."""
    from selenium.webdriver.common.action_chains import ActionChains

    ActionChains(browser).move_to_element(element).click_and_hold().move_by_offset(reach, reach).release().perform()


def test_without_chart_js_a_page_has_no_script_and_its_pictures_stay(monkeypatch, tmp_path):
    empty = {"title": "T", "lines": [], "is_identical": True, "figures": []}
    assert "new LiveFigure" in page.rendered("overlay.html.j2", **empty)
    monkeypatch.setattr(charts, "_LIBRARY", tmp_path / "none")
    assert "new LiveFigure" not in page.rendered("overlay.html.j2", **empty)


@pytest.mark.slow
def test_compare_draws_both_runs(runs):
    done = minnorm("compare", "a", "b", "--report", cwd=runs)
    assert done.returncode == 1, "one has a split more"
    assert "report: comparison.html" in done.stderr
    with browsers.chromium() as browser:
        browser.get((runs / "comparison.html").as_uri())
        browsers.until(lambda: browser.execute_script("return figures.has('figure1')"), "the figure")
        labels = [one.text for one in browser.find_elements("css selector", "#figure1 .legend button")]
        assert {label[-3:] for label in labels if label.startswith("test")} == {"(a)", "(b)"}
        assert browsers.complaints(browser) == []
