"""The Perron root: its bounds, and every kind of matrix that makes it hard."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from capital.economy.perron import perron, spectral_radius


def largest(M: np.ndarray) -> float:
    return float(np.abs(np.linalg.eigvals(M)).max())


@given(st.integers(0, 10_000), st.integers(1, 12), st.floats(0, 5))
def test_the_bounds_hold_the_root_whatever_the_units(seed, n, spread) -> None:
    rng = np.random.default_rng(seed)
    M = rng.random((n, n)) + 1e-3
    units = 10 ** rng.uniform(-spread, spread, n)
    root = spectral_radius(M * units / units[:, None])
    assert root.upper - root.lower <= 1e-12 * root.upper
    assert root.radius == pytest.approx(largest(M), rel=1e-11)
    assert np.allclose(root.vector @ (M * units / units[:, None]) / root.vector, root.radius)


@given(st.integers(0, 10_000), st.floats(0.1, 0.6))
def test_reducible_matrices_too(seed, density) -> None:
    rng = np.random.default_rng(seed)
    M = rng.random((8, 8)) * (rng.random((8, 8)) < density)
    root = spectral_radius(M)
    assert root.radius == pytest.approx(largest(M), rel=1e-6, abs=1e-4)  # eigvals: defective roots
    exact = max(np.linalg.norm(np.linalg.matrix_power(M, 400), 2) ** (1 / 400), 0)
    assert root.radius <= exact * (1 + 1e-9) + 1e-12


@pytest.mark.parametrize("n", [2, 5, 150, 700])
def test_cyclic_matrices_do_not_oscillate(n: int) -> None:
    rng = np.random.default_rng(n)
    weights = rng.uniform(0.5, 2, n)
    ring = np.roll(np.eye(n), 1, axis=1) * weights[:, None]
    root = spectral_radius(ring)
    assert root.tight
    assert root.radius == pytest.approx(np.exp(np.log(weights).mean()), rel=1e-9)


@pytest.mark.parametrize("n", [30, 600])
def test_nearly_separate_groups_converge(n: int) -> None:
    rng = np.random.default_rng(n)
    M = np.diag(np.linspace(0.4, 0.5, n)) + 1e-4 / n * rng.random((n, n))
    root = spectral_radius(M)
    assert root.upper - root.lower < 1e-9
    assert root.radius == pytest.approx(largest(M), rel=1e-9)


def test_sums_need_not_be_formed_and_may_be_sparse() -> None:
    rng = np.random.default_rng(5)
    A, D, d = rng.random((9, 9)), rng.random((9, 9)), rng.random(9)
    whole = largest(A + D + np.diag(d))
    assert spectral_radius(A, D, d).radius == pytest.approx(whole, rel=1e-12)
    thin = spectral_radius(sparse.csc_array(A), sparse.csc_array(D), d)
    assert thin.radius == pytest.approx(whole, rel=1e-12)


def test_a_matrix_without_cycles_has_root_zero() -> None:
    assert spectral_radius(np.triu(np.ones((4, 4)), 1)).radius == 0


def test_the_vector_of_a_reducible_matrix_belongs_to_its_largest_group() -> None:
    root = spectral_radius(np.array([[0.5, 0.3], [0.0, 0.7]]))
    assert root.vector.tolist() == [0, 1]
    assert root.radius == 0.7


def test_no_positive_vector_is_no_answer() -> None:
    M = np.array([[0.5, 0.3], [0.0, 0.7]])
    assert not perron(lambda p: p @ M, np.ones(2)).tight
