"""Adoption at false prices: zones, shares, parity, and the mispricing theorem."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import lognorm

from capital import Economy
from capital.ai import adoption
from capital.errors import DataError, ModelError

TASKS = {"median": 100, "spread": 1, "wage": 40, "omega": 0.5}
CHANGE = {
    "inputs": [0.5], "labour": 0.2, "use": 0.75, "service_inputs": [0.4], "service_labour": 0.08,
}  # fmt: skip


@pytest.fixture
def corn():
    return Economy([[0.5]], [1.0], wage_basket=[0.25])


def test_T_H2_1_zones(agrees):
    found = adoption.lognormal_tasks(**TASKS, subsidy=0.1)
    printed = {"Z1": "0.179757", "Z2": "0.231955", "Z3": "0.505460", "Z5": "0.082829"}
    for zone, number in printed.items():
        assert agrees(found.shares[zone], number), zone
    assert found.shares["Z4"] == 0
    assert agrees(found.adopted, "0.917171")
    assert agrees(found.reversed, "0.804009")


def test_T_H2_2_a_small_subsidy(agrees):
    found = adoption.lognormal_tasks(**TASKS, subsidy=0.8)
    assert agrees(found.adopted, "0.244109")
    assert agrees(found.shares["Z4"], "0.167603")
    assert found.shares["Z3"] == 0


def test_T_H2_3_parity(agrees):
    now = {"kappa_r": 400, "w": 40, "g_kappa": 0.5, "g_w": 0.02}
    years = adoption.parity().evaluate(now, "years")
    assert agrees(years, "4.428048")
    assert 400 * np.exp(-0.5 * years) == pytest.approx(40 * np.exp(0.02 * years))


@given(
    st.floats(5, 500), st.floats(0.2, 3), st.floats(5, 200), st.floats(0.05, 0.95),
    st.floats(0.0, 3),
)  # fmt: skip
def test_shares_are_those_of_drawn_tasks(median, spread, wage, omega, subsidy):
    # K 18: adoption by the wage, labour saved by the labour replaced
    found = adoption.lognormal_tasks(
        median=median, spread=spread, wage=wage, omega=omega, subsidy=subsidy
    )
    assert found.shares.sum() == pytest.approx(1)
    assert (found.shares >= 0).all()
    costs = lognorm(spread, scale=median).ppf((np.arange(20_000) + 0.5) / 20_000)
    zone = adoption.zones(costs, wage=wage, omega=omega, subsidy=subsidy)
    drawn = zone.value_counts(normalize=True).reindex(found.shares.index, fill_value=0)
    assert np.abs(drawn - found.shares).max() < 2e-4
    assert found.adopted == pytest.approx(found.shares[["Z1", "Z2", "Z3"]].sum())
    # Z3 exists iff ς < ω, Z4 iff ς > ω
    assert (found.shares["Z3"] > 0) <= (subsidy < omega)
    assert (found.shares["Z4"] > 0) <= (subsidy > omega)
    at_cost = adoption.lognormal_tasks(
        median=median, spread=spread, wage=wage, omega=omega, subsidy=max(subsidy, 1.0)
    )
    assert at_cost.shares["Z2"] == 0


def test_private_and_social_criterion_agree_where_price_over_value_is_omega():
    found = adoption.lognormal_tasks(**TASKS, subsidy=0.5)
    assert found.shares["Z3"] == found.shares["Z4"] == 0


def test_a_free_service_is_always_adopted():
    found = adoption.lognormal_tasks(**TASKS, subsidy=0.0)
    assert found.adopted == 1
    assert adoption.zones([1e9], wage=40, omega=0.5, subsidy=0).tolist() == ["Z3"]


def test_replacing_an_hour_with_two_of_the_five_zones():
    model = adoption.replacing_an_hour()
    task = {"kappa": 3, "tau": 18, "eta": "1/10", "subs": "1/2", "mu": 80, "omega": "1/2"}
    found = model.evaluate(task)
    assert (found["kappa_r"], found["outlay"], found["subs_c"]) == (60, 30, sp.Rational(2, 3))
    assert list(model.check(task).values()) == [True, False, True]  # Z2
    assert model.sign("kappa_r", "eta") in ("+", "≥0")


def test_conversion_cost_by_hand():
    post = {"subs": "1/2", "kappa_r": 30, "w": 40, "F_c": 10000, "H": 2000, "eta": "1/5", "T": 2,
            "r": "1/10"}  # fmt: skip
    charge = 10000 / (1 / 1.1 + 1 / 1.21)
    assert float(adoption.conversion().evaluate(post, "outlay")) == pytest.approx(
        15 + charge / (0.8 * 2000)
    )


def test_T_H2_4_mispriced_technique(corn):
    # K 8: at subsidised prices Okishio's theorem does not hold
    found = adoption.mispriced(corn, 0, **CHANGE, subsidy=0.2)
    assert found.price_of_service == pytest.approx(14 / 25, rel=1e-12)
    assert found.old_cost == pytest.approx(3 / 4)
    assert found.true_cost == pytest.approx(97 / 100)
    assert found.perceived_cost == pytest.approx(317 / 500)
    assert found.critical_subsidy == pytest.approx(10 / 21)
    assert found.innovator == pytest.approx(183 / 317)
    assert (found.rate_before, found.rate_after) == pytest.approx((1 / 3, 1 / 9), rel=1e-12)
    assert found.adopted
    assert found.verdict.startswith("adopted only by the subsidy: the rate of profit falls")


def test_T_H2_4_above_the_critical_subsidy_it_is_not_adopted(corn):
    for subsidy, adopted in ((10 / 21 - 1e-9, True), (10 / 21 + 1e-9, False)):
        assert adoption.mispriced(corn, 0, **CHANGE, subsidy=subsidy).adopted == adopted


@pytest.mark.parametrize(("life", "printed"), [(6, "0.534365"), (3, "0.406575"), (2, "0.256997")])
def test_T_H2_5_mispriced_machine(life, printed, agrees):
    found = adoption.mispriced_machine(0.35, 0.8, rate=1 / 3, booked=6, economic=life)
    assert agrees(found["perceived_cost"], "0.791070")
    assert agrees(found["rate_after"], printed)
    assert agrees(found["break_even_life"], "2.409421")
    assert (found["rate_after"] < 1 / 3) == (life < found["break_even_life"])


@given(st.integers(0, 500), st.floats(0.05, 1.5))
def test_mispricing_theorem_on_random_economies(seed, subsidy):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 5))
    A = rng.uniform(0.02, 1, (n, n))
    A *= rng.uniform(0.3, 0.6) / np.abs(np.linalg.eigvals(A)).max()
    l = rng.uniform(0.2, 1, n)
    b = rng.uniform(0.1, 1, n)
    values = l @ np.linalg.inv(np.eye(n) - A)
    b *= rng.uniform(0.2, 0.7) / (values @ b)
    economy = Economy(A, l, wage_basket=b)
    j = int(rng.integers(n))
    found = adoption.mispriced(
        economy, j, inputs=A[:, j] * rng.uniform(0.5, 1.2), labour=l[j] * rng.uniform(0.1, 0.9),
        use=rng.uniform(0.05, 1), service_inputs=rng.uniform(0, 0.3, n), service_labour=0.1,
        subsidy=subsidy,
    )  # fmt: skip
    assume(abs(found.true_cost - found.old_cost) > 1e-6)
    # at true prices the rate moves against the cost, whatever the subsidy was
    assert (found.rate_after < found.rate_before) == (found.true_cost > found.old_cost)
    assert found.adopted == (subsidy < found.critical_subsidy)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda e: adoption.zones([1], wage=0, omega=0.5, subsidy=1), DataError, "a wage of 0"),
        (lambda e: adoption.zones([1], wage=1, omega=1, subsidy=1), DataError, "labour-power of 1"),
        (lambda e: adoption.zones([1], wage=1, omega=0.5, subsidy=-1), DataError, "ratio of price"),
        (lambda e: adoption.zones([-1], wage=1, omega=0.5, subsidy=1), DataError, "negative"),
        (
            lambda e: adoption.lognormal_tasks(**{**TASKS, "spread": 0}, subsidy=1),
            DataError,
            "positive",
        ),
        (lambda e: adoption.mispriced(e, 7, **CHANGE, subsidy=1), ModelError, "no sector ‘7’"),
        (lambda e: adoption.mispriced(e, 0, **CHANGE, subsidy=-1), DataError, "negative"),
        (
            lambda e: adoption.mispriced(Economy([[0.5]], [1.0]), 0, **CHANGE, subsidy=1),
            ModelError,
            "wage",
        ),
        (
            lambda e: adoption.mispriced_machine(0.9, 0.8, rate=0.3, booked=6, economic=3),
            DataError,
            "over any life",
        ),
        (
            lambda e: adoption.mispriced_machine(0.3, -1, rate=0.3, booked=6, economic=3),
            DataError,
            "machine is -1",
        ),
    ],
)
def test_bad_input_is_named(corn, call, error, words):
    with pytest.raises(error, match=words):
        call(corn)
