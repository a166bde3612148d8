"""Booked and economic life: closed forms against vintages, integrals and printed figures."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import minimize_scalar

from capital.errors import ModelError
from capital.proof import Proof
from capital.theory import chips

Agrees = Callable[[object, str], bool]
NUMBERS = {"I": 400.0, "g": 0.3, "T_e": 3.0, "T_b": 6.0}
STREAM = st.lists(st.fractions(min_value=0, max_value=100, max_denominator=9), min_size=1)
LIVES = st.integers(1, 8)
PRINTED = {
    "D_e": "263.746818",
    "D_b": "185.489136",
    "O": "78.257682",
    "K_e": "454.177274",
    "K_b": "715.036213",
}


@pytest.mark.parametrize(("name", "printed"), PRINTED.items())
def test_T_B5_1_steady_growth(name: str, printed: str, agrees: Agrees) -> None:
    assert agrees(chips.steady_growth().evaluate(NUMBERS, name), printed)


def test_T_B5_1_mean_survival_and_difference_of_stocks(agrees: Agrees) -> None:
    assert agrees(chips.mean_survival(0.9), "0.659367")
    assert agrees(chips.mean_survival(1.8), "0.463723")
    stocks = chips.steady_growth().evaluate(NUMBERS, "K_b", "K_e")
    assert agrees(stocks["K_b"] - stocks["K_e"], "260.858940")


def test_depreciation_is_the_integral_over_living_vintages() -> None:
    integral, _ = quad(lambda age: 400 * math.exp(-0.3 * age) / 3, 0, 3)
    assert chips.steady_growth().evaluate(NUMBERS, "D_e") == pytest.approx(integral, rel=1e-12)
    book, _ = quad(lambda age: 400 * math.exp(-0.3 * age) * (1 - age / 6), 0, 6)
    assert chips.steady_growth().evaluate(NUMBERS, "K_b") == pytest.approx(book, rel=1e-12)


def test_stock_grows_by_investment_less_depreciation() -> None:
    model = chips.steady_growth()
    bought, g = model["I"], model["g"]
    for life in ("e", "b"):
        stock, wear = model.reduce(f"K_{life}"), model.reduce(f"D_{life}")
        assert sp.simplify(g * stock - (bought - wear)) == 0
    difference = model.reduce("K_b") - model.reduce("K_e") - model.reduce("O") / g
    assert sp.simplify(difference) == 0


@pytest.mark.parametrize(
    ("G", "book", "economic"),
    [
        (250.0, "0.090220", "-0.030268"),
        (400.0, "0.3", "0.3"),
        (550.0, "0.509780", "0.630268"),
    ],
)
def test_T_B5_2_and_K_14_the_rate_reverses_although_profit_is_overstated(
    G: float, book: str, economic: str, agrees: Agrees
) -> None:
    found = chips.steady_growth().evaluate({**NUMBERS, "G": G}, "r_book", "r_econ", "O")
    assert agrees(found["r_book"], book)
    assert agrees(found["r_econ"], economic)
    assert found["O"] > 0


def test_T_B5_2_both_rates_equal_growth_where_profit_is_invested() -> None:
    found = chips.steady_growth().evaluate({**NUMBERS, "G": 400.0}, "r_book", "r_econ")
    assert found["r_book"] == pytest.approx(0.3, abs=1e-14)
    assert found["r_econ"] == pytest.approx(0.3, abs=1e-14)


@pytest.mark.parametrize(
    ("premise", "claim"),
    [("G < I", "r_book > r_econ"), ("G = I", "r_book = r_econ"), ("G > I", "r_book < r_econ")],
)
def test_the_reversal_is_a_theorem(premise: str, claim: str) -> None:
    model = chips.rates_of_profit()
    assert isinstance(model.prove(claim, given=["K_b > K_e", premise]), Proof)
    assert isinstance(
        model.prove(premise, given=["K_b > K_e", claim]), Proof
    )  # and so is its converse


def test_the_two_forms_of_both_rates_agree() -> None:
    steady, short = chips.steady_growth(), chips.rates_of_profit()
    numbers = {**NUMBERS, "G": 550.0}
    stocks = steady.evaluate(numbers, "K_e", "K_b")
    again = short.evaluate({"I": 400.0, "G": 550.0, "g": 0.3, **stocks})
    found = steady.evaluate(numbers, "r_book", "r_econ")
    assert again == pytest.approx(found, rel=1e-13)


def test_T_B5_3_a_full_year_in_the_year_of_purchase(agrees: Agrees) -> None:
    model = chips.discrete_depreciation()
    three, six = (model.evaluate({"I": 400, "g": "3/10", "T": life}, "D") for life in (3, 6))
    assert (three, six) == (sp.Rational(53200, 169), sp.Rational(85040200, 371293))
    assert three - six == sp.Rational(31840200, 371293)
    assert agrees(three - six, "85.754916")


def test_T_B5_4_ramp_of_capital_expenditure() -> None:
    ramp = [150, 230, 400]
    assert chips.depreciation(ramp, 3) == [50, Fraction(380, 3), 260]
    assert chips.depreciation(ramp, 6) == [25, Fraction(190, 3), 130]
    assert chips.overstatement(ramp, 3, 6)[-1] == 130 == 780 * (Fraction(1, 3) - Fraction(1, 6))


def test_T_B5_5_and_K_14_at_zero_growth_only_assets_are_overstated() -> None:
    model = chips.steady_growth()
    lives = {model["T_e"]: 3, model["T_b"]: 6, model["I"]: 400}
    g = model["g"]
    gap = model.reduce("K_b").subs(lives) - model.reduce("K_e").subs(lives)
    assert sp.limit(model.reduce("O").subs(lives), g, 0) == 0
    assert sp.limit(gap, g, 0) == 600 == 400 * sp.Rational(3, 2)


def test_K_14_constant_investment_overstates_no_profit_after_the_booked_life() -> None:
    constant = [400] * 12
    assert set(chips.overstatement(constant, 3, 6)[5:]) == {0}
    assert chips.overstatement(constant, 3, 6)[2] > 0  # only while the first vintages age
    gap = chips.net_stock(constant, 6)[-1] - chips.net_stock(constant, 3)[-1]
    assert gap == 400 * Fraction(6 - 3, 2)


def test_small_growth_overstates_in_proportion() -> None:
    model = chips.steady_growth()
    lives = {model["T_e"]: 3, model["T_b"]: 6, model["I"]: 1}
    assert sp.limit(model.reduce("O").subs(lives) / model["g"], model["g"], 0) == sp.Rational(3, 2)
    slow = chips.steady_growth().evaluate({**NUMBERS, "g": 1e-3}, "O")
    assert slow == pytest.approx(400 * 1e-3 * 1.5, rel=4e-3)


def test_overstatement_is_not_monotonic_in_growth(agrees: Agrees) -> None:
    def share(g: float) -> float:
        return chips.mean_survival(3 * g) - chips.mean_survival(6 * g)

    peak = minimize_scalar(lambda g: -share(g), bounds=(0.01, 3), options={"xatol": 1e-10})
    assert agrees(peak.x, "0.418810")
    assert agrees(share(peak.x), "0.203632")
    assert share(0.1) < share(0.418810) > share(1.5)


@given(x=st.floats(-20, 20), step=st.floats(1e-3, 5))
def test_mean_survival_falls(x: float, step: float) -> None:
    assert chips.mean_survival(x + step) < chips.mean_survival(x)


@given(amount=st.fractions(min_value=1, max_value=500), economic=LIVES, longer=LIVES)
def test_over_the_life_of_one_vintage_the_overstatement_sums_to_zero(
    amount: Fraction, economic: int, longer: int
) -> None:
    booked = economic + longer
    vintage = [amount, *[Fraction(0)] * (booked - 1)]
    found = chips.overstatement(vintage, economic, booked)
    assert sum(found) == 0
    assert found[0] > 0 > found[-1]
    assert sum(chips.depreciation(vintage, booked)) == amount


@given(stream=STREAM, life=LIVES)
def test_net_stock_is_investment_less_depreciation_summed(
    stream: list[Fraction], life: int
) -> None:
    wear, stock = chips.depreciation(stream, life), chips.net_stock(stream, life)
    opening = [Fraction(0), *stock[:-1]]
    assert stock == [a + i - d for a, i, d in zip(opening, stream, wear, strict=True)]


@given(stream=STREAM, economic=LIVES, longer=LIVES)
def test_ramp_up_before_any_vintage_ends(
    stream: list[Fraction], economic: int, longer: int
) -> None:
    booked = economic + longer
    young = stream[:economic]
    expected = [
        sum(young[: t + 1]) * (Fraction(1, economic) - Fraction(1, booked))
        for t in range(len(young))
    ]
    assert chips.overstatement(young, economic, booked) == expected


@given(growth=st.fractions("1/20", 2, max_denominator=20), life=LIVES, more=LIVES)
def test_closed_form_is_the_vintage_sum_of_a_long_growing_stream(
    growth: Fraction, life: int, more: int
) -> None:
    stream = [(1 + growth) ** t for t in range(life + more + 1)]
    closed = chips.discrete_depreciation()
    found = closed.evaluate({"I": stream[-1], "g": growth, "T": life}, "D")
    assert Fraction(int(found.p), int(found.q)) == chips.depreciation(stream, life)[-1]
    gap = chips.net_stock(stream, life + more)[-2] - chips.net_stock(stream, life)[-2]
    overstated = chips.overstatement(stream, life, life + more)[-1]
    assert overstated / growth == gap  # of the opening book values


def test_arrays_of_floats_stay_floats_and_lives_are_whole_periods() -> None:
    assert chips.depreciation([1.5, 2.5], np.int64(2)) == [0.75, 2.0]
    assert chips.depreciation([3, 3], 3.0) == [1, 2]  # type: ignore[arg-type]
    for life in (0, -1, 2.5, math.nan, math.inf):
        with pytest.raises(ModelError, match="has no vintages"):
            chips.depreciation([1, 2], life)  # type: ignore[arg-type]


def test_T_B5_6_ten_degrees_and_arrhenius(agrees: Agrees) -> None:
    assert chips.physical_life(6, 60, 80) == 1.5
    assert agrees(chips.halving_energy(60), "0.682845")
    assert agrees(chips.halving_energy(80), "0.766026")
    assert agrees(chips.arrhenius_factor(0.7, 60, 70), "2.035133")


def test_K_15_the_rule_is_no_law_with_one_energy_at_all_temperatures() -> None:
    energy = chips.halving_energy(60)
    assert chips.arrhenius_factor(energy, 60, 70) == pytest.approx(2, rel=1e-12)
    assert chips.arrhenius_factor(energy, 80, 90) < 1.9
    assert chips.arrhenius_factor(energy, 30, 40) > 2.2
