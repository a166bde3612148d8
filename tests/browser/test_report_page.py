"""The page of a report in a browser that has no network."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from playwright.sync_api import Page

from capital.report import document
from capital.report.output import write_files

HOSTILE = "</script><script>hacked = 1</script><img src=x onerror='hacked = 1'>"


@pytest.fixture(scope="module")
def demo_file(demo: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    return write_files(folder, {"index.html": document.html(demo.build())})[0]


def colour(page: Page, selector: str, name: str) -> float:
    """Return the mean of red, green and blue of a computed colour, from 0 to 255."""
    text = page.evaluate(
        "([css, name]) => getComputedStyle(document.querySelector(css))[name]", [selector, name]
    )
    numbers = [float(number) for number in re.findall(r"[\d.]+", text)[:3]]
    return sum(numbers) / 3


def test_every_figure_is_drawn_and_nothing_is_fetched(visit, demo_file, demo):
    seen = visit(demo_file)
    assert seen.requests == [demo_file.as_uri()]
    assert seen.complaints == []
    figures = seen.page.locator(".chart svg")
    assert figures.count() == len(demo.build().charts)
    for figure in figures.all():
        assert figure.bounding_box()["width"] > 800


def test_the_policy_of_the_page_forbids_the_network(visit, demo_file):
    seen = visit(demo_file)
    answer = seen.page.evaluate(
        "fetch('https://example.org/').then(() => 'sent', error => error.name)"
    )
    assert answer == "TypeError"
    assert seen.requests == [demo_file.as_uri()]
    assert any("Content Security Policy" in text for text in seen.complaints)


def test_a_phone_scrolls_no_page_sideways(visit, demo_file):
    seen = visit(demo_file, width=390)
    seen.page.evaluate("document.querySelectorAll('details').forEach(box => box.open = true)")
    assert seen.page.evaluate("document.documentElement.scrollWidth") == 390
    assert seen.page.evaluate("document.body.scrollWidth") == 390
    for figure in seen.page.locator(".chart svg").all():
        box = figure.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    table = "document.querySelector('.scroll:has(.findings)')"
    assert seen.page.evaluate(f"{table}.scrollWidth > {table}.clientWidth")


def test_dark_mode_turns_page_and_figures(visit, demo_file):
    light, dark = (visit(demo_file, scheme=scheme).page for scheme in ("light", "dark"))
    for selector, name in [("body", "backgroundColor"), (".chart svg text", "fill")]:
        values = colour(light, selector, name), colour(dark, selector, name)
        expected = sorted(values, reverse=name == "backgroundColor")
        assert list(values) == expected
        assert abs(values[0] - values[1]) > 150


def test_pointing_shows_the_number_and_its_series(visit, demo_file, demo):
    page = visit(demo_file).page
    chart = page.locator("#plot\\:rate-of-profit svg")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    for step in (0, 2):
        page.mouse.move(box["x"] + box["width"] * 0.6 + step, box["y"] + 120)
    page.wait_for_selector("#vg-tooltip-element.visible")
    cells = page.locator("#vg-tooltip-element td").all_inner_texts()
    year, series, number = cells[1::2]
    data = demo.lines().data
    row = data[(data["year"] == int(year)) & (data["valuation"] == series)]
    assert float(number.rstrip("%")) / 100 == pytest.approx(row["r"].item(), abs=1e-4)


def test_the_legend_singles_out_a_series(visit, until, demo_file):
    page = visit(demo_file).page
    page.locator("#plot\\:rate-of-profit .role-legend-label text").nth(1).click()
    line = page.locator("#plot\\:rate-of-profit .lines_marks path").first
    until(page, "box => box.getAttribute('opacity') === '0.12'", line.element_handle())


def test_the_wheel_scrolls_the_page_and_with_ctrl_it_zooms(visit, until, demo_file):
    page = visit(demo_file).page
    chart = page.locator("#plot\\:rate-of-profit svg")
    chart.hover()
    labels, top = chart.text_content(), page.evaluate("scrollY")
    page.mouse.wheel(0, 200)
    until(page, f"scrollY > {top}")
    assert chart.text_content() == labels
    chart.hover()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -600)
    page.keyboard.up("Control")
    until(
        page,
        "text => document.querySelector('#plot\\\\:rate-of-profit svg').textContent !== text",
        labels,
    )


def test_hostile_words_are_only_words(visit, demo, tmp_path):
    calm = demo.bars()
    words = dict.fromkeys(("title", "x_title", "y_title", "note", "source"), HOSTILE)
    data = calm.data.replace({"fast adoption": HOSTILE, "transport": HOSTILE})
    section = demo.Section(
        "hostile", HOSTILE, (HOSTILE,), (replace(calm, data=data, **words), demo.table())
    )
    report = demo.Report(HOSTILE, HOSTILE, (section,), demo.findings())
    path = write_files(tmp_path, {"index.html": document.html(report)})[0]
    seen = visit(path, width=1600)
    seen.page.locator(".marks_marks path").first.hover()
    seen.page.wait_for_selector("#vg-tooltip-element.visible")
    assert HOSTILE in seen.page.locator("#vg-tooltip-element").inner_text()
    assert seen.page.evaluate("typeof hacked") == "undefined"
    assert seen.page.locator("h1").inner_text() == HOSTILE
    assert seen.complaints == []
    assert seen.requests == [path.as_uri()]
