"""The working day, the four cases of chapter 17 and the mass of surplus-value."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from capital.errors import ModelError
from capital.proof import Counterexample, Proof
from capital.theory import working_day

Q = sp.Rational
POSITIVE = st.fractions(min_value="1/20", max_value=50, max_denominator=20)
#: y_d, s_d and e as printed, in the order of the table.
PRINTED = [
    ("6", "3", "1"),
    ("6", "2", "1/2"),
    ("6", "4", "2"),
    ("8", "5", "5/3"),
    ("8", "4", "1"),
    ("5", "2", "2/3"),
    ("7", "4", "4/3"),
    ("7", "3", "3/4"),
    ("8", "4", "1"),
    ("6", "4", "2"),
]


def test_T_B1_1_twelve_hours_ten_and_two_then_nine_and_three() -> None:
    model = working_day.working_day()
    before = {"h": 12, "iota": 1, "q": 1, "b_d": 10}
    assert model.evaluate(before) == {"h_n": 10, "h_s": 2, "e": Q(1, 5)}
    assert model.evaluate({**before, "q": "10/9"}) == {"h_n": 9, "h_s": 3, "e": Q(1, 3)}


def test_partial_derivatives_of_the_working_day() -> None:
    model = working_day.working_day()
    h, iota, q, b_d = (model[name] for name in ("h", "iota", "q", "b_d"))
    of_labour = {"h": iota, "iota": h, "q": b_d / q**2, "b_d": -1 / q}
    of_rate = {
        "h": iota * q / b_d,
        "iota": h * q / b_d,
        "q": h * iota / b_d,
        "b_d": -h * iota * q / b_d**2,
    }
    for name in of_labour:
        assert sp.cancel(model.derivative("h_s", name) - of_labour[name]) == 0
        assert sp.cancel(model.derivative("e", name) - of_rate[name]) == 0
        sign = "-" if name == "b_d" else "+"
        assert model.sign("h_s", name) == model.sign("e", name) == sign


def test_T_B1_2_a_proportional_gain_of_productivity() -> None:
    gain = {"e": 1, "g": "1/2", "m_n": "1/2", "x": 2}
    assert working_day.relative_surplus_value().evaluate(gain, "e_1") == 2


@given(h=POSITIVE, iota=POSITIVE, q=POSITIVE, b_d=POSITIVE, g=POSITIVE)
def test_gain_of_productivity_agrees_with_the_working_day(
    h: Fraction, iota: Fraction, q: Fraction, b_d: Fraction, g: Fraction
) -> None:
    model = working_day.working_day()
    before = model.evaluate({"h": h, "iota": iota, "q": q, "b_d": b_d}, "e")
    after = model.evaluate({"h": h, "iota": iota, "q": q * (1 + g), "b_d": b_d}, "e")
    assert after == (1 + before) * (1 + Q(g)) - 1


@pytest.mark.parametrize(("m_n", "gain"), [("1/2", "1/4"), ("1/4", "1/8"), ("1/1000", "1/2000")])
def test_T_B1_3_diminishing_return_of_productivity(m_n: str, gain: str) -> None:
    numbers = {"e": 1, "g": 0, "m_n": m_n, "x": 2}
    assert working_day.relative_surplus_value().evaluate(numbers, "gain") == Q(gain)


def test_the_gain_is_bounded_by_what_is_still_necessary() -> None:
    model = working_day.relative_surplus_value()
    assert model.limit("gain", "x", "inf") == model["m_n"]
    assert isinstance(model.prove("gain < m_n"), Proof)
    necessary = {"h": 1, "iota": 1, "q": 1, "b_d": "1/3"}
    doubled = {**necessary, "q": 2}
    day = working_day.working_day()
    won = day.evaluate(doubled, "h_s") - day.evaluate(necessary, "h_s")
    assert won == model.evaluate({"e": 1, "g": 0, "m_n": "1/3", "x": 2}, "gain")


def test_T_B1_4_chapter_17() -> None:
    table = working_day.four_cases()
    found = [tuple(row) for row in table[["y_d", "s_d", "e"]].itertuples(index=False)]
    assert found == [tuple(map(Q, row)) for row in PRINTED]
    assert table.loc["IV, q and ι rise, shorter day", "iota"] == Q(4, 3)


def test_T_B1_4_same_mass_and_same_rate_of_the_longer_day() -> None:
    table = working_day.four_cases()
    base = table.loc["base"]
    same_mass = table.loc["IV, dearer wage goods, same mass"]
    same_rate = table.loc["IV, dearer wage goods, same rate"]
    assert same_mass["s_d"] == base["s_d"]
    assert same_mass["e"] < base["e"]
    assert same_rate["e"] == base["e"]
    assert same_rate["s_d"] > base["s_d"]


def test_laws_of_the_four_cases() -> None:
    laws = working_day.laws()
    assert laws.loc["q"].tolist() == ["0", "-", "+", "+"]
    assert laws.loc["iota"].tolist() == ["+", "0", "+", "+"]
    assert laws.loc["h"].tolist() == ["+", "0", "+", "+"]
    assert laws.loc["b_d"].tolist() == ["0", "+", "-", "-"]


def test_case_I_what_labour_power_loses_the_surplus_gains() -> None:
    model = working_day.day_in_money()
    assert isinstance(model.prove("s_d + v_d = mu*h*iota"), Proof)
    assert model.derivative("s_d", "q") + model.derivative("v_d", "q") == 0


def test_case_II_both_can_rise_together() -> None:
    model = working_day.day_in_money()
    base = model.evaluate({"mu": "1/2", "h": 12, "iota": 1, "q": 1, "b_d": 6})
    more = model.evaluate({"mu": "1/2", "h": 12, "iota": "4/3", "q": 1, "b_d": 8})
    assert more["v_d"] > base["v_d"]
    assert more["s_d"] > base["s_d"]


def test_an_unchanged_wage_falls_below_the_value_of_worn_labour_power() -> None:
    model = working_day.wear()
    day = {"v_0": 3, "h_0": 12, "h": 12, "iota": 1, "psi": 2, "wage": 3}
    assert model.evaluate(day, "shortfall") == 0
    assert model.evaluate({**day, "h": 18}, "shortfall") == Q(15, 4)
    assert model.evaluate({**day, "iota": "4/3"}, "v_d") == Q(16, 3)
    v_d, h = model.reduce("v_d"), model["h"]
    convex = v_d.diff(h, 2).subs({model["psi"]: 3, model["iota"]: 1})
    assert convex.is_positive


def test_T_B2_1_mass_of_surplus_value() -> None:
    model = working_day.mass_of_surplus_value()
    assert model.evaluate({"P_lp": 3, "N": 100, "e": 1}, "S") == 300
    assert model.evaluate({"P_lp": 3, "N": 200, "e": "1/2"}, "S") == 300


def test_T_B2_2_two_workers_cannot_replace_twenty_four() -> None:
    model = working_day.mass_of_surplus_value()
    two = {"mu": 1, "N": 2, "h": 12, "h_n": 0, "h_max": 24}
    many = {"mu": 1, "N": 24, "h": 12, "h_n": 10, "h_max": 24}
    assert model.evaluate(two, "H_s", "S") == {"H_s": 24, "S": 24}
    assert model.evaluate(many, "H_s", "S") == {"H_s": 48, "S": 48}
    with pytest.raises(ModelError, match="no value"):
        model.evaluate(two, "e")


def test_the_length_of_the_day_bounds_the_mass() -> None:
    model, possible = working_day.mass_of_surplus_value(), ["h <= h_max"]
    assert isinstance(model.prove("S = e*V", given=["h_n > 0"]), Proof)
    assert isinstance(model.prove("S <= S_max", given=possible), Proof)
    assert isinstance(model.prove("N_min <= N", given=[*possible, "h > h_n"]), Proof)
    assert isinstance(model.prove("S <= mu*N*h_max", given=possible), Proof)
    assert isinstance(model.prove("S <= S_max"), Counterexample)


def test_fewer_workers_than_the_least_number_cannot_yield_the_mass() -> None:
    model = working_day.mass_of_surplus_value()
    state = {"mu": 2, "N": 60, "h": 12, "h_n": 6, "h_max": 24}
    mass, least = (model.evaluate(state, name) for name in ("S", "N_min"))
    assert (mass, least) == (720, 20)
    assert model.evaluate({**state, "N": least, "h": 24}, "S") == mass
    assert model.evaluate({**state, "N": least - 1, "h": 24}, "S") < mass
    assert model.check({**state, "h": 25}) == {"the day is possible": False}
