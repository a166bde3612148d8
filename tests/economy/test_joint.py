"""Joint production: Steedman's case, the second root, least labour and its proof."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from capital.economy.joint import (
    additive_values,
    joint_prices,
    linear_programme,
    minimum_labour,
    value_account,
)
from capital.errors import DataError, ModelError, UnknownNameError

#: Steedman 1975: six hours of labour receive (3, 5).
A, B, HOURS, BASKET = [[5, 0], [0, 10]], [[6, 3], [1, 12]], [1, 1], ["1/2", "5/6"]
FLOATS = [0.5, 5 / 6]


def q(*texts: str) -> list[sp.Rational]:
    return [sp.Rational(text) for text in texts]


def single(seed: int, n: int = 4) -> tuple[Any, Any, Any]:
    rng = np.random.default_rng(seed)
    table = rng.random((n, n))
    return table * rng.uniform(0.3, 0.7) / table.sum(axis=0), rng.uniform(0.2, 1, n), rng.random(n)


def test_T_F12_2_prices_and_values() -> None:
    prices = joint_prices(A, B, HOURS, BASKET, wages="post", exact=True)
    assert prices.rate_of_profit == sp.Rational(1, 5)
    assert (list(prices.prices), prices.wage, prices.residual) == (q("1/3", "1"), 1, 0)
    found = additive_values(A, B, HOURS, exact=True)
    assert (list(found.values), found.negative, found.residual) == ([-1, 2], (0,), 0)
    account = value_account(found.values, A, B, HOURS, BASKET, [5, 1], exact=True)
    assert (account.living_labour, account.variable_capital) == (6, 7)
    assert (account.surplus_value, account.net_product) == (-1, 6)
    assert list((np.array(B) - np.array(A)) @ [5, 1]) == [8, 7]


def test_T_F12_2_least_labour() -> None:
    least = minimum_labour(A, B, HOURS, [3, 5], exact=True)
    assert least.labour == sp.Rational(5, 2)
    assert list(least.activities) == [0, sp.Rational(5, 2)]  # process 2 only
    assert list(least.values) == [0, sp.Rational(1, 2)]
    assert least.gap == 0
    assert (6 - least.labour) / least.labour == sp.Rational(7, 5)


def test_T_F12_2_the_worse_process_is_dominated() -> None:
    net = (np.array(B) - np.array(A)) / np.array(HOURS)
    assert (net[:, 0] < net[:, 1]).all()
    values = additive_values(A, B, HOURS).values
    contraction = np.linalg.solve(np.array(B) - np.array(A), [-1, 0])  # one unit of good 1 less
    assert contraction @ HOURS == pytest.approx(-values[0])
    assert contraction[0] > 0 > contraction[1]


def test_K_11_the_second_root_is_shown_and_rejected() -> None:
    exact = joint_prices(A, B, HOURS, BASKET, wages="post", exact=True)
    ((rate, prices),) = exact.rejected
    assert rate == sp.Rational(1, 60)
    assert list(prices) == q("-12/19", "30/19")
    floats = joint_prices(A, B, HOURS, FLOATS, wages="post")
    ((near, row),) = floats.rejected
    assert near == pytest.approx(1 / 60, rel=1e-12)
    assert row == pytest.approx([-12 / 19, 30 / 19], rel=1e-12)


def test_P11_in_decimals() -> None:
    prices = joint_prices(A, B, HOURS, FLOATS, wages="post")
    assert prices.rate_of_profit == pytest.approx(0.2, rel=1e-12)
    assert prices.prices == pytest.approx([1 / 3, 1], rel=1e-12)
    assert prices.residual < 1e-14
    assert additive_values(A, B, HOURS).values == pytest.approx([-1, 2])
    least = minimum_labour(A, B, HOURS, [3, 5])
    assert least.labour == pytest.approx(2.5, rel=1e-12)
    assert (6 - 2.5) / least.labour == pytest.approx(1.4)


def test_wages_in_advance_give_another_rate() -> None:
    ante = joint_prices(A, B, HOURS, FLOATS, wages="ante")
    sigma, p = 1 + ante.rate_of_profit, ante.prices
    cost = p @ (np.array(A) + np.outer(FLOATS, HOURS))
    np.testing.assert_allclose(p @ np.array(B), sigma * cost, rtol=1e-12)
    assert ante.rate_of_profit < 0.2


@given(st.integers(0, 10**6), st.sampled_from(["ante", "post"]))
def test_single_products_are_the_case_known_from_perron(seed: int, wages: str) -> None:
    table, hours, basket = single(seed)
    one = np.eye(len(hours))
    lam = np.linalg.solve((one - table).T, hours)
    basket = basket * 0.5 / (lam @ basket)
    np.testing.assert_allclose(additive_values(table, one, hours).values, lam)
    least = minimum_labour(table, one, hours, basket)
    assert least.labour == pytest.approx(lam @ basket)
    np.testing.assert_allclose(least.values, lam)
    paid = np.outer(basket, hours)
    M = table + paid if wages == "ante" else np.linalg.solve((one - paid).T, table.T).T
    radius = np.abs(np.linalg.eigvals(M)).max()
    found = joint_prices(table, one, hours, basket, wages=wages)
    assert found.rate_of_profit == pytest.approx(1 / radius - 1, rel=1e-9)
    assert found.wage == pytest.approx(1)


@given(st.integers(0, 10**6))
def test_least_labour_is_proved_by_its_dual(seed: int) -> None:
    rng = np.random.default_rng(seed)
    inputs, outputs = rng.random((4, 7)), rng.random((4, 7)) + 1
    hours, basket = rng.uniform(0.1, 1, 7), rng.random(4)
    least = minimum_labour(inputs, outputs, hours, basket)
    assert (least.net_product >= basket - 1e-9).all()
    assert (least.values >= 0).all()
    assert (least.values @ (outputs - inputs) <= hours + 1e-9).all()
    assert abs(least.gap) < 1e-9


def test_exact_solution_is_refused_where_it_is_not_recognised() -> None:
    """The activities are fractions with denominators of more than six digits."""
    prime = 999_999_937
    with pytest.raises(ModelError, match="not recognised"):
        minimum_labour([[0]], [[prime]], [1], [prime // 3], exact=True)


def test_a_numeraire_or_a_basket_that_is_free() -> None:
    corn = joint_prices(A, B, HOURS, FLOATS, wages="post", numeraire=[1, 0])
    assert corn.prices == pytest.approx([1, 3])
    assert corn.wage == pytest.approx(3)


def test_the_second_root_without_wages_keeps_a_scale() -> None:
    found = joint_prices([[1, 0], [0, 1]], [[2, 1], [1, 2]], [0, 0], [0, 0], wages="post")
    assert found.rate_of_profit == pytest.approx(2)
    np.testing.assert_allclose(found.prices, 1)
    assert found.wage == 0


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: minimum_labour([[2.0]], [[1.0]], [1], [1]), ModelError, "no activities"),
        (lambda: minimum_labour(A, B, HOURS, [1]), DataError, "basket has the shape"),
        (lambda: minimum_labour(A, [[1, 0], [1, 0]], HOURS, [1, 1]), DataError, "1 yields nothing"),
        (
            lambda: joint_prices(
                [["1/4", "1/5", 0], [0, "1/4", "1/3"], ["1/7", 0, "1/5"]],
                np.eye(3, dtype=int),
                [1, 1, 1],
                ["1/10", 0, 0],
                wages="ante",
                exact=True,
            ),
            ModelError,
            "no simple form",
        ),
        (lambda: additive_values([[1, 2]], [[3, 4]], [1, 1]), DataError, "2 processes for 1 goods"),
        (lambda: additive_values([[1, 1]] * 2, [[2, 2]] * 2, [1, 1]), ModelError, "singular"),
        (
            lambda: additive_values([[1, 1]] * 2, [[2, 2]] * 2, [1, 1], exact=True),
            ModelError,
            "singular",
        ),
        (lambda: joint_prices(A, B, HOURS, [9, 9], wages="ante"), ModelError, "real wage exceeds"),
        (lambda: joint_prices(A, B, HOURS, FLOATS, wages="soon"), UnknownNameError, "soon"),
        (
            lambda: joint_prices(np.eye(2), 2 * np.eye(2), [0, 0], [0, 0], wages="post"),
            ModelError,
            "positive prices",
        ),
        (
            lambda: joint_prices([[1, 1], [0, 0]], [[2, 2], [0, 0]], [0, 0], [0, 0], wages="post"),
            ModelError,
            "not independent",
        ),
        (
            lambda: joint_prices(
                [[1, 1], [0, 0]], [[2, 2], [0, 0]], [0, 0], [0, 0], wages="post", exact=True
            ),
            ModelError,
            "not independent",
        ),
    ],
)
def test_bad_input_is_refused(
    call: Callable[[], object], error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=text):
        call()


def test_an_unbounded_programme_is_said_to_be_so() -> None:
    with pytest.raises(ModelError, match="unbounded"):
        linear_programme(np.array([-1.0]), np.array([[-1.0]]), np.array([1.0]), infeasible="")
    raw = linprog([-1.0], A_ub=[[-1.0]], b_ub=[1.0])
    assert raw.status == 3
