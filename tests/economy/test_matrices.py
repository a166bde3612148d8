"""Solving without an inverse, and who needs whom."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from capital.economy.matrices import (
    by_factors,
    by_products,
    components,
    one_source,
    row_times,
    select,
    solve_by_products,
    times_column,
)
from capital.errors import ModelError


def productive(n: int, seed: int, share: float = 0.7) -> np.ndarray:
    A = np.random.default_rng(seed).random((n, n))
    return A * share / A.sum(axis=0)


@pytest.mark.parametrize("order", ["C", "F"])
def test_factors_solve_rows_and_columns_in_either_memory_order(order: str) -> None:
    A = productive(7, 1)
    z = np.arange(1.0, 8)
    inverse = by_factors(np.array(np.eye(7) - A, order=order))
    assert np.allclose(inverse.left(z) @ (np.eye(7) - A), z, rtol=1e-13)
    assert np.allclose((np.eye(7) - A) @ inverse.right(z), z, rtol=1e-13)


def test_factors_overwrite_their_matrix_and_need_no_second_one() -> None:
    N = np.array(np.eye(50) - productive(50, 2), order="C")
    before = N.copy()
    by_factors(N)
    assert not np.array_equal(N, before)


def test_a_singular_system_is_refused() -> None:
    with pytest.raises(ModelError, match="no unique solution"):
        by_factors(np.zeros((3, 3)))


@given(st.integers(0, 10_000), st.floats(0.05, 0.97), st.floats(0, 6))
def test_products_agree_with_factors_whatever_the_units(seed, share, spread) -> None:
    A = productive(12, seed, share)
    units = 10 ** np.random.default_rng(seed).uniform(-spread, spread, 12)
    A = A * units / units[:, None]
    z = np.random.default_rng(seed + 1).random(12) * units
    thin = sparse.csc_array(A)
    inverse = by_products(lambda p: p @ thin, lambda q: thin @ q)
    exact = by_factors(np.eye(12) - A)
    assert np.allclose(inverse.left(z) / exact.left(z), 1, rtol=1e-9)
    assert np.allclose(inverse.right(1 / z) / exact.right(1 / z), 1, rtol=1e-9)


def test_the_sum_over_rounds_takes_over_where_the_krylov_method_breaks_down() -> None:
    ring = np.roll(np.eye(40), 1, axis=1) * 0.99  # BiCGSTAB breaks down on a cycle
    z = np.eye(40)[0]
    x = solve_by_products(lambda p: p @ ring, z)
    assert np.allclose(x, by_factors(np.eye(40) - ring).left(z), rtol=1e-8)


def test_what_does_not_settle_is_refused() -> None:
    with pytest.raises(ModelError, match="does not settle"):
        solve_by_products(lambda p: p * np.array([1.0, 0.5]), np.ones(2))


def test_a_vector_stands_for_a_diagonal() -> None:
    d, p = np.array([2.0, 3.0]), np.array([1.0, 10.0])
    assert row_times(p, d).tolist() == times_column(d, p).tolist() == (p @ np.diag(d)).tolist()
    assert select(d, np.array([1])).tolist() == [3.0]
    assert select(None, np.array([1])) is None


def test_sparse_and_dense_selections_are_the_same() -> None:
    A, goods = productive(5, 3), np.array([0, 3])
    assert np.array_equal(select(sparse.csc_array(A), goods).toarray(), select(A, goods))


def test_basics_feed_everyone_and_luxuries_no_one() -> None:
    A = np.array([[0.2, 0.1, 0.1], [0.1, 0.2, 0.0], [0.0, 0.0, 0.3]])
    found = components([A])
    assert found.basics.tolist() == [0, 1]
    assert not found.irreducible
    assert [block.tolist() for block in found.blocks()] in ([[0, 1], [2]], [[2], [0, 1]])


def test_workers_link_what_inputs_leave_apart() -> None:
    A, labour = np.diag([0.2, 0.3]), np.array([1.0, 1.0])
    assert len(components([A]).sources) == 2
    assert components([A], np.array([0.1, 0.1]), labour).irreducible
    one_good = components([A], np.array([0.1, 0.0]), labour)
    assert one_good.basics.tolist() == [0]


def test_a_good_made_by_labour_alone_is_not_basic() -> None:
    A = np.array([[0.0, 0.5], [0.0, 0.0]])
    assert components([A]).basics.size == 0


def test_irreducibility_does_not_underflow() -> None:
    """The test by (I + A)^(n − 1) > 0 fails on this ring from n = 200 on."""
    ring = np.roll(np.eye(300), 1, axis=1) * 0.01
    assert components([ring]).irreducible
    assert components([sparse.csc_array(ring)]).irreducible
    ring[0, 1] = 0
    assert not components([ring]).irreducible


@given(st.integers(0, 10_000), st.floats(0.02, 0.5))
def test_groups_are_those_of_reachability(seed, density) -> None:
    rng = np.random.default_rng(seed)
    A = rng.random((7, 7)) * (rng.random((7, 7)) < density)
    reach = np.linalg.matrix_power(np.eye(7) + (A > 0), 7) > 0
    mutual = reach & reach.T
    for found in (components([A]), components([sparse.csc_array(A)])):
        assert np.array_equal(found.group[:, None] == found.group, mutual)
        enters_all = (np.linalg.matrix_power(np.eye(7) + (A > 0), 7) @ (A > 0) > 0).all(axis=1)
        assert np.array_equal(np.flatnonzero(enters_all), np.sort(found.basics))


@given(st.integers(0, 10_000))
def test_labour_power_is_a_link_like_the_matrix_b_l(seed) -> None:
    rng = np.random.default_rng(seed)
    A = rng.random((6, 6)) * (rng.random((6, 6)) < 0.15)
    b, labour = (rng.random(6) * (rng.random(6) < 0.4) for _ in range(2))
    with_node, with_matrix = components([A], b, labour), components([A + np.outer(b, labour)])
    same = with_node.group[:, None] == with_node.group
    assert np.array_equal(same, with_matrix.group[:, None] == with_matrix.group)


def test_an_empty_basket_is_no_basket() -> None:
    A = np.array([[0.2, 0.1, 0.1], [0.1, 0.2, 0.0], [0.0, 0.0, 0.3]])
    found = components([A], np.zeros(3), np.ones(3))
    assert found.basics.tolist() == [0, 1]
    assert [goods.tolist() for goods in found.sources] == [[0, 1]]


@given(st.integers(0, 10_000), st.floats(0.02, 0.4))
def test_one_source_is_one_group_without_inputs_from_outside(seed, density) -> None:
    rng = np.random.default_rng(seed)
    A = rng.random((7, 7)) * (rng.random((7, 7)) < density)
    b, labour = (rng.random(7) * (rng.random(7) < 0.3) for _ in range(2))
    for wages in ((), (b, labour)):
        expected = len(components([A], *wages).sources) == 1
        assert one_source([A], *wages) == one_source([sparse.csc_array(A)], *wages) == expected
