"""Two departments: simple reproduction, luxuries, one year of expanded reproduction."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from capital.theory import departments, reproduction

SIMPLE = {"c_I": 4000, "v_I": 1000, "s_I": 1000, "c_II": 2000, "v_II": 500, "s_II": 500}
LUXURIES = {
    **{"c_I": 4000, "v_I": 1000, "s_I": 1000},
    **{"c_IIa": 1600, "v_IIa": 400, "s_IIa": 400},
    **{"c_IIb": 400, "v_IIb": 100, "s_IIb": 100, "phi": "3/5"},
}


def test_T_C2_1_simple_reproduction() -> None:
    model = departments.simple()
    found = model.evaluate(SIMPLE)
    assert found == {"W_I": 6000, "W_II": 3000, "D_I": 0, "D_II": 0}
    assert model.check(SIMPLE) == {"exchange": True}


def test_the_three_conditions_are_one() -> None:
    model = departments.simple()
    conditions = ["D_I = 0", "D_II = 0", "v_I + s_I = c_II"]
    for premise in conditions:
        for claim in conditions:
            assert model.prove(claim, given=[premise])
    assert model.prove("D_I + D_II = 0")
    assert not model.prove("D_I = 0")


def test_too_large_a_department_II_lacks_means_of_production() -> None:
    too_large = {**SIMPLE, "c_II": 2200, "v_II": 550, "s_II": 550}
    assert departments.simple().check(too_large) == {"exchange": False}
    assert departments.simple().evaluate(too_large, "D_I", "D_II") == {"D_I": -200, "D_II": 200}


def test_T_C2_1_luxuries() -> None:
    model = departments.luxuries()
    found = model.evaluate(LUXURIES)
    assert (found["W_IIa"], found["W_IIb"], found["S"]) == (2400, 600, 1500)
    assert (found["D_I"], found["D_IIa"], found["D_IIb"]) == (0, 0, 0)
    # by hand: wages of I and II and 3/5 of surplus-value buy necessities, 2/5 luxuries
    assert found["W_IIa"] == 1000 + 500 + 900
    assert sp.Rational(2, 5) * 1500 == found["W_IIb"]
    assert model.check(LUXURIES) == {"phi is a share": True}
    assert model.prove("D_I + D_IIa + D_IIb = 0")


def test_thriftier_capitalists_leave_luxuries_unsold() -> None:
    thriftier = {**LUXURIES, "phi": "7/10"}
    found = departments.luxuries().evaluate(thriftier, "D_I", "D_IIa", "D_IIb")
    assert found == {"D_I": 0, "D_IIa": -150, "D_IIb": 150}
    assert departments.luxuries().check({**LUXURIES, "phi": 2}) == {"phi is a share": False}


amounts = st.integers(min_value=1, max_value=10_000)


@given(st.lists(amounts, min_size=9, max_size=9), st.fractions(0, 1))
def test_what_one_department_sells_too_much_of_another_sells_too_little_of(numbers, phi) -> None:
    names = ["c_I", "v_I", "s_I", "c_IIa", "v_IIa", "s_IIa", "c_IIb", "v_IIb", "s_IIb"]
    values = dict(zip(names, numbers, strict=True)) | {"phi": phi}
    found = departments.luxuries().evaluate(values, "D_I", "D_IIa", "D_IIb")
    assert sum(found.values()) == 0


YEAR = {"v_I": 1000, "c_II": 1500, "v_II": 750, "e": 1, "k_I": 4, "k_II": 2}


def test_independent_accumulation_does_not_fit_in_general() -> None:
    """I makes 6000; wanted are 4000 + 400 of it by I and 1500 + 250 by II."""
    model = departments.expanded()
    both = {**YEAR, "theta_I": "1/2", "theta_II": "1/2"}
    assert model.evaluate(both, "D_I") == 6000 - (4400 + 1750)
    assert model.check(both)["exchange"] is False
    assert model.prove("D_I + D_II = 0")
    assert model.prove("D_I = 0", given=["v_I + dv_I + (1 - theta_I)*s_I = c_II + dc_II"])
    assert not model.prove("D_I = 0")


def test_marx_year_fits() -> None:
    model = departments.expanded()
    year = {**YEAR, "theta_I": "1/2", "theta_II": "1/5"}
    assert model.evaluate(year, "D_I", "D_II") == {"D_I": 0, "D_II": 0}
    assert set(model.check(year).values()) == {True}


def test_accumulation_in_either_department_takes_means_of_production() -> None:
    model = departments.expanded()
    assert model.sign("D_I", "theta_I") == "-"
    assert model.sign("D_I", "theta_II") == "-"
    assert model.sign("D_I", "k_II") == "≤0"


@pytest.mark.parametrize("illustration", ["first", "second"])
def test_marx_rule_is_the_solution_of_the_exchange_year_by_year(illustration) -> None:
    """A second way to the shares of Department II: solve the exchange for them."""
    scheme = reproduction.expanded_scheme(illustration)
    for _, row in scheme.table(years=4).iterrows():
        year = {name: row[name] for name in ("v_I", "c_II", "v_II")}
        year |= {"e": 1, "k_I": scheme.I.k, "k_II": scheme.II.k, "theta_I": "1/2", "D_I": 0}
        assert departments.expanded().solve("theta_II", year) == [row["theta_II"]]
