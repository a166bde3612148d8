"""Obsolescence and scrapping: closed forms against integrals, inversion and finite differences."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad, solve_ivp

from capital.errors import ModelError
from capital.theory import vintages

Agrees = Callable[[object, str], bool]
RATES = st.floats(0, 0.5)
PROGRESS = st.floats(0.02, 1.5)
LIVES = st.floats(0.05, 20)


def outlay(life: float, rate: float, progress: float) -> float:
    """Return 𝓕(T) as the integral of quasi-rents."""
    return float(
        quad(lambda t: math.expm1(progress * (life - t)) * math.exp(-rate * t), 0, life)[0]
    )


def test_T_B6_1_price_of_machine_and_service(agrees: Agrees) -> None:
    assert agrees(vintages.price_ratio(3, 0.1, 0.3), "1.705144")
    found = vintages.vintage().evaluate({"u_0": 1.0, "gamma": 0.3, "r": 0.1, "T": 3.0, "a": 0.0})
    assert agrees(found["p_0"], "2.459603")
    assert agrees(found["P_q"], "1.705144")


@pytest.mark.parametrize(("price", "life"), [(1, "2.361963"), (2, "3.217356"), (5, "4.727743")])
def test_T_B6_2_life_from_the_price(price: float, life: str, agrees: Agrees) -> None:
    assert agrees(vintages.obsolescence_life(price, 1, rate=0.1, progress=0.3), life)


@pytest.mark.parametrize(
    ("progress", "life"),
    [(0.1, "6.223625"), (0.2, "4.106837"), (0.4, "2.702065"), (0.8, "1.761263")],
)
def test_T_B6_3_life_from_progress(progress: float, life: str, agrees: Agrees) -> None:
    assert agrees(vintages.obsolescence_life(2, 1, rate=0.1, progress=progress), life)


def test_T_B6_4_value_by_age(agrees: Agrees) -> None:
    printed = ["2", "1.364525", "0.870685", "0.501475", "0.242398", "0.081123", "0.007191"]
    path = vintages.value_path(2, 1, np.arange(7) / 2, rate=0.1, progress=0.3)
    assert all(agrees(v, text) for v, text in zip(path["value"], printed, strict=True))
    first_year = path["value"].loc[0.0] - path["value"].loc[1.0]
    assert agrees(first_year, "1.129315")
    assert first_year > 1 > 2 / 6, "more than half, against a sixth of 2 in a six-year book"


@given(life=LIVES, rate=RATES, progress=PROGRESS)
def test_life_inverts_the_price(life: float, rate: float, progress: float) -> None:
    price = outlay(life, rate, progress)
    assert vintages.price_ratio(life, rate, progress) == pytest.approx(price, rel=1e-6)
    found = vintages.obsolescence_life(3 * price, 3, rate=rate, progress=progress)
    assert found == pytest.approx(life, rel=1e-6)


def test_price_ratio_rises_from_zero_with_the_printed_slope() -> None:
    model = vintages.vintage()
    T, gamma, r = (model[name] for name in ("T", "gamma", "r"))
    by_hand = gamma * sp.exp(gamma * T) * (1 - sp.exp(-(r + gamma) * T)) / (r + gamma)
    assert sp.expand(sp.cancel(model.reduce("F_T").diff(T) - by_hand)) == 0
    assert vintages.price_ratio(0, 0.1, 0.3) == 0


def test_square_root_rule_for_short_lives() -> None:
    model = vintages.vintage()
    gaps = []
    for life in (0.1, 0.2, 0.4):
        state = {"u_0": 2.0, "gamma": 0.3, "r": 0.1, "T": life, "a": 0.0}
        gaps.append(abs(model.evaluate(state, "T_short") / life - 1))
    assert gaps[0] < 0.01
    assert gaps[1] / gaps[0] == pytest.approx(2, rel=0.05), "an error of first order"


@pytest.mark.parametrize(
    ("rate", "progress", "price"), [(0.1, 0.3, 2.0), (0.05, 0.8, 0.7), (0.3, 0.1, 6.0)]
)
def test_elasticities_of_life_against_finite_differences(
    rate: float, progress: float, price: float
) -> None:
    base = {"price": price, "operating_cost": 1.0, "rate": rate, "progress": progress}

    def life(numbers: dict[str, float]) -> float:
        rest = {name: numbers[name] for name in ("rate", "progress")}
        return vintages.obsolescence_life(numbers["price"], numbers["operating_cost"], **rest)

    found = vintages.life_elasticities(life(base), rate=rate, progress=progress)
    for name, elasticity in found.items():
        up, down = ({**base, name: base[name] * factor} for factor in (1 + 1e-5, 1 - 1e-5))
        measured = (math.log(life(up)) - math.log(life(down))) / 2e-5
        assert elasticity == pytest.approx(measured, abs=1e-6), name


@given(life=LIVES, rate=st.floats(0.001, 0.5), progress=PROGRESS)
def test_dear_machines_live_longer_and_progress_shortens_life(
    life: float, rate: float, progress: float
) -> None:
    found = vintages.life_elasticities(life, rate=rate, progress=progress)
    assert found["price"] > 0 > found["operating_cost"]
    assert found["progress"] < 0
    assert found["rate"] > 0


@given(rate=RATES, progress=PROGRESS, price=st.floats(0.05, 20))
def test_value_is_the_worth_of_remaining_quasi_rents(
    rate: float, progress: float, price: float
) -> None:
    life = vintages.obsolescence_life(price, 2, rate=rate, progress=progress)
    age = life / 3
    path = vintages.value_path(price, 2, [0.0, age, life, life + 1], rate=rate, progress=progress)
    rents, _ = quad(
        lambda t: 2 * math.expm1(progress * (life - t)) * math.exp(-rate * (t - age)), age, life
    )
    assert path["value"].iloc[0] == pytest.approx(price, rel=1e-6)
    assert path["value"].iloc[1] == pytest.approx(rents, rel=1e-6)
    assert path["value"].iloc[3] == path["depreciation"].iloc[3] == 0
    assert path["value"].iloc[2] == pytest.approx(0, abs=1e-9 * price)


def test_model_and_path_agree_and_depreciation_is_the_slope() -> None:
    life = vintages.obsolescence_life(2, 1, rate=0.1, progress=0.3)
    state = {"u_0": 1.0, "gamma": 0.3, "r": 0.1, "T": life, "a": 1.25}
    found = vintages.vintage().evaluate(state, "V_m", "D_m", "p_a")
    row = vintages.value_path(2, 1, [1.25], rate=0.1, progress=0.3).iloc[0]
    assert row.tolist() == pytest.approx(
        [found["p_a"], found["p_a"] - 1, found["V_m"], found["D_m"]], rel=1e-12
    )
    step = vintages.value_path(2, 1, [1.2499, 1.2501], rate=0.1, progress=0.3)["value"]
    assert found["D_m"] == pytest.approx(-(step.iloc[1] - step.iloc[0]) / 2e-4, rel=1e-6)


def test_economic_depreciation_integrates_to_the_price() -> None:
    life = vintages.obsolescence_life(2, 1, rate=0.1, progress=0.3)
    path = solve_ivp(
        lambda a, V: 0.1 * V - math.expm1(0.3 * (life - a)),
        (0, life),
        [2.0],
        rtol=1e-10,
        atol=1e-12,
    )
    assert path.y[0, -1] == pytest.approx(0, abs=1e-8)


def test_vintages_in_use_are_those_younger_than_the_life() -> None:
    life = vintages.obsolescence_life(2, 1, rate=0.1, progress=0.3)
    now, ages = 7.0, np.arange(0, 8)
    price = math.exp(0.3 * life) * math.exp(-0.3 * now)
    costs = np.exp(-0.3 * (now - ages))
    assert vintages.in_use(price, costs.tolist()) == [bool(age <= life) for age in ages]


def test_a_condition_says_when_the_machine_is_scrapped() -> None:
    state = {"u_0": 1, "gamma": "3/10", "r": "1/10", "T": 3, "a": 4}
    assert vintages.vintage().check(state) == {"the machine is in use": False}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"progress": 0.0}, "progress = 0.0 is not positive"),
        ({"price": -1.0}, "price = -1.0 is not positive"),
        ({"operating_cost": math.nan}, "operating_cost = nan"),
        ({"rate": -0.1}, "rate = -0.1 is negative"),
        ({"price": 1e300}, "no life ends"),
        ({"price": 1e-300}, "residual"),
    ],
)
def test_a_life_that_has_no_meaning_is_refused(change: dict[str, float], says: str) -> None:
    numbers = {"price": 2.0, "operating_cost": 1.0, "rate": 0.1, "progress": 0.3, **change}
    with pytest.raises(ModelError, match=says):
        vintages.obsolescence_life(
            numbers["price"],
            numbers["operating_cost"],
            rate=numbers["rate"],
            progress=numbers["progress"],
        )


def test_negative_ages_are_refused() -> None:
    with pytest.raises(ModelError, match="an age is negative"):
        vintages.value_path(2, 1, [-1.0], rate=0.1, progress=0.3)
