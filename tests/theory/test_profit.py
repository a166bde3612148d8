"""*Capital* III, ch. 3: every case of the comparison of two rates of profit."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from capital.proof import Counterexample, Proof
from capital.theory import profit

POSITIVE = st.fractions(min_value="1/50", max_value=50, max_denominator=50)


def q(text: str) -> sp.Rational:
    return sp.Rational(text)


def test_T_D1_1_a_higher_rate_of_surplus_value_with_a_lower_rate_of_profit() -> None:
    states = {"e_0": 1, "v_0": 20, "C_0": 100, "e_1": "3/2", "v_1": 10, "C_1": 100}
    found = profit.comparison().evaluate(states)
    assert (found["r_0"], found["ratio"], found["r_1"]) == (q("1/5"), q("3/4"), q("3/20"))


@pytest.mark.parametrize(("c", "v", "r"), [(80, 30, "3/11"), (100, 20, "1/6"), (70, 30, "3/10")])
def test_T_D1_2_cases_from_the_base_of_80c_and_20v(c: int, v: int, r: str) -> None:
    assert profit.rate_of_profit().evaluate({"c": c, "v": v, "e": 1}, "r") == q(r)


@pytest.mark.parametrize(("v", "r"), [(10, "1/3"), (20, "1/5"), (30, "1/11")])
def test_T_D1_3_a_wage_rise_at_given_new_value(v: int, r: str) -> None:
    assert profit.wage_change().evaluate({"c": 80, "v": v, "y": 40}, "r") == q(r)


def test_wage_rise_lowers_the_rate_of_profit() -> None:
    model = profit.wage_change()
    c, v, y = (model[name] for name in "cvy")
    assert sp.cancel(model.derivative("r", "v") + (c + y) / (c + v) ** 2) == 0
    assert model.sign("r", "v") == "-"
    assert model.evaluate({"c": 80, "v": 50, "y": 40}, "r") == q("-1/13")


def test_the_seven_cases() -> None:
    model = profit.comparison()
    e_0, e_1, v_0, v_1, C_0, C_1 = (
        model[name] for name in ("e_0", "e_1", "v_0", "v_1", "C_0", "C_1")
    )
    composition = (v_1 / C_1) / (v_0 / C_0)
    expected = {
        "I.1": v_1 / v_0,
        "I.2": composition,
        "I.3": C_0 / C_1,
        "I.4": composition,
        "II.1": e_1 / e_0,
        "II.2": (e_1 * v_1) / (e_0 * v_0),
        "II.3": e_1 / e_0 * composition,
    }
    found = {case.name: case.ratio for case in profit.cases()}
    assert list(found) == list(expected)
    assert all(sp.cancel(found[name] - ratio) == 0 for name, ratio in expected.items())


def test_case_I_2_same_direction_but_less_than_proportional() -> None:
    held = ["e_1 = e_0", "C_1 = C_0 + v_1 - v_0", "C_0 > v_0", "v_1 > v_0"]
    assert isinstance(profit.comparison().prove("1 < ratio < v_1/v_0", given=held), Proof)


@pytest.mark.parametrize("claim", ["ratio > 1", "ratio < 1", "ratio != 1"])
def test_case_II_3_the_rate_can_rise_fall_or_stay_while_exploitation_rises(claim: str) -> None:
    refuted = profit.comparison().prove(claim, given=["e_1 > e_0"])
    assert isinstance(refuted, Counterexample)
    assert refuted.values["e_1"] > refuted.values["e_0"]


@given(c=POSITIVE, v=POSITIVE, e=POSITIVE)
def test_rate_of_profit_is_surplus_over_capital(c: Fraction, v: Fraction, e: Fraction) -> None:
    found = profit.rate_of_profit().evaluate({"c": c, "v": v, "e": e}, "r")
    assert Fraction(int(found.p), int(found.q)) == e * v / (c + v)
