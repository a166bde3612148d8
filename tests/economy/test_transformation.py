"""Marx's procedure, its repetition and the two equalities, against the books and eigenvalues."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from capital.economy.transformation import (
    equalities,
    iterate_transformation,
    marx_procedure,
    new_interpretation,
)
from capital.errors import DataError, ModelError

Agrees = Callable[[object, str], bool]

#: Bortkiewicz's departments for a unit of value of each product: M, A, l (hours) and b.
M = [["3/5", "1/3", "1/4"], ["6/25", "2/5", "9/20"], [0, 0, 0]]
A, HOURS, BASKET = (
    [["3/5", "1/3", "1/4"], [0, 0, 0], [0, 0, 0]],
    ["2/5", "2/3", "3/4"],
    [0, "3/5", 0],
)
TOTALS = [375, 300, 200]

#: Machines and corn after the change (T-E4.2), with values and prices in corn.
TWO = [["33/50", "3/10"], ["33/200", "1/5"]]
VALUES, PRICES = ["165/68", "235/136"], ["11/6", 1]


def q(*texts: str) -> list[sp.Rational]:
    return [sp.Rational(text) for text in texts]


def decimals(rows: Any) -> np.ndarray[Any, Any]:
    return np.array([[float(sp.Rational(item)) for item in row] for row in rows])


def random_economy(seed: int, size: int = 5) -> tuple[Any, Any]:
    """Return inputs with wage goods that leave a surplus in every column, and outputs."""
    rng = np.random.default_rng(seed)
    table = rng.random((size, size))
    return table / table.sum(axis=0) * rng.uniform(0.3, 0.9, size), rng.uniform(1, 5, size)


def test_F2_bortkiewicz_data_in_one_step() -> None:
    found = marx_procedure([225, 100, 50], [90, 120, 90], [60, 80, 60], exact=True)
    assert found.rate_of_profit == sp.Rational(8, 27)
    assert list(found.prices) == q("1225/3", "7700/27", "4900/27")


def test_P3_five_capitals_of_which_part_is_used_up() -> None:
    s = [20, 30, 40, 15, 5]
    found = marx_procedure([80, 70, 60, 85, 95], s, s, used=[50, 51, 51, 40, 10])
    np.testing.assert_allclose(found.cost_prices, [70, 81, 91, 55, 15])
    np.testing.assert_allclose(found.values, [90, 111, 131, 70, 20])
    np.testing.assert_allclose(found.prices, [92, 103, 113, 77, 37])
    np.testing.assert_allclose(found.deviations, [2, -8, -18, 7, 17])


@given(st.lists(st.tuples(*[st.integers(1, 90)] * 3), min_size=2, max_size=6))
def test_marx_keeps_both_totals(sectors: list[tuple[int, int, int]]) -> None:
    c, v, s = zip(*sectors, strict=True)
    found = marx_procedure(c, v, s, exact=True)
    assert sum(found.prices) == sum(found.values) == sum(c) + sum(v) + sum(s)
    assert sum(found.profits) == sum(s)


def test_T_F5_1_iteration_from_values() -> None:
    path = iterate_transformation(M, [1, 1, 1], TOTALS, steps=30, exact=True)
    assert list(path.rates_of_profit[:4]) == q("8/27", "28/107", "108/427", "428/1707")
    assert list(path.prices[1]) == q("49/45", "77/81", "49/54")
    assert list(path.prices[2]) == q("119/107", "301/321", "189/214")
    limit = np.array(q("28/25", "14/15", "7/8"), dtype=object)
    error = (path.prices - limit)[:, 0]
    assert abs(error[-1]) < 1e-15
    assert abs(error[-1] / error[-2] - sp.Rational(1, 4)) < 1e-12
    assert path.bounds[0] < sp.Rational(1, 4) < path.bounds[1]


def test_P4_iteration_in_totals(agrees: Agrees) -> None:
    x = np.array(TOTALS, dtype=float)
    path = iterate_transformation(decimals(M), np.ones(3), x)
    for step, printed in {1: "0.2962963", 2: "0.26168224", 10: "0.25000018"}.items():
        assert agrees(path.rates_of_profit[step - 1], printed)
    for price, printed in zip(
        path.prices[1] * x, ("408.3333", "285.1852", "181.4815"), strict=True
    ):
        assert agrees(price, printed)
    np.testing.assert_allclose(path.prices[-1] * x, [420, 280, 175], rtol=1e-10)
    assert path.bounds == pytest.approx((0.25, 0.25), abs=1e-12)
    assert path.convergence == pytest.approx(1 / 4, rel=1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_iteration_is_the_power_method(seed: int) -> None:
    table, x = random_economy(seed)
    path = iterate_transformation(table, np.ones(len(x)), x)
    values, vectors = np.linalg.eig(table.T)
    size = np.sort(np.abs(values))[::-1]
    perron = np.abs(vectors[:, np.argmax(values.real)].real)
    np.testing.assert_allclose(path.prices[-1] / path.prices[-1].sum(), perron / perron.sum())
    np.testing.assert_allclose(path.prices @ x, x.sum())
    assert path.rates_of_profit[-1] == pytest.approx(1 / size[0] - 1, rel=1e-11)
    assert path.convergence == pytest.approx(size[1] / size[0], rel=0.35)


def test_what_is_held_changes_the_unit_and_not_the_rate() -> None:
    table, x = random_economy(9)
    start = np.linspace(1, 2, len(x))
    plain = iterate_transformation(table, start, x)
    profit = iterate_transformation(table, start, x, hold=x - table @ x)
    np.testing.assert_allclose(profit.rates_of_profit, plain.rates_of_profit[: len(profit.prices)])
    np.testing.assert_allclose(profit.prices @ (x - table @ x), start @ (x - table @ x))
    ratio = profit.prices[-1] / plain.prices[-1]
    np.testing.assert_allclose(ratio, ratio[0])


def test_a_rate_of_convergence_needs_steps_to_show_it() -> None:
    assert np.isnan(iterate_transformation(M, [1, 1, 1], TOTALS, steps=2, exact=True).convergence)


def test_cyclic_inputs_never_settle() -> None:
    with pytest.raises(ModelError, match="cyclic"):
        iterate_transformation([[0, 0.5], [0.5, 0]], [1, 2], [1, 1])


@pytest.mark.parametrize(
    ("x", "rate", "price", "profit"),
    [
        (["10/3", 1], "1/3", "8704/12015", "8704/12015"),
        ([1, 1], "6497/16103", "1156/1695", "11560/19491"),
        ([0, 1], "89/146", "136/235", "34/89"),
        ([1, 0], "89/311", "34/45", "680/801"),
    ],
)
def test_T_F6_1_equalities_in_four_proportions(
    x: list[Any], rate: str, price: str, profit: str
) -> None:
    found = equalities(PRICES, VALUES, x, TWO, exact=True)
    assert [found.value_rate_of_profit, found.price_ratio, found.profit_ratio] == q(
        rate, price, profit
    )
    assert found.together == (price == profit)
    assert found.price_rate_of_profit == sp.Rational(1, 3)


def test_K_10_one_equality_is_a_choice_of_unit() -> None:
    """Profit equals surplus-value in one proportion of outputs and unit, not in general."""
    x, melt = [1, 1], "1156/1695"
    first = equalities(PRICES, VALUES, x, TWO, melt=melt, exact=True)
    assert (first.price_equals_value, first.profit_equals_surplus_value) == (True, False)
    second = equalities(PRICES, VALUES, x, TWO, melt="11560/19491", exact=True)
    assert (second.price_equals_value, second.profit_equals_surplus_value) == (False, True)


@pytest.mark.parametrize("seed", range(8))
def test_on_the_balanced_path_both_hold(seed: int) -> None:
    """Morishima 1973: outputs in von Neumann proportions, values and prices of any system."""
    rng = np.random.default_rng(seed)
    n = 4
    inputs, hours, basket = rng.random((n, n)) * 0.15, rng.uniform(0.5, 1, n), rng.random(n) * 0.08
    table = inputs + np.outer(basket, hours)
    values, right = np.linalg.eig(table)
    ray = np.abs(right[:, np.argmax(values.real)].real)
    r = 1 / values.real.max() - 1
    lam = np.linalg.solve((np.eye(n) - inputs).T, hours)
    p = iterate_transformation(table, lam, ray).prices[-1]
    found = equalities(p, lam, ray, table)
    assert found.together
    assert found.value_rate_of_profit == pytest.approx(r, rel=1e-9)
    assert not equalities(p, lam, ray * np.arange(1, n + 1), table).together
    assert r < (1 - lam @ basket) / (lam @ basket)  # r < e, always


def test_T_F7_1_new_interpretation_of_the_table() -> None:
    found = new_interpretation(["32/25", "16/15", 1], A, HOURS, BASKET, TOTALS, exact=True)
    assert [found.scale, found.wages, found.profits] == q("25/26", "4000/13", "2500/13")
    assert [found.value_of_labour_power, found.rate_of_surplus_value] == q("8/13", "5/8")
    assert found.net_product == 500


@given(st.lists(st.floats(0.5, 3), min_size=3, max_size=3), st.floats(0.1, 50))
def test_new_interpretation_holds_at_any_prices(prices: list[float], melt: float) -> None:
    inputs, hours, basket = decimals(A), decimals([HOURS])[0], decimals([BASKET])[0] / 3
    x = np.array(TOTALS, dtype=float)
    found = new_interpretation(prices, inputs, hours, basket, x, melt=melt)
    unpaid = (1 - found.prices @ basket / melt) * (hours @ x)
    assert found.profits == pytest.approx(melt * unpaid)
    assert found.prices @ (x - inputs @ x) == pytest.approx(melt * (hours @ x))


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: marx_procedure([1, 2], [1], [1]), DataError, "lengths differ: c 2, v 1"),
        (lambda: marx_procedure([1, -2], [1, 1], [1, 1]), DataError, r"-2.0 at \[1\]"),
        (lambda: marx_procedure([1], [1], [1], used=[2]), DataError, "sector 0"),
        (lambda: marx_procedure([1, 1], [1, 1], [1, -2]), ModelError, "makes a loss"),
        (lambda: marx_procedure([1], ["x"], [1]), DataError, "no number"),
        (lambda: marx_procedure([np.nan], [1], [1]), DataError, "nan"),
        (lambda: iterate_transformation([[1, 2]], [1], [1]), DataError, "square"),
        (lambda: iterate_transformation([[0.5]], [1], [1], exact=True), DataError, "how many"),
        (lambda: iterate_transformation([[0.5]], [0], [1]), DataError, "not positive"),
        (lambda: equalities([1], [0], [1], [[0.5]]), DataError, "no value"),
        (lambda: new_interpretation([1], [[1]], [1], [0.5], [1]), DataError, "not positive"),
        (lambda: new_interpretation([1], [[0]], [1], [2], [1]), ModelError, "real wage exceeds"),
    ],
)
def test_bad_input_is_refused(
    call: Callable[[], object], error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=text):
        call()
