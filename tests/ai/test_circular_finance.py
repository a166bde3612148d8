"""Circular finance and clearing: printed cases, linear programming, lattices, bad networks."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from capital.ai import circular_finance as circle
from capital.errors import DataError, UnknownNameError

FIRMS = ["lab", "cloud", "vendor", "bank"]


@pytest.fixture
def owes():
    table = pd.DataFrame(0.0, FIRMS, FIRMS)
    table.loc["lab", "cloud"] = 60
    table.loc["cloud", ["vendor", "bank"]] = 40
    table.loc["vendor", ["lab", "bank"]] = [40, 5]
    return table


def assets(*numbers):
    return pd.Series(numbers, FIRMS, dtype=float)


def test_T_H4_1_two_firms():
    given = {"alpha": "2/5", "beta": "9/10", "X_1": 60, "X_2": 20}
    found = circle.two_firms().evaluate(given)
    assert found["R_1"] == sp.Rational(975, 8)
    assert found["round_trip"] == sp.Rational(351, 8)
    assert found["round_trip"] / found["R_1"] == sp.Rational(9, 25)
    assert found["upper_bound"] == sp.Rational(195, 4)
    assert found["ratio"] == sp.Rational(227, 128)
    # the same circle as a network, and as payments
    many = circle.recycle([60, 20], [[0, 0], [0.9, 0]], [[0, 0.4], [0, 0]])
    assert many.table["revenue"].tolist() == pytest.approx([975 / 8, 20])
    assert many.table["round_trip"].tolist() == pytest.approx([9 / 25, 0])
    paid = float(found["R_1"] - 60)
    table = circle.consolidated([60, 20], [[0, 0], [paid, 0]], [[0, 48.75], [0, 0]])
    assert table["financed"].tolist() == pytest.approx([2 / 5, 0])
    assert table.attrs["ratio"] == pytest.approx(227 / 128)


def test_T_H4_2_three_firms(agrees):
    m = [[0, 0, 0], [0.5, 0, 0], [0.1, 0.6, 0]]
    f = np.array([[0, 0.05, 0.30], [0, 0, 0.10], [0, 0, 0]])
    found = circle.recycle([100, 30, 20], m, f)
    for value, printed in zip(
        found.table["revenue"], ("147.269303", "72.881356", "20.000000"), strict=True
    ):
        assert agrees(value, printed)
    assert agrees(found.ratio, "1.601004")
    assert found.table["without"].tolist() == pytest.approx([123, 42, 20])
    rounds = np.zeros(3)
    for _ in range(500):  # the sum of all rounds of spending
        rounds = np.array([100, 30, 20]) + rounds @ (np.eye(3) + f) @ m
    assert found.table["revenue"].to_numpy() == pytest.approx(rounds, rel=1e-12)


def test_multiplier_rises_with_finance_spending_and_outside_sales():
    model = circle.two_firms()
    given = ["alpha*beta < 1", "X_1 > 0"]
    assert model.sign("R_1", "alpha", given=given) in ("+", "≥0")
    assert model.sign("R_1", "X_1", given=given) == "+"
    assert model.check({"alpha": 1, "beta": 1}) == {"the circle converges": False}


def test_T_H4_3_unrealised_profit():
    found = circle.unrealised_profit().evaluate({"sale": 60, "cost": 18, "T": 6, "a": 1})
    assert (found["profit"], found["unrealised"]) == (42, 35)
    assert circle.unrealised_profit().evaluate(
        {"sale": 60, "cost": 18, "T": 6, "a": 6}, "unrealised"
    ) == 0  # fmt: skip


def test_T_H4_4_clearing(owes):
    found = circle.clear(owes, assets(10, 20, 20, 10))
    assert found.table["paid"].tolist() == pytest.approx([50, 70, 45, 0])
    assert found.table["equity"].tolist() == pytest.approx([0, 0, 10, 50])
    assert found.table["default"].tolist() == [True, True, False, False]
    assert found.unique
    assert found.residual < 1e-15
    worse = circle.clear(owes, assets(10, 20, 5, 10))
    assert worse.table["paid"].tolist() == pytest.approx([42, 62, 36, 0])
    assert worse.table["default"].tolist() == [True, True, True, False]
    assert worse.table.loc["bank", "equity"] == pytest.approx(45)
    assert worse.wave.tolist() == [1, 2, 3, 0]


def test_T_H4_5_default_costs(owes):
    found = circle.clear(owes, assets(10, 20, 20, 10), recovery_assets=0.8, recovery_claims=0.8)
    expected = [26920 / 869, 35440 / 869, 28080 / 869, 0]
    assert found.table["paid"].tolist() == pytest.approx(expected, rel=1e-13)


def test_K_19_a_cross_holding_is_no_outside_asset(owes):
    # The vendor's stake in the lab is worth what the lab's equity is worth: nothing in default.
    honest = circle.clear(owes, assets(10, 20, 5, 10))
    counted = circle.clear(owes, assets(10, 20, 20, 10))
    assert honest.table.loc["lab", "equity"] == counted.table.loc["lab", "equity"] == 0
    assert honest.table.loc["vendor", "default"]
    assert not counted.table.loc["vendor", "default"]


def test_two_firms_that_owe_each_other_can_pay_all_or_nothing():
    found = circle.clear([[0, 10], [10, 0]], [0, 0])
    assert found.table["paid"].tolist() == [10, 10]
    assert not found.unique
    assert found.least.tolist() == [0, 0]


def test_default_costs_admit_a_panic():
    found = circle.clear([[0, 10], [10, 0]], [4, 4], recovery_assets=0.5, recovery_claims=0.5)
    assert found.table["paid"].tolist() == [10, 10]
    assert not found.unique
    assert found.least.to_numpy() == pytest.approx([4, 4])  # p = 4/2 + p/2


def networks(seed, n=6):
    rng = np.random.default_rng(seed)
    L = rng.uniform(0, 10, (n, n)) * (rng.random((n, n)) < 0.4)
    np.fill_diagonal(L, 0)
    return L, rng.uniform(0.1, 8, n)


@given(st.integers(0, 10_000))
def test_clearing_payments_are_the_largest_that_linear_programming_finds(seed):
    L, o = networks(seed)
    owed = L.sum(axis=1)
    shares = np.divide(L, owed[:, None], out=np.zeros_like(L), where=owed[:, None] > 0)
    best = linprog(-np.ones(6), A_ub=np.eye(6) - shares.T, b_ub=o, bounds=list(zip([0] * 6, owed, strict=True)))  # fmt: skip  # noqa: E501
    found = circle.clear(L, o)
    assert found.table["paid"].to_numpy() == pytest.approx(best.x, abs=1e-7)
    assert found.unique
    assert found.residual < 1e-12
    assert 0 <= found.rounds <= 6


@given(st.integers(0, 10_000), st.floats(0.3, 1), st.floats(0.3, 1))
def test_payments_rise_with_assets_and_recovery_and_conserve_money(seed, alpha, beta):
    L, o = networks(seed)
    low = circle.clear(L, o, recovery_assets=alpha, recovery_claims=beta)
    high = circle.clear(L, o)
    richer = circle.clear(L, 1.3 * o)
    slack = 1e-9
    assert (low.table["paid"] <= high.table["paid"] + slack).all()
    assert (high.table["paid"] <= richer.table["paid"] + slack).all()
    assert (low.least <= low.table["paid"] + slack).all()
    # without costs of default nothing is lost: equity and payments use up what there is
    assert high.table["equity"].sum() == pytest.approx(o.sum())


@given(st.integers(0, 1000), st.permutations(range(6)))
def test_names_and_order_do_not_matter(seed, order):
    L, o = networks(seed)
    names = [f"firm {i}" for i in range(6)]
    table = pd.DataFrame(L, names, names)
    mixed = [names[i] for i in order]
    one = circle.clear(table, pd.Series(o, names)).table
    other = circle.clear(table.loc[mixed[::-1], mixed], pd.Series(o, names).loc[mixed]).table
    pd.testing.assert_frame_equal(one, other.loc[names], rtol=1e-10)


def test_stress_names_who_falls_with_whom(owes):
    table = circle.stress(
        owes,
        assets(60, 20, 20, 10),
        {"nothing": {}, "the lab fails": {"lab": 1}, "all halve": dict.fromkeys(FIRMS, 0.5)},
    )
    assert table["defaults"].tolist() == [0, 2, 1]
    assert table.loc["the lab fails", "lost"] == 60
    alone = circle.clear(owes, assets(0, 20, 20, 10)).table
    unpaid = (alone["owed"] - alone["paid"]).sum()
    assert table.loc["the lab fails", "amplification"] == pytest.approx(unpaid / 60)
    assert circle.groups(owes) == [FIRMS]


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda L: circle.clear(L, pd.Series([1.0, 2], ["lab", "x"])), UnknownNameError, "‘cloud’"),
        (
            lambda L: circle.clear(L + np.eye(4), assets(1, 1, 1, 1)),
            DataError,
            "claims from itself",
        ),
        (lambda L: circle.clear(L, assets(1, -1, 1, 1)), DataError, "-1 at cloud"),
        (lambda L: circle.clear(-L, assets(1, 1, 1, 1)), DataError, "lab to cloud"),
        (
            lambda L: circle.clear(L.drop("bank"), assets(1, 1, 1, 1)),
            DataError,
            "bank has no place",
        ),
        (lambda L: circle.clear(L, assets(1, 1, 1, np.nan)), DataError, "nan at bank"),
        (lambda L: circle.clear([[0, 1]], [1, 1]), DataError, "for 2 firms"),
        (lambda L: circle.clear(L, assets(1, 1, 1, 1), recovery_claims=2), DataError, "no share"),
        (
            lambda L: circle.stress(L, assets(1, 1, 1, 1), {"a": {"labb": 1}}),
            UnknownNameError,
            "‘lab’",
        ),
        (lambda L: circle.stress(L, assets(1, 1, 1, 1), {"a": {"lab": 2}}), DataError, "no share"),
        (lambda L: circle.clear(L, pd.Series([1.0, 1, 1, 1], ["lab"] * 4)), DataError, "twice"),
        (
            lambda L: circle.recycle([1, 1], [[0, 0.5], [0.9, 0.2]], [[0, 0], [0, 0]]),
            DataError,
            "gives away",
        ),
        (
            lambda L: circle.recycle([1, 1], [[0, 1], [1, 0]], [[0, 0], [0, 0]]),
            DataError,
            "does not converge",
        ),
    ],
)
def test_a_network_that_is_none_is_named(owes, call, error, words):
    with pytest.raises(error, match=words):
        call(owes)
