"""Lessons in a browser: a slider moves the numbers and the picture, and nothing is fetched."""

from __future__ import annotations

import re

import pytest

from capital.publication import classroom, lessons
from capital.theory import interest, value

WAIT = 30_000


@pytest.fixture
def lesson(browser):
    """Serve a lesson and open it with every request to another place refused."""
    opened = []

    def open_page(name, *, width=1000):
        serving = lessons.served(name)
        server = serving.__enter__()
        opened.append(serving.__exit__)
        page = browser.new_page(viewport={"width": width, "height": 3000})
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.route(lambda url: not url.startswith((server.url, "data:", "blob:")), refuse(page))
        page.goto(server.url)
        page.wait_for_selector("h2:has-text('Prove or refute')", timeout=WAIT)
        page.wait_for_selector("img[alt]", timeout=WAIT)
        return page

    yield open_page
    for close in opened:
        close(None, None, None)


def refuse(page):
    def abort(route):
        page.complaints.append(route.request.url)
        route.abort()

    return abort


def press(page, which, key, times=1):
    slider = page.get_by_role("slider").nth(which)
    slider.focus()
    for _ in range(times):
        slider.press(key)


def picture(page):
    return page.locator("img[alt]").first.get_attribute("src")


def sees(page, text):
    """Wait for a number of the model to stand on the page."""
    page.get_by_text(re.compile(rf"^\s*{re.escape(text)}\s*$")).first.wait_for(timeout=WAIT)


def test_the_mill_moves_marks_answers_and_judges(lesson):
    page = lesson(1)
    start = picture(page)
    press(page, 0, "ArrowRight", 22)
    sees(page, classroom.number(float(value.account().evaluate({"c": 400, "v": 52, "s": 80}, "r"))))
    assert picture(page) != start
    assert page.locator(".katex").count() > 5
    page.get_by_label("Answer 1").fill("20/13")
    page.get_by_label("Answer 2").fill("20/13")
    page.get_by_label("Answer 2").press("Tab")
    page.get_by_text("The owner laid out").wait_for(timeout=WAIT)
    assert page.get_by_text("1. Right.").count() == 1
    assert page.get_by_text("How 2 is found").count() == 1
    page.get_by_label(classroom.FAILS).click()
    page.get_by_text("You judged rightly").wait_for(timeout=WAIT)
    assert page.get_by_text("Refuted").count() == page.get_by_text("Proved").count() == 1
    page.get_by_label("A claim of your own").fill("r = e/(1 + k)")
    page.get_by_label("A claim of your own").press("Enter")
    page.get_by_text("Proved").nth(1).wait_for(timeout=WAIT)
    assert page.complaints == []


def test_the_scheme_says_when_it_breaks_and_comes_back(lesson, until):
    page = lesson("reproduction", width=390)
    start = picture(page)
    press(page, 0, "End")
    page.get_by_text("Department II would have to shrink").wait_for(timeout=WAIT)
    press(page, 0, "ArrowLeft", 4)
    until(page, "src => document.querySelector('img[alt]')?.getAttribute('src') === src", start)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.complaints == []


def test_the_price_of_shares_moves_against_interest(lesson):
    page = lesson("fictitious capital")
    start = picture(page)
    press(page, 1, "ArrowLeft", 4)
    company = {"C": 1000000, "r": 0.15, "i": 0.03, "rho": 0.02, "X": 20000}
    sees(page, classroom.number(interest.promoters_profit().evaluate(company, "P_f")))
    assert picture(page) != start
    assert page.complaints == []
