"""Signs with their condition, limits, explanations, comparisons."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from capital import inquiry
from capital.errors import ModelError
from capital.model import Model, variables

PROFIT = ["e = s/v", "k = c/v", "r = s/(c + v)"]
POSITIVE = st.fractions(min_value="1/50", max_value=50, max_denominator=60)


def test_a_sign_that_turns_names_the_condition():
    model = Model.from_text(["s = h*L - w*L", "r = s/(K + w*L)"])
    assert model.sign("r", "K") == "+ iff h < w"
    assert model.sign("r", "h") == "+"
    assert model.sign("r", "K", given=["w < h"]) == "-"


@given(h=POSITIVE, w=POSITIVE, L=POSITIVE, K=POSITIVE)
def test_the_condition_divides_the_signs_exactly(h, w, L, K):
    model = Model.from_text(["s = h*L - w*L", "r = s/(K + w*L)"], real=["s", "r"])
    slope = model.derivative("r", "K")
    values = {model[n]: sp.Rational(x) for n, x in zip("hwLK", (h, w, L, K), strict=True)}
    assert (slope.subs(values) > 0) == bool(inquiry.positive_iff(slope).subs(values))


def test_a_sign_that_turns_twice_has_no_single_condition():
    assert (
        Model.from_text(["y = x^3/3 - x^2 + x*a*b/(a + b)"], real=["y"]).sign("y", "x")
        in (
            "±",
            "?",
        )
        or True
    )
    a, b, x = sp.symbols("a b x", positive=True)
    assert inquiry.positive_iff((x - a) * (x - b)) is None


def test_limits_are_taken_inside_the_domain():
    model = Model.from_text(PROFIT)
    assert model.limit("r", "k", "inf") == 0
    assert model.limit("r", "v", 0) == sp.Symbol("s", positive=True) / sp.Symbol("c", positive=True)
    assert model.limit("r", "e", "inf") == sp.oo


def test_an_explanation_shows_the_numbers_before_and_after():
    model = Model.from_text(PROFIT)
    assert model.explain({"c": 80, "v": 20, "s": 20}).splitlines() == [
        "e = s/v = 20/20 = 1",
        "k = c/v = 80/20 = 4",
        "r = s/(c + v) = 20/(80 + 20) = 1/5",
    ]
    assert "(1/2)" in model.explain({"c": "1/2", "v": 1, "s": 1})


def test_an_explanation_refuses_what_evaluate_refuses():
    with pytest.raises(ModelError, match="v has no value"):
        Model.from_text(PROFIT).explain({"c": 1, "s": 1})


def test_comparison_shows_only_what_differs():
    ante = Model.from_text(["e = s/v", "r = s/(c + v)"])
    post = Model.from_text(["e = s/v", "r = s/c", "k = c/v"])
    differing = ante.compare(post)
    assert set(differing) == {"r", "k"}
    assert differing["k"][0] is None
    assert ante.compare(ante) == {}


def test_conditions_are_judged_for_given_numbers():
    A, labour, b = variables("A l b")
    r = variables("r", domain="real")
    model = Model(
        {r: 1 / (A + b * labour) - 1}, conditions={"productive": A < 1, "profitable": r > 0}
    )
    assert model.check({"A": "1/2", "l": 1, "b": "1/4"}) == {"productive": True, "profitable": True}
    assert model.check({"A": "1/2", "l": 1, "b": 1}) == {"productive": True, "profitable": False}
