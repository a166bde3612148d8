"""Models with lags: exact paths, steady states, and what they refuse."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capital.errors import CapitalError, ModelError
from capital.lags import current, is_lag, lag
from capital.model import Model, variables

RATE = st.fractions(min_value="-9/10", max_value=2, max_denominator=20)


def test_a_lag_keeps_unit_and_domain_and_comes_back():
    K = variables("K", unit="hour")
    assert lag(K).is_positive
    assert is_lag(lag(K))
    assert current(lag(K)) == K
    with pytest.raises(CapitalError, match="lag takes one variable"):
        lag(lag(K))


def test_a_lag_in_text_is_the_lag_of_the_symbol():
    model = Model.from_text(["K = (1 + g)*lag(K)"])
    assert [symbol.name for symbol in model.lags] == ["K[-1]"]


@given(g=RATE, start=st.integers(1, 100))
def test_a_path_of_constant_growth_is_the_power(g, start):
    path = Model.from_text(["K = (1 + g)*lag(K)"], real=["g"]).path(6, {"K": start, "g": g})
    assert [Fraction(str(x)) for x in path["K"]] == [start * (1 + g) ** t for t in range(1, 7)]


def test_a_path_follows_exogenous_sequences_and_floats_stay_floats():
    model = Model.from_text(["K = lag(K)*(1 - d) + I"])
    path = model.path(3, {"K": 10.0, "d": 0.1, "I": [1.0, 2.0, 3.0]})
    expected, stock = [], 10.0
    for flow in (1.0, 2.0, 3.0):
        stock = stock * 0.9 + flow
        expected.append(stock)
    assert path["K"].dtype == float
    assert np.allclose(path["K"], expected)


def test_a_lagged_exogenous_variable_needs_its_value_before_the_first_period():
    model = Model.from_text(["w = lag(q)/2"])
    assert model.path(2, {"q": [10, 20, 30]})["w"].tolist() == [5, 10]
    with pytest.raises(ModelError, match="no value in period 1"):
        model.path(2, {"q": [10, 20]})


def test_a_path_converges_to_the_steady_state():
    model = Model.from_text(["K = lag(K)*(1 - d) + I", "D = d*lag(K)"])
    values = {"d": "1/2", "I": 4}
    assert model.steady_state(values) == [{"K": 8, "D": 4}]
    assert abs(model.path(40, {"K": 1, **values})["K"].iloc[-1] - 8) < 1e-9


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"g": "1/10"}, "give an initial value"),
        ({"K": 100}, "g has no value"),
        ({"K": 100, "g": [1, 2]}, "g has 2 values"),
        ({"K": [1, 2, 3], "g": 1}, "one initial value"),
        ({"K": -1, "g": 1}, "K must be positive"),
        ({"K": float("nan"), "g": 1}, "no finite number"),
        ({"K": 1, "g": 1, "h": 2}, "‘h’"),
    ],
)
def test_a_path_says_what_is_missing_or_wrong(values, message):
    with pytest.raises(CapitalError, match=message):
        Model.from_text(["K = (1 + g)*lag(K)"]).path(3, values)


def test_a_path_that_has_no_value_names_the_period():
    model = Model.from_text(["x = 1/(2 - lag(y))", "y = lag(y) + 1"], real=["x"])
    with pytest.raises(ModelError, match="period 2"):
        model.path(4, {"y": 1})


def test_a_path_that_leaves_the_domain_names_the_period():
    model = Model.from_text(["y = lag(y) - 1"])
    with pytest.raises(ModelError, match=r"y must be positive, but is 0 \(in period 2\)"):
        model.path(4, {"y": 2})
