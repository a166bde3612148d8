"""Bortkiewicz and Winternitz, against the printed table and the augmented matrix."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from capital.economy.departments import bortkiewicz, winternitz
from capital.errors import DataError, ModelError

SWEEZY = ([225, 100, 50], [90, 120, 90], [60, 80, 60])
TABLE = st.lists(st.integers(1, 60), min_size=3, max_size=3)


def q(*texts: str) -> list[sp.Rational]:
    return [sp.Rational(text) for text in texts]


def augmented(c: Any, v: Any, s: Any) -> Any:
    """Return the inputs of means of production and wage goods for a unit of each product."""
    W = np.array(c) + np.array(v) + np.array(s)
    return np.array([c / W, v / W, np.zeros(len(W))])


def test_T_F3_1_bortkiewicz() -> None:
    found = bortkiewicz(*SWEEZY, exact=True)
    assert found.rate_of_profit == sp.Rational(1, 4)
    assert list(found.ratios) == q("32/25", "16/15", "1")
    assert list(found.quadratic) == q("-4/5", "5", "-5")
    assert found.rejected == (5,)
    assert list(found.constant) == [288, 128, 64]
    assert list(found.variable) == [96, 128, 96]
    assert list(found.profits) == [96, 64, 40]
    assert list(found.prices) == [480, 320, 200]
    assert (found.total_profit, found.total_surplus_value) == (200, 200)
    assert (found.total_price, found.total_value) == (1000, 875)
    assert found.simple_reproduction
    assert (found.bounds, found.residual) == ((sp.Rational(1, 4),) * 2, 0)


def test_T_F3_1_eigenvalues() -> None:
    values = np.linalg.eigvals(augmented(*SWEEZY))
    np.testing.assert_allclose(np.sort(values.real), [0, 1 / 5, 4 / 5], atol=1e-15)
    found = bortkiewicz(*SWEEZY)
    assert 1 / (1 + found.rate_of_profit) == pytest.approx(values.real.max(), abs=1e-15)


def test_T_F4_1_winternitz() -> None:
    found = winternitz(*SWEEZY, exact=True)
    assert list(found.ratios) == q("28/25", "14/15", "7/8")
    assert (found.total_price, found.total_profit, found.total_surplus_value) == (875, 175, 200)


def test_K_10_profit_equals_surplus_value_only_by_the_unit() -> None:
    """In expanded proportions Bortkiewicz's unit gives neither equality."""
    found = bortkiewicz([250, 100, 40], [90, 130, 80], [70, 90, 50], exact=True)
    assert not found.simple_reproduction
    assert found.total_profit != found.total_surplus_value
    assert found.total_price != found.total_value
    assert winternitz(*SWEEZY).total_profit == pytest.approx(175)


@given(TABLE, TABLE, TABLE)
def test_rate_is_that_of_the_augmented_matrix(c: Any, v: Any, s: Any) -> None:
    radius = np.linalg.eigvals(augmented(c, v, s)).real.max()
    found = bortkiewicz(c, v, s)
    assert 1 / (1 + found.rate_of_profit) == pytest.approx(radius, rel=1e-9)
    assert found.bounds[0] - 1e-9 <= found.rate_of_profit <= found.bounds[1] + 1e-9
    assert (found.ratios > 0).all()
    assert found.residual < 1e-9
    assert winternitz(c, v, s).total_price == pytest.approx(sum(c) + sum(v) + sum(s))


@given(TABLE, TABLE, TABLE)
def test_exact_roots_solve_the_equations(c: Any, v: Any, s: Any) -> None:
    found = bortkiewicz(c, v, s, exact=True)
    assert found.residual == 0
    assert found.bounds[0] == found.bounds[1]
    assert float(found.rate_of_profit) == pytest.approx(bortkiewicz(c, v, s).rate_of_profit)


@given(TABLE, TABLE, TABLE, st.tuples(*[st.integers(1, 90)] * 3))
def test_luxuries_do_not_affect_the_rate(c: Any, v: Any, s: Any, luxury: Any) -> None:
    other = [[*old[:2], new] for old, new in zip((c, v, s), luxury, strict=True)]
    assert bortkiewicz(*other).rate_of_profit == bortkiewicz(c, v, s).rate_of_profit


def test_equal_compositions_keep_values() -> None:
    found = bortkiewicz([40, 20, 60], [20, 10, 30], [20, 10, 30], exact=True)
    assert list(found.ratios) == [1, 1, 1]
    assert found.quadratic[0] == 0
    assert found.rejected == ()


def test_a_first_department_without_labour_and_two_luxuries() -> None:
    found = bortkiewicz([50, 20, 10, 30], [0, 20, 10, 5], [30, 20, 10, 5], exact=True)
    x, y, z, last = found.ratios
    sigma = 1 + found.rate_of_profit
    assert sigma == sp.Rational(80, 50)
    assert (20 * x + 20 * y) * sigma == 60 * y
    assert (10 * x + 10 * y) * sigma == 30 * z
    assert last == 1


def test_bad_tables_are_refused() -> None:
    with pytest.raises(DataError, match="not departments I, II and III"):
        bortkiewicz([1, 1], [1, 1], [1, 1])
    with pytest.raises(DataError, match="not departments I, II and III"):
        bortkiewicz([1, 0, 1], [1, 1, 1], [1, 1, 1])
    with pytest.raises(DataError, match="a loss exceeds the product"):
        bortkiewicz([225, 100, 50], [90, 120, 90], [60, -300, 60])
    with pytest.raises(DataError, match=r"v is -90.0 at \[0\]"):
        bortkiewicz([225, 100, 50], [-90, 120, 90], [60, 80, 60])


def test_no_profit_is_refused_and_never_negative() -> None:
    with pytest.raises(ModelError, match="real wage exceeds"):
        bortkiewicz([225, 100, 50], [90, 120, 90], [-60, -80, 60])
    assert bortkiewicz([1, 1, 1], [1, 1, 1], [0, 0, 0], exact=True).rate_of_profit == 0


def test_wage_goods_that_only_feed_themselves_fix_no_prices() -> None:
    with pytest.raises(ModelError, match="positive prices"):
        bortkiewicz([10, 10, 10], [0, 50, 5], [90, 5, 5])
