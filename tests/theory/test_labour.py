"""Complex and unproductive labour, forms of the wage: printed cases and identities."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from capital.errors import UnknownNameError
from capital.proof import Counterexample, Proof
from capital.theory import labour

Q = sp.Rational
POSITIVE = st.fractions(min_value="1/20", max_value=50, max_denominator=20)
TRADE = {"T_teach": 6000, "T_stud": 1500, "H_i": 60000, "w_i": 81, "mu": 90, "L_i": 1600}
YEAR = {"S": 150, "v_p": 100, "K": 400, "V": 100, "U_w": 60, "U_m": 0, "U_s": 50}


def test_T_A5_1_reduction_by_training() -> None:
    found = labour.reduction(rule="training").evaluate(TRADE)
    assert (found["h_i"], found["e_i"], found["L_s"]) == (Q(9, 8), Q(1, 4), 1800)


def test_three_rules_do_not_agree_and_are_named() -> None:
    trade = {"w_i": 81, "mu": 90, "L_i": 1600}
    by_wage = labour.reduction(rule="wage")
    by_unity = labour.reduction(rule="unity")
    assert by_wage.evaluate({**trade, "w_1": 54}, "h_i", "e_i") == {"h_i": Q(3, 2), "e_i": Q(2, 3)}
    assert by_unity.evaluate(trade, "h_i", "e_i") == {"h_i": 1, "e_i": Q(1, 9)}
    for rule in labour.RULES:
        assert f"‘{rule}’" in labour.reduction(rule=rule).name
    with pytest.raises(UnknownNameError, match="did you mean ‘training’"):
        labour.reduction(rule="trainig")


def test_living_labour_is_the_sum_over_trades() -> None:
    trades = pd.DataFrame({"w_i": [20.0, 30.0], "L_i": [1000.0, 500.0]}, index=["cook", "fitter"])
    given_columns = {"w_i": trades["w_i"], "L_i": trades["L_i"], "w_1": 20.0, "mu": 60.0}
    found = labour.reduction(rule="wage").evaluate(given_columns)
    assert found["L_s"].sum() == 1000 + 1.5 * 500
    assert found["e_i"].tolist() == [2.0, 2.0], "the rule assumes equal exploitation"


def test_rule_by_wage_assumes_one_rate_of_surplus_value() -> None:
    assert isinstance(labour.reduction(rule="wage").prove("e_i = mu/w_1 - 1"), Proof)


def test_equal_exploitation_exactly_when_reduction_is_proportional_to_wages() -> None:
    model = labour.two_trades()
    assert isinstance(model.prove("e_1 = e_2", given=["h_1/w_1 = h_2/w_2"]), Proof)
    assert isinstance(model.prove("h_1/w_1 = h_2/w_2", given=["e_1 = e_2"]), Proof)
    assert isinstance(model.prove("e_1 = e_2", given=["h_1 = h_2"]), Counterexample)


def test_T_A6_1_productive_and_unproductive_labour() -> None:
    found = labour.unproductive_labour().evaluate(YEAR)
    names = ("U_f", "C", "r_gen", "r_net", "e", "e_naive")
    expected = (60, 500, Q(3, 10), Q(9, 55), Q(3, 2), Q(9, 16))
    assert tuple(found[name] for name in names) == expected


def test_unproductive_labour_of_other_numbers_by_hand() -> None:
    year = {"S": 90, "v_p": 60, "K": 200, "V": 40, "U_w": 20, "U_m": 10, "U_s": 60}
    found = labour.unproductive_labour().evaluate(year, "e_naive", "r_net")
    assert found == {"e_naive": Q(60, 80), "r_net": Q(60, 300)}


def test_the_naive_rate_understates_exploitation() -> None:
    model = labour.unproductive_labour()
    assert isinstance(model.prove("e_naive < e", given=["U_f > 0"]), Proof)
    assert isinstance(model.prove("r_net < r_gen", given=["U_f + U_s*S/C > 0"]), Proof)
    assert [model.sign("r_net", name, given=["S > U_f"]) for name in ("U_w", "U_m", "U_s")] == [
        "-",
        "-",
        "-",
    ]


def test_T_A7_1_price_of_an_hour_and_of_a_piece() -> None:
    found = labour.wage_forms().evaluate({"v_d": 36, "h": 12, "x": 24})
    assert found == {"per_hour": 3, "per_piece": Q(3, 2)}


def test_a_longer_day_at_the_same_wage_lowers_the_price_of_labour() -> None:
    model = labour.wage_forms()
    assert (model.sign("per_hour", "h"), model.sign("per_piece", "x")) == ("-", "-")
    assert model.evaluate({"v_d": 36, "h": 15, "x": 30}, "per_hour") == Q(12, 5)


@given(v_d=POSITIVE, h=POSITIVE, x=POSITIVE)
def test_both_forms_pay_the_same_day(v_d: Fraction, h: Fraction, x: Fraction) -> None:
    found = labour.wage_forms().evaluate({"v_d": v_d, "h": h, "x": x})
    assert found["per_hour"] * Q(h) == found["per_piece"] * Q(x) == Q(v_d)
