"""Machines as joint products: annuities, book values, truncation, and the whole system."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capital.economy.fixed_capital import capital_recovery, machine, prices_with_machines
from capital.economy.joint import joint_prices
from capital.errors import DataError, ModelError, UnknownNameError

Agrees = Callable[[object, str], bool]


def test_T_F10_2_a_machine_of_two_years(agrees: Agrees) -> None:
    found = machine("4/5", ["7/20", "7/20"], [1, 1])
    assert agrees(found.rate_of_profit, "0.256997")
    assert agrees(found.book_values[1], "0.445547")
    sigma, old = 1 + found.rate_of_profit, found.book_values[1]
    assert sigma * (7 / 20 + 4 / 5) == pytest.approx(1 + old)
    assert sigma * (7 / 20 + old) == pytest.approx(1)
    charge = 4 / 5 * capital_recovery(found.rate_of_profit, 2)
    assert 7 / 20 * sigma + charge == pytest.approx(1)  # the annuity
    assert (found.best_life, found.negative) == (2, ())


def test_T_F10_2_as_joint_production() -> None:
    """New machines are bought with corn; the old machine is the second good."""
    A, B = [[7 / 20 + 4 / 5, 7 / 20], [0, 1]], [[1, 1], [1, 0]]
    joint = joint_prices(A, B, [0, 0], [0, 0], wages="post", numeraire=[1, 0])
    found = machine("4/5", ["7/20", "7/20"], [1, 1])
    assert joint.rate_of_profit == pytest.approx(found.rate_of_profit, rel=1e-12)
    assert joint.prices[1] == pytest.approx(found.book_values[1], rel=1e-12)


def test_T_B3_3_annuity_and_book_values(agrees: Agrees) -> None:
    charge = 1000 * capital_recovery(0.1, 5)
    assert charge == pytest.approx(16105100 / 61051, rel=1e-13)
    found = machine(1000, [0] * 5, [repr(float(charge))] * 5)
    assert found.rate_of_profit == pytest.approx(0.1, rel=1e-12)
    printed = ("1000", "836.202519", "656.025290", "457.830339", "239.815892", "0")
    for book, digits in zip(found.book_values, printed, strict=True):
        assert agrees(book, digits)
    assert (np.diff(found.depreciation) > 0).all()


@given(st.floats(1e-9, 2), st.integers(1, 40))
def test_annuity_is_the_present_value(rate: float, life: int) -> None:
    worth = sum((1 + rate) ** -(a + 1) for a in range(life))
    assert capital_recovery(rate, life) * worth == pytest.approx(1, rel=1e-6)
    assert capital_recovery(rate, life) > capital_recovery(0, life) == 1 / life


def test_a_machine_that_wears_fast_is_scrapped_early() -> None:
    """Its third year costs more than it yields: kept, its price when old is negative."""
    found = machine(1, [0, 0, "3/10"], ["9/10", "6/10", "1/10"])
    assert found.negative == (2,)
    assert found.best_life == 2
    scrapped = machine(1, [0, 0], ["9/10", "6/10"])
    assert found.best_rate_of_profit == scrapped.rate_of_profit > found.rate_of_profit
    assert scrapped.negative == ()
    sigma = 1 + scrapped.rate_of_profit
    assert 0.9 / sigma + 0.6 / sigma**2 == pytest.approx(1)


def test_prices_with_machines_are_those_of_the_joint_system() -> None:
    """Corn and machines of three years, each age of machine in each use a good of its own."""
    A, K = np.array([[0.2, 0.1], [0.0, 0.0]]), np.array([[0.0, 0.0], [0.5, 0.3]])
    hours, basket = np.array([1.0, 0.8]), np.array([0.15, 0.0])
    for wages in ("ante", "post"):
        found = prices_with_machines(A, hours, basket, K, [1, 3], wages=wages, numeraire=[1, 0])
        inputs, outputs = np.zeros((6, 6)), np.zeros((6, 6))
        for product in range(2):  # goods: corn, machine, then two older ages in each use
            for age in range(3):
                process, older = 3 * product + age, 2 + 2 * product
                inputs[:2, process] = A[:, product]
                inputs[1 if age == 0 else older + age - 1, process] += K[1, product]
                outputs[product, process] = 1
                if age < 2:
                    outputs[older + age, process] += K[1, product]
        joint = joint_prices(
            inputs,
            outputs,
            np.repeat(hours, 3),
            np.append(basket, np.zeros(4)),
            wages=wages,
            numeraire=[1, 0, 0, 0, 0, 0],
        )
        assert found.rate_of_profit == pytest.approx(joint.rate_of_profit, rel=1e-9)
        np.testing.assert_allclose(found.prices, joint.prices[:2], rtol=1e-9)
        assert found.bounds[0] <= found.rate_of_profit <= found.bounds[1]
        assert found.bounds[1] - found.bounds[0] < 1e-11
        assert found.residual < 1e-12
        rate = found.rate_of_profit
        assert found.charges[0] == pytest.approx(
            0.5 * found.prices[1] * rate * (1 + rate) ** 3 / ((1 + rate) ** 3 - 1)
        )


def test_a_life_of_one_year_is_circulating_capital() -> None:
    A, K = np.array([[0.2, 0.1], [0.1, 0.0]]), np.array([[0.0, 0.1], [0.3, 0.2]])
    hours, basket = np.array([1.0, 0.8]), np.array([0.1, 0.1])
    found = prices_with_machines(A, hours, basket, K, [1, 1], wages="ante", numeraire=[1, 1])
    M = A + K + np.outer(basket, hours)
    assert found.rate_of_profit == pytest.approx(1 / np.abs(np.linalg.eigvals(M)).max() - 1)
    longer = prices_with_machines(A, hours, basket, K, [9, 9], wages="ante", numeraire=[1, 1])
    assert longer.rate_of_profit > found.rate_of_profit


def test_a_wage_that_takes_the_whole_net_product() -> None:
    found = prices_with_machines([[0.5]], [1], [0.25], [[0.5]], [2], wages="post", numeraire=[1])
    assert found.rate_of_profit == pytest.approx(0, abs=1e-12)
    assert found.rate_of_profit >= 0


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: machine(3, [0, 0], [1, 1]), ModelError, "does not return its price"),
        (lambda: machine(1, [0], [1, 1]), DataError, "1 years of inputs and 2"),
        (
            lambda: machine(1, [0, 0, "100/63"], ["160/63", 0, 0]),
            ModelError,
            "rates of profit return",
        ),
        (
            lambda: prices_with_machines(
                [[0.5]], [1], [0.6], [[0.1]], [2], wages="post", numeraire=[1]
            ),
            ModelError,
            "real wage exceeds",
        ),
        (
            lambda: prices_with_machines([[0]], [1], [0], [[0]], [2], wages="post", numeraire=[1]),
            ModelError,
            "nothing limits",
        ),
        (
            lambda: prices_with_machines(
                [[0.5]], [1], [0.1], [[0.1]], [0.5], wages="post", numeraire=[1]
            ),
            DataError,
            "less than a year",
        ),
        (
            lambda: prices_with_machines(
                [[0.5]], [1], [0.1], [[0.1]], [2], wages="never", numeraire=[1]
            ),
            UnknownNameError,
            "never",
        ),
        (
            lambda: prices_with_machines(
                np.diag([0.5, 0.2]),
                [0, 0],
                [0, 0],
                np.zeros((2, 2)),
                [2, 2],
                wages="post",
                numeraire=[1, 1],
            ),
            ModelError,
            "separate groups",
        ),
    ],
)
def test_bad_input_is_refused(
    call: Callable[[], object], error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=text):
        call()
