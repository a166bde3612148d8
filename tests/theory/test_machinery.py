"""Adoption of machinery, annuities, value transferred and destroyed."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from capital.errors import ModelError
from capital.proof import Counterexample, Proof
from capital.theory import machinery

Q = sp.Rational
Agrees = Callable[[object, str], bool]
HAND = {"l_0": 8, "l_1": 2, "omega": "1/2", "mu": 10}
WEAR = {"P_0": 100.0, "zeta": 0.3, "T": 5.0}


def test_T_B3_1_the_machine_and_the_wages_of_150_men() -> None:
    found = machinery.machine_against_wages().evaluate({"P_m": 3000, "N": 150, "wage": 20, "e": 1})
    assert found == {"wages": 3000, "labour": 6000, "ratio": Q(1, 2)}


def test_a_machine_that_costs_the_wages_holds_less_labour_than_it_displaces() -> None:
    model = machinery.machine_against_wages()
    assert isinstance(model.prove("ratio < 1", given=["P_m <= wages"]), Proof)
    assert isinstance(model.prove("ratio = 1/(1 + e)", given=["P_m = wages"]), Proof)


def test_T_B3_2_limits_of_capital_and_of_society() -> None:
    found = machinery.adoption().evaluate({**HAND, "lam_m": 1})
    assert (found["dl"], found["capital_limit"], found["social_limit"]) == (6, 3, 6)
    assert found["omega_c"] == Q(1, 6)


@pytest.mark.parametrize(
    ("lam_m", "labour", "wages"), [(2, True, True), (4, True, False), (7, False, False)]
)
def test_K_18_a_machine_in_the_band_saves_labour_but_not_wages(
    lam_m: int, labour: bool, wages: bool
) -> None:
    state = {**HAND, "lam_m": lam_m}
    model = machinery.adoption()
    assert model.check(state) == {"it saves labour": labour, "it saves wages": wages}
    found = model.evaluate(state, "saved", "gained")
    assert (found["saved"] > 0, found["gained"] > 0) == (labour, wages)


def test_K_18_capital_tests_against_wages_and_society_against_labour() -> None:
    model, paid = machinery.adoption(), ["omega < 1", "l_1 < l_0"]
    assert isinstance(model.prove("saved > 0", given=[*paid, "gained > 0"]), Proof)
    assert isinstance(model.prove("gained > 0", given=[*paid, "saved > 0"]), Counterexample)
    assert isinstance(model.prove("gained > 0", given=[*paid, "omega > omega_c"]), Proof)
    assert isinstance(model.prove("omega > omega_c", given=[*paid, "gained > 0"]), Proof)


def test_the_band_widens_as_wages_fall() -> None:
    model = machinery.adoption()
    assert isinstance(model.prove("band = (1 - omega)*dl"), Proof)
    assert model.sign("band", "omega", given=["l_1 < l_0"]) == "-"


def test_T_B3_3_annuity_and_book_values(agrees: Agrees) -> None:
    state = {"P_m": 1000, "T": 5, "r": "1/10"}
    model = machinery.annuity()
    charge = model.evaluate({**state, "a": 0}, "charge")
    assert charge == Q(16105100, 61051)
    assert agrees(charge, "263.797481")
    printed = ["1000", "836.202519", "656.025290", "457.830339", "239.815892", "0"]
    books = [model.evaluate({**state, "a": age}, "book") for age in range(6)]
    assert all(agrees(book, text) for book, text in zip(books, printed, strict=True))


@given(
    rate=st.fractions(min_value="1/50", max_value=1, max_denominator=50),
    life=st.integers(1, 9),
    price=st.fractions(min_value=1, max_value=100, max_denominator=7),
)
def test_closed_form_of_the_annuity_agrees_with_the_recursion(
    rate: Fraction, life: int, price: Fraction
) -> None:
    table, model = machinery.book_values(price, rate, life), machinery.annuity()
    for age in range(life + 1):
        state = {"P_m": price, "T": life, "r": rate, "a": age}
        assert table.loc[age, "book"] == model.evaluate(state, "book")
        if age < life:
            found = model.evaluate(state, "charge", "depreciation")
            assert table.loc[age, ["charge", "depreciation"]].to_dict() == found
    worth = sum(table.loc[age, "charge"] / (1 + Q(rate)) ** (age + 1) for age in range(life))
    assert worth == Q(price)


def test_depreciation_rises_with_age_and_returns_the_price() -> None:
    table = machinery.book_values(1000, "1/10", 5)
    shares = table["depreciation"].tolist()[:-1]
    assert sum(shares) == 1000
    assert shares == sorted(shares)
    assert shares[0] < shares[-1]


def test_without_profit_the_annuity_is_the_straight_line() -> None:
    model = machinery.annuity()
    crf, r, T = model.reduce("crf"), model["r"], model["T"]
    for life in (1, 2, 5, 8):
        assert sp.limit(crf.subs(T, life), r, 0) == Q(1, life)
    assert machinery.book_values(60, 0, 3)["depreciation"].tolist()[:-1] == [20, 20, 20]


def test_book_values_refuse_what_has_no_meaning() -> None:
    with pytest.raises(ModelError, match="rate must be at least 0"):
        machinery.book_values(10, -1, 3)
    with pytest.raises(ModelError, match="whole number"):
        machinery.book_values(10, 0, 2.5)  # type: ignore[arg-type]
    with pytest.raises(ModelError, match="price must be above 0"):
        machinery.book_values(0, 0, 2)


@pytest.mark.parametrize(
    ("age", "left", "transferred", "destroyed"),
    [(2.0, "32.928698", "30.079224", "36.992078"), (5.0, "0", "51.791323", "48.208677")],
)
def test_T_B4_1_transferred_and_destroyed(
    age: float, left: str, transferred: str, destroyed: str, agrees: Agrees
) -> None:
    found = machinery.value_transferred().evaluate({**WEAR, "a": age})
    assert agrees(found["V_m"], left) if age < 5 else found["V_m"] == 0
    assert agrees(found["transferred"], transferred)
    assert agrees(found["destroyed"], destroyed)


def test_K_13_only_wear_enters_the_product() -> None:
    model = machinery.value_transferred()
    whole = {"P_0": 80.0, "T": 4.0, "a": 4.0}
    slow, fast = (model.evaluate({**whole, "zeta": zeta}) for zeta in (0.1, 0.6))
    assert fast["destroyed"] > slow["destroyed"]
    assert fast["transferred"] < slow["transferred"] < 80, "moral depreciation adds no value"
    a, zeta, P_0, T = (model[name] for name in ("a", "zeta", "P_0", "T"))
    wear = model.reduce("transferred").diff(a)
    assert sp.cancel(wear - P_0 * sp.exp(-zeta * a) / T) == 0


def test_destruction_is_the_integral_of_moral_depreciation() -> None:
    numbers = {"P_0": 70.0, "zeta": 0.2, "T": 8.0, "a": 3.0}
    found = machinery.value_transferred().evaluate(numbers)
    lost, _ = quad(lambda t: 0.2 * 70 * math.exp(-0.2 * t) * (1 - t / 8), 0, 3)
    worn, _ = quad(lambda t: 70 * math.exp(-0.2 * t) / 8, 0, 3)
    assert found["destroyed"] == pytest.approx(lost, rel=1e-12)
    assert found["transferred"] == pytest.approx(worn, rel=1e-12)


def test_left_transferred_and_destroyed_are_the_whole_price() -> None:
    model = machinery.value_transferred()
    parts = sum(model.reduce(name) for name in ("V_m", "transferred", "destroyed"))
    assert sp.cancel(sp.expand(parts - model["P_0"])) == 0
    dearer = model.evaluate({**WEAR, "zeta": -0.1, "a": 2.0}, "destroyed")
    assert dearer < 0, "a machine that gets dearer is revalued"


def test_without_cheapening_everything_is_transferred() -> None:
    model = machinery.value_transferred()
    P_0, a, T = (model[name] for name in ("P_0", "a", "T"))
    assert sp.cancel(model.limit("transferred", "zeta", 0) - P_0 * a / T) == 0
    assert model.limit("destroyed", "zeta", 0) == 0
    with pytest.raises(ModelError, match="no value"):
        model.evaluate({**WEAR, "zeta": 0, "a": 2})


def test_a_machine_past_its_life_has_no_value_left_to_transfer() -> None:
    model = machinery.value_transferred()
    assert model.check({**WEAR, "a": 6.0}) == {"the machine is in use": False}
    with pytest.raises(ModelError, match="V_m must be zero or more"):
        model.evaluate({**WEAR, "a": 6.0}, "V_m")
