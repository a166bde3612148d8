"""The circuit of capital: growth from lags and recommitted profit, stocks, g = θr."""

from __future__ import annotations

import math

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from capital.errors import ModelError
from capital.theory import circuit

LAGS = {"T_P": 0.5, "T_R": 0.25, "T_F": 0.25}


def test_T_C5_1_growth_of_the_circuit(agrees) -> None:
    model = circuit.growth()
    assert agrees(model.evaluate({"theta": 0.5, "e_c": 0.2, **LAGS}, "g"), "0.0953102")
    slower = {**LAGS, "T_R": 0.5}
    assert agrees(model.evaluate({"theta": 0.5, "e_c": 0.2, **slower}, "g"), "0.0762481")


def test_exact_inputs_keep_the_logarithm() -> None:
    exact = {"theta": "1/2", "e_c": "1/5", "T_P": 1, "T_R": 0, "T_F": 0}
    assert circuit.growth().evaluate(exact, "g") == sp.log(sp.Rational(11, 10))


def test_which_way_growth_goes() -> None:
    model = circuit.growth()
    theta, e_c, T_P = model["theta"], model["e_c"], model["T_P"]
    T = model.reduce("T_to")
    assert sp.cancel(model.derivative("g", "theta") - e_c / ((1 + theta * e_c) * T)) == 0
    assert sp.cancel(model.derivative("g", "e_c") - theta / ((1 + theta * e_c) * T)) == 0
    for lag in ("T_P", "T_R", "T_F"):
        assert sp.cancel(model.derivative("g", lag) + sp.log(1 + theta * e_c) / T**2) == 0
    assert model.reduce("g").subs(theta, 0) == 0
    assert T_P in T.free_symbols


def test_an_outlay_that_returns_as_the_model_says_grows_at_that_rate() -> None:
    """Second algorithm: outlay every tenth of a year, repeated from its own past."""
    lag, factor, outlay = 10, 1 + 0.4 * 0.3, [1.0] * 10
    rate = circuit.growth().evaluate(
        {"theta": 0.4, "e_c": 0.3, "T_P": 0.6, "T_R": 0.3, "T_F": 0.1}, "g"
    )
    for t in range(lag, 500):
        outlay.append(factor * outlay[t - lag])
    assert math.log(outlay[-1] / outlay[9]) / 49 == pytest.approx(rate, rel=1e-12)


positive = st.floats(min_value=0.05, max_value=3.0)


@given(st.floats(min_value=0.05, max_value=1.0), positive, positive, positive, positive)
def test_the_cambridge_equation_comes_out(theta, e_c, T_P, T_R, T_F) -> None:
    values = {"B": 7.0, "theta": theta, "e_c": e_c, "T_P": T_P, "T_R": T_R, "T_F": T_F}
    found = circuit.stocks().evaluate(values, "g", "r")
    assert found["g"] == pytest.approx(theta * found["r"], rel=1e-9)


def test_the_cambridge_equation_holds_in_symbols() -> None:
    """Insert e^(−gT) = 1/(1 + θe_c) in C/s: what remains is θ/g."""
    model = circuit.stocks()
    g, theta, e_c = sp.symbols("g theta e_c", positive=True)
    P, R = sp.symbols("P R", positive=True)  # e^(−gT_P), e^(−gT_R)
    F = 1 / ((1 + theta * e_c) * P * R)
    exponentials = {"T_P": P, "T_R": R, "T_F": F}
    own = {model[name]: symbol for name, symbol in {"g": g, "theta": theta, "e_c": e_c}.items()}
    body = {name: model.equations[model[name]] for name in ("C_P", "C_R", "C_F", "s")}

    def inserted(name: str) -> sp.Expr:
        expression = sp.expand(body[name], power_exp=True)
        for lag, symbol in exponentials.items():
            expression = expression.subs(sp.exp(-model["g"] * model[lag]), symbol)
        return expression.subs(own)

    capital = inserted("C_P") + inserted("C_R") + inserted("C_F")
    assert sp.cancel(capital / inserted("s") - theta / g) == 0


def test_stocks_are_the_outlays_still_under_way() -> None:
    """Independent check: integrate the outlays of the past numerically."""
    values = {"B": 100.0, "theta": 0.6, "e_c": 0.25, "T_P": 0.7, "T_R": 0.4, "T_F": 0.2}
    found = circuit.stocks().evaluate(values)
    g, n = found["g"], 20_000

    def held(first: float, last: float) -> float:
        step = (last - first) / n
        ages = (first + (i + 0.5) * step for i in range(n))
        return sum(100.0 * math.exp(-g * age) for age in ages) * step

    assert found["C_P"] == pytest.approx(held(0.0, 0.7), rel=1e-8)
    assert found["C_R"] == pytest.approx(held(0.7, 1.1), rel=1e-8)
    assert found["C_F"] == pytest.approx((1 + 0.6 * 0.25) * held(1.1, 1.3), rel=1e-8)


def test_a_circuit_without_time_has_no_rate() -> None:
    with pytest.raises(ModelError, match="has no value"):
        circuit.growth().evaluate({"theta": 1, "e_c": 1, "T_P": 0, "T_R": 0, "T_F": 0}, "g")


def test_without_recommitment_there_is_no_growth_and_no_growth_path_of_stocks() -> None:
    still = {"theta": 0, "e_c": "1/5", "T_P": 1, "T_R": 0, "T_F": 0}
    assert circuit.growth().evaluate(still, "g") == 0
    with pytest.raises(ModelError, match="has no value"):
        circuit.stocks().evaluate({**still, "B": 1}, "r")
