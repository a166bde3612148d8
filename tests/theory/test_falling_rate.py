"""The exact condition of a falling rate, the bound L/K, the race and the mass of profit."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from capital.errors import ModelError
from capital.proof import Counterexample, Proof
from capital.theory import falling_rate, value

Agrees = Callable[[object, str], bool]
POSITIVE = st.fractions(min_value="1/50", max_value=50, max_denominator=50)
RACE = {"e_0": 0.25, "m_0": 2.0, "h": 0.03, "g": 0.02, "n": 1.0}
EXACT = "ehat < k_0/(1 + k_0)*khat"


def q(text: str) -> sp.Rational:
    return sp.Rational(text)


def test_T_E1_1_composition_outgrows_exploitation_and_the_rate_rises() -> None:
    year = {"e_0": 1, "k_0": 4, "ehat": "1/40", "khat": "3/100"}
    found = falling_rate.two_years().evaluate(year, "rhat_linear", "rhat", "r_0")
    assert found == {"rhat_linear": q("1/1000"), "rhat": q("1/1024"), "r_0": q("1/5")}


def test_K_01_faster_growth_of_the_composition_is_necessary_but_not_sufficient() -> None:
    model = falling_rate.two_years()
    assert isinstance(model.prove(f"r_1 < r_0 => {EXACT}"), Proof)
    assert isinstance(model.prove(f"{EXACT} => r_1 < r_0"), Proof)
    assert isinstance(model.prove("r_1 < r_0 => khat > ehat", given=["ehat >= 0"]), Proof)
    refuted = model.prove("khat > ehat => r_1 < r_0", given=["ehat >= 0"])
    assert isinstance(refuted, Counterexample)
    assert refuted.values["khat"] > refuted.values["ehat"] >= 0
    assert refuted.values["r_1"] >= refuted.values["r_0"]


def test_where_exploitation_falls_the_composition_may_grow_less_than_it() -> None:
    refuted = falling_rate.two_years().prove("r_1 < r_0 => khat > ehat")
    assert isinstance(refuted, Counterexample)
    assert refuted.values["ehat"] < 0


@given(e_0=POSITIVE, k_0=POSITIVE, e_1=POSITIVE, k_1=POSITIVE)
def test_exact_growth_of_the_rate(e_0: Fraction, k_0: Fraction, e_1: Fraction, k_1: Fraction):
    found = falling_rate.two_years().evaluate(
        {"e_0": e_0, "k_0": k_0, "e_1": e_1, "k_1": k_1}, "rhat", "rhat_linear"
    )
    growth = e_1 / (1 + k_1) / (e_0 / (1 + k_0)) - 1
    assert found["rhat"] == sp.Rational(growth.numerator, growth.denominator)
    # The exact and the first-order growth differ by a positive factor, so never in sign.
    factor = sp.Rational(str((1 + k_0) / (1 + k_1)))
    assert found["rhat"] == factor * found["rhat_linear"]


def test_decomposition_with_stocks_and_turnover() -> None:
    model = falling_rate.with_turnover()
    k_K = model["k_K"]
    assert model.elasticities("r") == {model["e"]: 1, k_K: -k_K / (1 + k_K), model["n"]: 1}
    year = {"F": 1000, "T_ph": 10, "K_c": 50, "n_c": 4, "V": 50, "n": 4, "e": 1}
    assert model.evaluate({"e": 1, "n": 4, "k_K": 21}, "r") == value.turnover().evaluate(year, "r")


def test_bound_holds_whatever_exploitation_does() -> None:
    model = falling_rate.bound()
    for claim in ["r < r_max", "r < 1/m", "m > 100 => r < 1/100"]:
        assert isinstance(model.prove(claim), Proof), claim
    basis = ("e", "m", "n")
    e, m, n = (model[name] for name in basis)
    assert sp.cancel(model.reduce("r", to=basis) - e / ((1 + e) * m + 1 / n)) == 0
    assert model.limit("r", "m", "inf", to=basis) == 0
    assert model.limit("r", "e", "inf", to=basis) == 1 / m


def test_no_such_conclusion_follows_where_m_is_bounded() -> None:
    refuted = falling_rate.bound().prove("r < 1/10", given=["m <= 2"])
    assert isinstance(refuted, Counterexample)
    assert refuted.values["r"] >= q("1/10")


def test_slopes_of_the_rate_and_the_lost_grip_of_exploitation() -> None:
    model = falling_rate.bound()
    basis = ("e", "m", "n")
    assert [model.sign("r", name, to=basis) for name in basis] == ["+", "-", "+"]
    e, m, n = (model[name] for name in basis)
    grip = model.elasticities("r", to=basis)[e]
    assert sp.cancel(grip - (m + 1 / n) / ((1 + e) * m + 1 / n)) == 0
    assert sp.limit(grip, e, sp.oo) == 0


@given(v=POSITIVE, s=POSITIVE, K=POSITIVE, n=POSITIVE)
def test_rate_is_surplus_over_both_advances(v: Fraction, s: Fraction, K: Fraction, n: Fraction):
    found = falling_rate.bound().evaluate({"v": v, "s": s, "K": K, "n": n}, "r", "r_max", "m")
    assert found["r"] == sp.Rational(str(s / (K + v / n)))
    assert found["r_max"] * found["m"] == 1


def test_T_E2_1_the_race_its_peak_and_its_end(agrees: Agrees) -> None:
    start = {"e_0": "1/4", "m_0": 2, "h": "3/100", "g": "1/50", "n": 1, "t": 0}
    assert falling_rate.race().evaluate(start, "r") == q("1/14")
    top = falling_rate.peak(**RACE)
    assert agrees(top.time, "40.219737")
    assert agrees(top.rate_of_profit, "0.090757798")
    assert agrees(top.rate_of_surplus_value, "0.835519")
    assert agrees(top.dead_per_living_labour, "4.470686")
    later = falling_rate.race().evaluate({**RACE, "t": np.array([100.0, 200.0])}, "r", "r_max")
    assert agrees(later["r"][0], "0.055802650")
    assert agrees(later["r"][1], "0.009067096")
    assert agrees(later["r_max"][1], "0.009157819")


def test_growth_of_the_race_is_the_slope_of_the_logarithm() -> None:
    model = falling_rate.race()
    slope = sp.log(model.reduce("r")).diff(model["t"]) - model.reduce("rhat")
    at = {model[k]: v for k, v in {**RACE, "n": 1.7, "t": 13.0}.items()}
    assert abs(float(slope.subs(at))) < 1e-15


@pytest.mark.parametrize(
    "change", [{}, {"n": 4.0}, {"e_0": 1.5, "h": 0.05, "g": 0.06}, {"m_0": 0.2}, {"h": 0.5}]
)
def test_peak_is_the_highest_point_of_the_path(change: dict[str, float]) -> None:
    numbers = {**RACE, **change}
    top = falling_rate.peak(**numbers)
    rate = falling_rate.race().compile("r")
    assert rate(**numbers, t=top.time) == pytest.approx(top.rate_of_profit, rel=1e-12)
    around = np.linspace(top.time - 200, top.time + 200, 4001)
    path = rate(**numbers, t=around)
    assert abs(around[np.argmax(path)] - top.time) <= 0.1 + 1e-9
    assert path.max() <= top.rate_of_profit * (1 + 1e-12)
    assert (np.diff(path[around > top.time]) < 0).all()


def test_rate_that_falls_from_the_start_has_its_peak_in_the_past() -> None:
    assert falling_rate.peak(e_0=5, m_0=5, h=0.01, g=0.03).time < 0


@pytest.mark.parametrize("wrong", [{"g": 0.0}, {"h": -0.01}, {"m_0": float("nan")}])
def test_no_peak_without_growth_of_both(wrong: dict[str, float]) -> None:
    with pytest.raises(ModelError, match="no peak"):
        falling_rate.peak(**{**RACE, **wrong})


def test_T_E3_1_the_mass_of_profit_stagnates(agrees: Agrees) -> None:
    model = falling_rate.mass_of_profit()
    numbers = {"r_0": 0.2, "lambda_r": 0.02, "theta": 0.6}
    found = model.evaluate(numbers, "t_star", "C_star", "S_star", "C_limit")
    assert agrees(found["t_star"], "89.587973")
    assert agrees(found["C_star"], "148.413159")
    assert agrees(found["S_star"], "24.735527")
    assert agrees(found["C_limit"], "403.428793")
    exact = {"r_0": "1/5", "lambda_r": "1/50", "theta": "3/5"}
    assert model.evaluate(exact, "C_star") == sp.exp(5)
    assert model.evaluate(exact, "C_limit") == sp.exp(6)


def test_mass_agrees_with_the_differential_equation() -> None:
    numbers = {"r_0": 0.25, "lambda_r": 0.03, "theta": 0.4}
    model = falling_rate.mass_of_profit()
    t_star = model.evaluate(numbers, "t_star")
    times = np.linspace(0, 3 * t_star, 301)

    def accumulation(t: float, C: np.ndarray) -> np.ndarray:
        return 0.4 * 0.25 * np.exp(-0.03 * t) * C

    path = solve_ivp(accumulation, (0, times[-1]), [1.0], t_eval=times, rtol=1e-10, atol=1e-12)
    found = model.evaluate({**numbers, "t": times}, "C_ratio", "S_ratio", "Shat")
    np.testing.assert_allclose(found["C_ratio"], path.y[0], rtol=1e-7)
    assert np.argmax(found["S_ratio"]) == 100
    assert (found["Shat"][:100] > 0).all()
    assert (found["Shat"][101:] < 0).all()
    assert found["S_ratio"][100] == pytest.approx(model.evaluate(numbers, "S_star"), rel=1e-12)
    assert found["C_ratio"][100] == pytest.approx(model.evaluate(numbers, "C_star"), rel=1e-12)


def test_mass_that_falls_from_the_start_breaks_a_condition() -> None:
    model = falling_rate.mass_of_profit()
    numbers = {"r_0": "1/10", "lambda_r": "1/10", "theta": "1/2"}
    assert model.check(numbers) == {
        "the share accumulated is a share": True,
        "the mass still grows at first": False,
    }
    assert model.evaluate(numbers, "t_star") < 0
