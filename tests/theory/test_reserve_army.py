"""Accumulation, composition and the reserve army: printed cases and the discrete path."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from capital.proof import Counterexample, Proof
from capital.theory import reserve_army

Q = sp.Rational
RATE = st.fractions(min_value="-1/5", max_value="1/2", max_denominator=20)
START = {"C": 1000, "k_K": 1, "w": 1, "N_bar": 600}


def test_T_B7_1_variable_share_of_a_rising_composition() -> None:
    model = reserve_army.demand_for_labour()
    shares = [model.evaluate({"k_K": k}, "share") for k in range(1, 8)]
    assert shares == [Q(1, n) for n in range(2, 9)]


def test_T_B7_2_capital_must_treble_to_employ_a_fifth_more() -> None:
    model = reserve_army.demand_for_labour()
    assert model.evaluate({"C": 6000, "k_K": 1}, "V") == 3000
    assert model.solve("C", {"V": 3600, "k_K": 4}) == [18000]


def test_T_B7_3_growth_of_variable_capital() -> None:
    year = {"g_C": "1/10", "g_k": "1/20", "k_K": 4}
    assert reserve_army.growth_of_employment().evaluate(year, "g_V") == Q(3, 50)


def test_growth_of_demand_for_labour_is_derived_from_its_levels() -> None:
    model = reserve_army.demand_for_labour()
    powers = {x.name: power for x, power in model.elasticities("N", to=("C", "k_K", "w")).items()}
    k = model["k_K"]
    assert powers.keys() == {"C", "k_K", "w"}
    assert (powers["C"], powers["w"]) == (1, -1)
    assert sp.cancel(powers["k_K"] + k / (1 + k)) == 0


def test_reserve_army_grows_exactly_when_employment_lags_behind_the_labour_force() -> None:
    model = reserve_army.growth_of_employment()
    assert isinstance(model.prove("g_epsilon < 0", given=["g_N < beta"]), Proof)
    assert isinstance(model.prove("g_N < beta", given=["g_epsilon < 0"]), Proof)
    growing = {"g_C": "1/10", "g_k": "1/20", "k_K": 4, "g_w": "1/20", "beta": "1/50"}
    assert model.check(growing) == {"the reserve army grows": True}
    assert model.check({**growing, "g_w": 0}) == {"the reserve army grows": False}


def test_accumulation_need_not_shrink_the_reserve_army() -> None:
    model = reserve_army.growth_of_employment()
    claim, premises = "g_epsilon > 0", ["g_C > beta", "g_w = 0"]
    assert isinstance(model.prove(claim, given=premises), Counterexample)
    assert isinstance(model.prove(claim, given=[*premises, "g_k <= 0"]), Proof)


def test_path_of_employment_by_hand() -> None:
    rates = {"g_C": "1/10", "g_k": "1/5", "g_w": "1/100", "beta": "1/50"}
    path = reserve_army.accumulation().path(3, {**START, **rates})
    workers = [
        Fraction(1000) * Fraction(11, 10) ** t / (1 + Fraction(6, 5) ** t) / Fraction(101, 100) ** t
        for t in (1, 2, 3)
    ]
    assert path["N"].tolist() == [Q(n) for n in workers]
    assert path["N_bar"].iloc[-1] == 600 * Q(51, 50) ** 3
    assert path["reserve"].iloc[0] < path["reserve"].iloc[-1]


@given(g_C=RATE, g_k=RATE, beta=RATE)
def test_reserve_army_and_employment_make_up_the_labour_force(
    g_C: Fraction, g_k: Fraction, beta: Fraction
) -> None:
    rates = {"g_C": g_C, "g_k": g_k, "g_w": 0, "beta": beta}
    path = reserve_army.accumulation().path(2, {**START, **rates})
    assert all(path["epsilon"] + path["reserve"] == 1)
    grows = path["N"].iloc[1] / path["N"].iloc[0] < 1 + Q(beta)
    assert grows == (path["reserve"].iloc[1] > path["reserve"].iloc[0])


def test_momentary_growth_is_the_limit_of_short_periods() -> None:
    short = 1e-6
    rates = {"g_C": 0.1 * short, "g_k": 0.05 * short, "g_w": 0.01 * short, "beta": 0.02 * short}
    start = {**START, "k_K": 4}
    path = reserve_army.accumulation().path(2, {**start, **rates})
    measured = math.log(path["epsilon"].iloc[1] / path["epsilon"].iloc[0]) / short
    year = {"g_C": "1/10", "g_k": "1/20", "k_K": 4, "g_w": "1/100", "beta": "1/50"}
    expected = reserve_army.growth_of_employment().evaluate(year, "g_epsilon")
    assert measured == pytest.approx(float(expected), abs=1e-6)


def test_a_demand_beyond_the_labour_force_is_said_to_be_so() -> None:
    model = reserve_army.demand_for_labour()
    state = {"C": 1000, "k_K": 1, "w": 1, "N_bar": 400}
    assert model.check(state) == {"there are workers enough": False}
    assert model.evaluate(state, "reserve") == Q(-1, 4)
