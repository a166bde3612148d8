"""Sliders in a browser without a network: the curve is the formula that Python compiles."""

from __future__ import annotations

import re

import numpy as np
import pytest
import sympy as sp

from capital import Model
from capital.ai import displacement
from capital.report import page
from capital.theory import chips

LAW = Model.from_text(["k = c/v", "e = s/v", "r = e/(1 + k)"], name="The law", source="Marx <III>")


@pytest.fixture(scope="module")
def law_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("sliders") / "law.html"
    ranges = {"c": (0, 400), "v": (50, 150, 100), "s": (0, 200, 100)}
    return page(LAW, y=["r", "k"], x="c", sliders=ranges, path=path)


def number(text):
    return float(text.replace("\u2212", "-"))


def set_slider(seen, i, value):
    seen.page.evaluate(
        "([id, value]) => { const box = document.getElementById(id); box.value = value;"
        " box.dispatchEvent(new Event('input')); }",
        [f"n{i}", str(value)],
    )


def test_moving_a_slider_moves_the_curve_to_the_compiled_value(visit, law_file, until):
    seen = visit(law_file)
    assert seen.complaints == []
    assert seen.requests == [law_file.as_uri()]
    before = seen.page.locator("#curve path[aria-roledescription=line], #curve .mark-line path")
    shape = before.first.get_attribute("d")
    set_slider(seen, 2, 40)
    set_slider(seen, 0, 300)
    expected = LAW.compile("r")(c=300.0, v=100.0, s=40.0)
    assert number(seen.page.inner_text("#y0")) == pytest.approx(float(expected), rel=1e-5)
    assert number(seen.page.inner_text("#y1")) == 3
    until(
        seen.page,
        "old => document.querySelector('#curve .mark-line path').getAttribute('d') !== old",
        shape,
    )
    assert seen.page.input_value("#s0") == "300"


def test_the_points_of_the_curve_are_those_of_the_model(visit, tmp_path):
    model = chips.steady_growth()
    numbers = {"I": 400, "T_e": 3, "T_b": 6}
    path = page(model, y="O", x="g", sliders={"g": (0.01, 0.6, 0.3)}, fixed=numbers,
                path=tmp_path / "o.html")  # fmt: skip
    seen = visit(path)
    rows = seen.page.evaluate("curve().map(row => [row.x, row.y])")
    x, y = np.array(rows).T
    values = {name: float(value) for name, value in numbers.items()}
    np.testing.assert_allclose(y, model.compile("O")(g=x, **values), rtol=1e-9)
    assert len(x) == 201
    assert (x[0], x[-1]) == (0.01, 0.6)


def test_the_keyboard_moves_a_slider_and_reset_brings_it_back(visit, law_file):
    seen = visit(law_file)
    start = number(seen.page.inner_text("#y0"))
    seen.page.focus("#s2")
    for _ in range(5):
        seen.page.keyboard.press("ArrowRight")
    assert number(seen.page.inner_text("#y0")) > start
    seen.page.click("button[type=reset]")
    seen.page.wait_for_timeout(50)
    assert number(seen.page.inner_text("#y0")) == start
    labels = seen.page.locator("label").all_inner_texts()
    assert labels == ["c, constant capital", "v, variable capital", "s, surplus value"]
    assert seen.page.get_attribute("#curve", "aria-label").startswith("Curve of r, rate of profit")


def test_an_unfinished_number_moves_nothing(visit, law_file):
    seen = visit(law_file)
    start = seen.page.inner_text("#y0")
    set_slider(seen, 1, 9999)
    set_slider(seen, 1, "")
    assert seen.page.inner_text("#y0") == start


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_scrolls_no_page_sideways(visit, law_file, scheme):
    seen = visit(law_file, width=390, scheme=scheme)
    assert seen.page.evaluate("document.documentElement.scrollWidth") == 390
    assert seen.page.locator("#curve svg").bounding_box()["width"] < 390
    paper = seen.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", paper)[:3])) < 200) == (scheme == "dark")


def test_the_page_is_one_file_with_the_formula_in_it(law_file):
    text = law_file.read_text(encoding="utf-8")
    assert len(text.encode()) < 1_200_000
    assert "Marx &lt;III&gt;" in text
    assert "<math" in text
    assert text.count("<script") == 2


def test_a_value_that_does_not_exist_says_so(visit, tmp_path):
    root = Model.from_text(["y = sqrt(1 - x)"])
    seen = visit(page(root, y="y", x="x", sliders={"x": (0, 2)}, path=tmp_path / "root.html"))
    set_slider(seen, 0, 1.5)
    assert seen.page.inner_text("#y0") == "no value"
    assert max(x for x, _ in seen.page.evaluate("curve().map(r => [r.x, r.y])")) == 1


def test_the_path_of_displacement_with_all_its_counter_tendencies(visit, tmp_path):
    model = displacement.path_of_r()
    ranges = {"a": (0, 0.95, 0.5), "nu": (0, 1, 0.25), "zeta": (0, 2, 0.5), "chi": (0, 2, 0.5)}
    fixed = {"K_0": 2, "L_0": 1, "omega_0": "1/2", "n": 1, "xi": "1/2", "Delta": 0, "tau": 0}
    seen = visit(page(model, y="r", x="a", sliders=ranges, fixed=fixed, path=tmp_path / "d.html"))
    shown = number(seen.page.inner_text("#y0"))
    numbers = {**fixed, "a": 0.5, "nu": 0.25, "zeta": 0.5, "chi": 0.5}
    expected = model.compile("r")(**{k: float(sp.Rational(str(v))) for k, v in numbers.items()})
    assert shown == pytest.approx(float(expected), rel=1e-5)
