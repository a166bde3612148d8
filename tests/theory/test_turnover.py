"""Turnover: advance, release, and the three forms of capital week by week."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from capital.errors import ModelError
from capital.theory import turnover, value

NINE_WEEKS = {"a_w": 100, "T_prod": 6, "T_circ": 3}


def test_T_C1_1_the_advance_and_what_of_it_circulation_demands() -> None:
    model = turnover.advance()
    assert model.evaluate(NINE_WEEKS, "C_prod", "C_circ", "C") == {
        "C_prod": 600,
        "C_circ": 300,
        "C": 900,
    }
    assert model.evaluate({**NINE_WEEKS, "T_circ": 0}, "C") == 600


def test_turnovers_in_a_year_and_the_annual_rate_of_profit() -> None:
    year = {**NINE_WEEKS, "Y_w": 51, "r_flow": "1/10"}
    found = turnover.advance().evaluate(year, "n", "r")
    assert found == {"n": sp.Rational(17, 3), "r": sp.Rational(17, 30)}
    # the yearly profit on the yearly outlay of 5100, over the capital advanced
    assert found["r"] == sp.Rational(5100, 10) / 900


def test_it_agrees_with_the_turnover_of_a_capital_without_a_fixed_part() -> None:
    """900 advanced, 5100 laid out a year: half of it wages, of which e = 1/5 is surplus-value."""
    short = turnover.advance().evaluate({**NINE_WEEKS, "Y_w": 51, "r_flow": "1/10"})
    stocks = {"F": 0, "T_ph": 1, "K_c": 450, "n_c": short["n"], "V": 450, "n": short["n"]}
    full = value.turnover().evaluate({**stocks, "e": "1/5"}, "r", "N_to", "r_flow")
    assert full == {"r": short["r"], "N_to": short["n"], "r_flow": sp.Rational(1, 10)}


def test_longer_times_need_more_and_lower_the_rate_of_profit() -> None:
    model = turnover.advance()
    assert model.sign("C", "T_circ") == model.sign("C", "T_prod") == "+"
    assert model.sign("r", "T_circ") == model.sign("r", "T_prod") == "-"
    assert model.elasticities("C_circ")[model["T_circ"]] == 1


def test_T_C1_1_shorter_circulation_releases_money_capital() -> None:
    model = turnover.release()
    shorter = {"a_0": 100, "a_1": 100, "T_prod": 6, "T_0": 3, "T_1": 0}
    assert model.evaluate(shorter, "released", "by_price", "ratio") == {
        "released": 300,
        "by_price": 0,
        "ratio": sp.Rational(3, 2),
    }
    longer = {**shorter, "T_1": 5}
    assert model.evaluate(longer, "released") == -200  # tied up


def test_cheaper_inputs_release_capital_too() -> None:
    cheaper = {"a_0": 100, "a_1": 50, "T_prod": 6, "T_0": 3, "T_1": 3}
    assert turnover.release().evaluate(cheaper, "by_time", "by_price") == {
        "by_time": 0,
        "by_price": 450,
    }


def test_what_is_released_is_the_difference_of_the_advances() -> None:
    assert turnover.release().prove("released = C_0 - C_1")


weeks = st.integers(min_value=1, max_value=12)
delays = st.integers(min_value=0, max_value=15)


@given(weeks, delays, st.fractions(min_value="1/10", max_value=100))
def test_the_advance_is_exactly_what_the_calendar_needs(span, delay, outlay) -> None:
    """Independent of the formula: money is counted week by week, and never more than suffices."""
    table = turnover.schedule(outlay, span, delay, weeks=3 * (span + delay) + span)
    a_w = sp.Rational(outlay.numerator, outlay.denominator)
    assert min(table["money"]) == a_w
    needed = turnover.advance().evaluate({"a_w": a_w, "T_prod": span, "T_circ": delay}, "C")
    less = turnover.schedule(outlay, span, delay, weeks=span + delay, capital=needed - a_w / 7)
    assert list(less.index[less["money"] < less["outlay"]]) == [span + delay]


@given(weeks, delays, st.integers(min_value=0, max_value=5000))
def test_money_production_and_wares_always_add_up_to_the_capital(span, delay, capital) -> None:
    table = turnover.schedule(100, span, delay, weeks=40, capital=capital)
    forms = table[["money_end", "in_production", "in_circulation"]].sum(axis=1)
    assert set(forms) == {capital}
    assert (table["in_production"] >= 0).all()
    assert (table["in_circulation"] >= 0).all()
    assert (table["in_production"] < 100 * span).all()


def test_T_C1_1_the_calendar_of_nine_weeks() -> None:
    table = turnover.schedule(100, 6, 3, weeks=15)
    assert list(table.index[table["returned"] > 0]) == [9, 15]
    assert set(table["returned"]) == {0, 600}
    assert list(table.loc[6:9, "in_circulation"]) == [600, 600, 600, 0]
    assert list(table.loc[5:7, "in_production"]) == [500, 0, 100]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"production": 0}, "production must be at least 1, but is 0"),
        ({"production": "13/2"}, "production = 13/2 is not a whole number"),
        ({"circulation": -1}, "circulation must be at least 0, but is -1"),
        ({"outlay": 0}, "outlay must be above 0, but is 0"),
        ({"weeks": 0}, "weeks must be at least 1, but is 0"),
    ],
)
def test_what_is_no_calendar_is_refused(arguments, message) -> None:
    good = {"outlay": 100, "production": 6, "circulation": 3, "weeks": 9}
    with pytest.raises(ModelError, match=message):
        turnover.schedule(**{**good, **arguments})
