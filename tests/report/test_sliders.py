"""What a page of sliders refuses, and the JavaScript that it prints."""

from __future__ import annotations

import pytest
import sympy as sp

from capital import Model
from capital.errors import CapitalError, DataError, ModelError, OutputError
from capital.report import sliders

LAW = Model.from_text(["k = c/v", "r = e/(1 + k)"], name="law")
RANGES = {"c": (0, 10), "v": (1, 2), "e": (0, 1)}


@pytest.fixture(autouse=True)
def without_library(monkeypatch):
    """The drawing library takes a second; what is tested here does not need it."""
    monkeypatch.setattr(sliders, "_script", lambda forms, used: "")


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"sliders": {"c": (0, 10)}}, ModelError, "e, v are unset"),
        ({"sliders": {**RANGES, "q": (0, 1)}}, CapitalError, "‘q’"),
        ({"sliders": {**RANGES, "c": (3, 1)}}, DataError, "no range"),
        ({"sliders": {**RANGES, "c": (0, 1, 2)}}, DataError, "no range"),
        ({"sliders": {**RANGES, "c": (0,)}}, DataError, "no range"),
        ({"sliders": {**RANGES, "c": "01"}}, DataError, "no range"),
        ({"x": "r"}, ModelError, "r moves nothing"),
        (
            {"x": "e", "sliders": {"c": (0, 1), "v": (1, 2)}, "fixed": {"e": 1}},
            ModelError,
            "e moves",
        ),
        ({"y": "rr"}, CapitalError, "‘rr’"),
    ],
)
def test_bad_input_is_named(change, error, words):
    with pytest.raises(error, match=words):
        sliders.html(LAW, **{"y": "r", "x": "c", "sliders": RANGES, **change})


def test_a_function_that_browsers_lack_is_named():
    x = sp.Symbol("x")
    with pytest.raises(ModelError, match="no function for zeta"):
        sliders.javascript(sp.zeta(x), [x])


def test_javascript_of_what_models_hold():
    x, y = sp.symbols("x y", positive=True)
    text = sliders.javascript(sp.exp(-x) * sp.Min(x, y) + sp.Rational(1, 3) * sp.log(y), [x, y])
    assert "Math.exp(-v[0])" in text
    assert "Math.min(v[0], v[1])" in text


def test_same_model_same_bytes_and_text_is_escaped():
    given = {"y": "r", "x": "c", "sliders": RANGES, "title": "</script><b>"}
    assert sliders.html(LAW, **given) == sliders.html(LAW, **given)
    assert "<b>" not in sliders.html(LAW, **given)


def test_a_page_that_cannot_be_written_is_an_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        sliders.page(LAW, y="r", x="c", sliders=RANGES, path=tmp_path / "file" / "page.html")
